//! What analysts read.

use rusqlite::types::Value as Cell;
use tokio_postgres::NoTls;

use super::{Centre, day};
use crate::tests::{ALICE, BOB, database, follow, shown};
use crate::work::views;
use crate::{PostgresConfig, Views};

#[tokio::test]
async fn every_view_of_the_day_can_be_read_on_sqlite() {
    let (dir, _views) = shown(day().story.told().await).await;
    let file = rusqlite::Connection::open(dir.path().join("views.db")).unwrap();
    for (name, ..) in views() {
        let mut statement = file.prepare(&format!("SELECT * FROM {name}")).unwrap();
        let columns = statement.column_count();
        let read = |row: &rusqlite::Row<'_>| {
            (0..columns).map(|at| row.get::<_, Cell>(at)).collect::<Result<Vec<_>, _>>()
        };
        let rows = statement.query_map([], read).unwrap().filter(Result::is_ok).count();
        assert!(rows > 0, "{name}");
    }
}

#[tokio::test]
async fn the_report_of_queues_tells_what_came_of_their_work() {
    let (dir, _views) = shown(day().story.told().await).await;
    let file = rusqlite::Connection::open(dir.path().join("views.db")).unwrap();
    let sql =
        "SELECT q.friendly_name, sum(r.item_entered), sum(r.item_moved), sum(r.item_completed)
               FROM report_queue_intervals r JOIN task_queues q ON q.sid = r.queue_sid
               GROUP BY q.friendly_name ORDER BY q.friendly_name";
    let mut statement = file.prepare(sql).unwrap();
    let read = |row: &rusqlite::Row<'_>| {
        Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?, row.get(3)?))
    };
    let rows: Vec<(String, i64, i64, i64)> =
        statement.query_map([], read).unwrap().map(Result::unwrap).collect();
    assert_eq!(rows, [("English".into(), 4, 1, 1), ("Everybody".into(), 3, 0, 1)]);
}

/// A database in which analysts are known, with a day of Alice's and one of Bob's.
async fn two_tenants() -> String {
    let url = database().await;
    let admin = url.replace("user=ringback", "user=postgres");
    let (client, connection) = tokio_postgres::connect(&admin, NoTls).await.unwrap();
    let connection = async { connection.await.unwrap() };
    let make = |role: &str| {
        format!(
            "DO $$ BEGIN CREATE ROLE {role}; EXCEPTION WHEN duplicate_object THEN NULL; END $$;"
        )
    };
    let alice = format!("\"{ALICE}\"");
    let roles = format!(
        "SELECT pg_advisory_lock(1); {} {} ALTER ROLE {alice} LOGIN;
         GRANT ringback_analyst TO {alice};
         ALTER ROLE {alice} SET app.account = '{ALICE}'",
        make("ringback_analyst"),
        make(&alice)
    );
    let checks = async {
        client.batch_execute(&roles).await.unwrap();
        drop(client);
    };
    tokio::join!(connection, checks);
    let mut story = day().story;
    let bobs = domain::sid::WorkspaceSid::from_bits(0xb0b);
    story.append(Centre::open(BOB, bobs).story);
    let views = Views::open_postgres(&PostgresConfig::new(url.clone())).await.unwrap();
    let store = story.told().await;
    follow(&views, store.clone(), 50).await;
    views.rebuild(store, crate::tests::noon).await.unwrap();
    url
}

#[tokio::test]
async fn an_analyst_reads_the_reports_of_its_account_and_nothing_else() {
    let url = two_tenants().await.replace("user=ringback", &format!("user={ALICE}"));
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    let connection = async { connection.await.unwrap() };
    let checks = async {
        for (name, _, is_report) in views() {
            let sql = format!("SELECT DISTINCT account_sid FROM ringback_views.{name}");
            let rows = client.query(&sql, &[]).await;
            assert_eq!(rows.is_ok(), is_report, "{name}");
            for row in rows.unwrap_or_default() {
                assert_eq!(row.get::<_, String>(0), ALICE.to_string(), "{name}");
            }
        }
        let count = "SELECT count(*) FROM ringback_views.report_work_items";
        let own: i64 = client.query_one(count, &[]).await.unwrap().get(0);
        assert_eq!(own, 7);
        client.batch_execute("SET app.account = '*'").await.unwrap();
        let pretending: i64 = client.query_one(count, &[]).await.unwrap().get(0);
        assert_eq!(pretending, own);
        client.batch_execute(&format!("SET app.account = '{BOB}'")).await.unwrap();
        let others: i64 = client.query_one(count, &[]).await.unwrap().get(0);
        assert_eq!(others, 0);
        let table = client.query("SELECT * FROM ringback_views.work_items", &[]).await;
        assert!(table.is_err());
        drop(client);
    };
    tokio::join!(connection, checks);
}
