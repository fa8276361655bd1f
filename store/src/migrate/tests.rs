use rusqlite::Connection;

use super::{MigrateError, Migration, postgres, sqlite};
use crate::contract::PostgresServer;

const MAKE: Migration = Migration {
    number: 1,
    name: "make",
    sql: "CREATE TABLE things (n integer NOT NULL); INSERT INTO things VALUES (1);",
};
const ADD: Migration = Migration { number: 2, name: "add", sql: "INSERT INTO things VALUES (2);" };
const BREAK: Migration = Migration {
    number: 3,
    name: "break",
    sql: "INSERT INTO things VALUES (3); INSERT INTO nothing VALUES (3);",
};
const CHANGED: Migration = Migration { sql: "INSERT INTO things VALUES (4);", ..ADD };

fn sum(connection: &Connection) -> i64 {
    connection.query_row("SELECT sum(n) FROM things", [], |row| row.get(0)).unwrap()
}

#[test]
fn on_sqlite_each_is_applied_once_and_in_order() {
    let mut connection = Connection::open_in_memory().unwrap();
    sqlite(&mut connection, &[ADD, MAKE]).unwrap();
    sqlite(&mut connection, &[MAKE, ADD]).unwrap();
    assert_eq!(sum(&connection), 3);
}

#[test]
fn on_sqlite_a_failure_changes_nothing() {
    let mut connection = Connection::open_in_memory().unwrap();
    sqlite(&mut connection, &[MAKE]).unwrap();
    let failed = sqlite(&mut connection, &[MAKE, ADD, BREAK]).unwrap_err();
    assert!(matches!(failed, MigrateError::Sqlite(_)), "{failed}");
    assert_eq!(sum(&connection), 1);
    sqlite(&mut connection, &[MAKE, ADD]).unwrap();
    assert_eq!(sum(&connection), 3);
}

#[test]
fn on_sqlite_one_that_was_changed_afterwards_is_refused() {
    let mut connection = Connection::open_in_memory().unwrap();
    sqlite(&mut connection, &[MAKE, ADD]).unwrap();
    let refused = sqlite(&mut connection, &[MAKE, CHANGED]).unwrap_err();
    assert!(matches!(refused, MigrateError::Changed { number: 2, .. }), "{refused}");
}

#[tokio::test]
async fn on_postgres_each_is_applied_once_however_many_nodes_start_together() {
    let url = PostgresServer::shared().await.database().await;
    let node = || async {
        let (mut client, connection) =
            tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
        let work = async {
            postgres(&mut client, &[ADD, MAKE]).await.unwrap();
            client.query_one("SELECT sum(n)::bigint FROM things", &[]).await.unwrap().get(0)
        };
        tokio::select! {
            sum = work => sum,
            lost = connection => panic!("{lost:?}"),
        }
    };
    let sums: [i64; 3] = tokio::join!(node(), node(), node()).into();
    assert_eq!(sums, [3, 3, 3]);
}

#[tokio::test]
async fn on_postgres_a_failure_changes_nothing_and_a_changed_one_is_refused() {
    let url = PostgresServer::shared().await.database().await;
    let (mut client, connection) =
        tokio_postgres::connect(&url, tokio_postgres::NoTls).await.unwrap();
    let work = async {
        postgres(&mut client, &[MAKE]).await.unwrap();
        let failed = postgres(&mut client, &[MAKE, ADD, BREAK]).await.unwrap_err();
        assert!(matches!(failed, MigrateError::Postgres(_)), "{failed}");
        let sum = client.query_one("SELECT sum(n)::bigint FROM things", &[]).await.unwrap();
        assert_eq!(sum.get::<_, i64>(0), 1);
        postgres(&mut client, &[MAKE, ADD]).await.unwrap();
        let refused = postgres(&mut client, &[MAKE, CHANGED]).await.unwrap_err();
        assert!(matches!(refused, MigrateError::Changed { number: 2, .. }), "{refused}");
    };
    tokio::select! {
        () = work => {}
        lost = connection => panic!("{lost:?}"),
    }
}
