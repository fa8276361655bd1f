use std::{future, sync::Arc};

use rusqlite::Connection;

use crate::{
    contract::{Fresh, tampering},
    sqlite::SqliteStore,
};

fn fresh() -> future::Ready<Fresh> {
    let directory = tempfile::tempdir().unwrap();
    let store = SqliteStore::open(&directory.path().join("events.db")).unwrap();
    future::ready((Arc::new(store), Box::new(directory)))
}

crate::contract_tests!(fresh);

#[tokio::test]
async fn tampering_is_found_and_named() {
    for case in tampering::cases() {
        let directory = tempfile::tempdir().unwrap();
        let path = directory.path().join("events.db");
        let store = Arc::new(SqliteStore::open(&path).unwrap());
        tampering::write_log(&(Arc::clone(&store) as _)).await;
        let intruder = Connection::open(&path).unwrap();
        intruder
            .execute_batch(
                "DROP TRIGGER events_are_not_updated; DROP TRIGGER events_are_not_deleted",
            )
            .unwrap();
        intruder.execute_batch(case.sql).unwrap();
        tampering::expect_findings(&*store, &case).await;
    }
}
