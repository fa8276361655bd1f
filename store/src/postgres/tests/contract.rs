use std::sync::Arc;

use crate::{
    contract::{Fresh, PostgresServer, tampering},
    postgres::PostgresStore,
};

async fn fresh() -> Fresh {
    let url = PostgresServer::shared().await.database().await;
    (Arc::new(PostgresStore::open(&url).await.unwrap()), Box::new(()))
}

crate::contract_tests!(fresh);

#[tokio::test]
async fn tampering_is_found_and_named() {
    let server = PostgresServer::shared().await;
    for case in tampering::cases() {
        let url = server.database().await;
        let store = Arc::new(PostgresStore::open(&url).await.unwrap());
        tampering::write_log(&(Arc::clone(&store) as _)).await;
        server.execute(&url, "DROP TRIGGER events_are_not_changed ON events").await;
        server.execute(&url, case.sql).await;
        tampering::expect_findings(&*store, &case).await;
    }
}
