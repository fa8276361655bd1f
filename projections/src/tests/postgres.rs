//! The same rows on PostgreSQL, seen by nobody who may not see them.

use std::sync::Arc;

use store::contract::PostgresServer;
use tokio_postgres::NoTls;

use super::histories::history;
use super::story::{ALICE, ALICES_SUB, BOB};
use super::{Story, follow, noon, shown, story};
use crate::{CallFilter, NumberFilter, Paging, PostgresConfig, Views};

/// An empty database with a user whom policies bind, as an operator is told to make it.
pub(crate) async fn database() -> String {
    let server = PostgresServer::shared().await;
    let url = server.database().await;
    let make =
        "DO $$ BEGIN CREATE ROLE ringback LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$";
    let grant = "DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO ringback', current_database()); END $$";
    // Tests that run at once may both make the role: the one that comes second finds it.
    server.execute(&url, &format!("SELECT pg_advisory_lock(1); {make}; {grant}")).await;
    url.replace("user=postgres", "user=ringback")
}

/// Empty views in a database, and its URL.
pub(crate) async fn open() -> (String, Views) {
    let url = database().await;
    let views = Views::open_postgres(&PostgresConfig::new(url.clone())).await.unwrap();
    (url, views)
}

async fn same_rows(story: &Story, batch: usize) {
    let store = story.told().await;
    let (_dir, sqlite) = shown(store.clone()).await;
    let (_, postgres) = open().await;
    follow(&postgres, store, batch).await;
    assert_eq!(postgres.dump().await.unwrap(), sqlite.dump().await.unwrap());
}

#[tokio::test]
async fn the_story_gives_the_same_rows_as_on_sqlite() {
    for batch in [1, 9, 1_000] {
        same_rows(&story(), batch).await;
    }
}

#[tokio::test]
async fn strange_histories_give_the_same_rows_as_on_sqlite() {
    // A fixed congruential sequence: any will do, and a failure comes again.
    let mut seed = 7_u32;
    let mut draw = |below: u32| {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u8::try_from((seed >> 16) % below).unwrap()
    };
    for batch in [1, 6, 50] {
        let steps: Vec<(u8, u8)> = (0..120).map(|_| (draw(12), draw(4))).collect();
        same_rows(&history(&steps), batch).await;
    }
}

#[tokio::test]
async fn a_rebuild_gives_the_same_rows_to_connections_that_were_open_before() {
    let store = story().told().await;
    let (_, views) = open().await;
    follow(&views, store.clone(), 10).await;
    let before = views.dump().await.unwrap();
    views.rebuild(store.clone(), noon).await.unwrap();
    assert_eq!(views.dump().await.unwrap(), before);
    let mut more = Story::default();
    more.call(9_000, BOB, 0x77, super::story::received("+1", "+2"));
    more.tell(&*store).await;
    follow(&views, store, 10).await;
    let calls = views.calls(BOB, &CallFilter::default(), &Paging::default()).await.unwrap();
    assert_eq!(calls.rows.len(), 2);
}

#[tokio::test]
async fn queries_answer_as_on_sqlite() {
    let store = story().told().await;
    let (_dir, sqlite) = shown(store.clone()).await;
    let (_, postgres) = open().await;
    follow(&postgres, store, 10).await;
    let filter = CallFilter { to: Some(String::from("+15005550006")), ..CallFilter::default() };
    let paging = Paging::first(1);
    let pages = (
        sqlite.calls(ALICE, &filter, &paging).await,
        postgres.calls(ALICE, &filter, &paging).await,
    );
    assert_eq!(pages.0.unwrap(), pages.1.unwrap());
    let filter =
        NumberFilter { phone_number: Some(String::from("555*006")), ..NumberFilter::default() };
    let pages = (
        sqlite.numbers(ALICE, &filter, &paging).await,
        postgres.numbers(ALICE, &filter, &paging).await,
    );
    assert_eq!(pages.0.unwrap(), pages.1.unwrap());
    let route = postgres.route("+15005550006").await.unwrap();
    assert!(route.is_some());
    assert_eq!(route, sqlite.route("+15005550006").await.unwrap());
    assert_eq!(
        postgres.account(ALICE, ALICES_SUB).await.unwrap(),
        sqlite.account(ALICE, ALICES_SUB).await.unwrap()
    );
}

async fn count(client: &tokio_postgres::Client, setting: Option<&str>) -> i64 {
    let begin = match setting {
        Some(account) => format!("BEGIN; SET LOCAL app.account = '{account}'"),
        None => String::from("BEGIN"),
    };
    client.batch_execute(&begin).await.unwrap();
    let sql = "SELECT count(*) FROM ringback_views.calls";
    let count = client.query_one(sql, &[]).await.unwrap().get(0);
    client.batch_execute("COMMIT").await.unwrap();
    count
}

#[tokio::test]
async fn a_query_without_where_sees_only_the_rows_of_the_account_that_was_named() {
    let (url, views) = open().await;
    follow(&views, story().told().await, 10).await;
    let (client, connection) = tokio_postgres::connect(&url, NoTls).await.unwrap();
    let connection = async { connection.await.unwrap() };
    let checks = async {
        assert_eq!(count(&client, Some("*")).await, 4);
        assert_eq!(count(&client, Some(&ALICE.to_string())).await, 3);
        assert_eq!(count(&client, Some(&BOB.to_string())).await, 1);
        assert_eq!(count(&client, None).await, 0);
        let write = "BEGIN; SET LOCAL app.account = '*'; COMMIT;
                     INSERT INTO ringback_views.call_totals VALUES ('AC1', 'received', 1, 1)";
        let refused = client.batch_execute(write).await.unwrap_err();
        assert!(refused.to_string().contains("db error"), "{refused}");
        drop(client);
    };
    tokio::join!(connection, checks);
}

#[tokio::test]
async fn checkpoints_of_reactors_survive_a_rebuild() {
    let (_, views) = open().await;
    let store = story().told().await;
    follow(&views, store.clone(), 10).await;
    let far = store::position::Position(42);
    views.set_checkpoint("notify_status", far).await.unwrap();
    views.rebuild(store, noon).await.unwrap();
    assert_eq!(views.checkpoint("notify_status").await.unwrap(), far);
    assert_eq!(views.checkpoint("another").await.unwrap(), store::position::Position::START);
}

#[tokio::test]
async fn two_nodes_that_feed_at_once_write_every_event_once() {
    let store = story().told().await;
    let (_dir, sqlite) = shown(store.clone()).await;
    let (url, first) = open().await;
    let second = Views::open_postgres(&PostgresConfig::new(url)).await.unwrap();
    tokio::join!(follow(&first, store.clone(), 3), follow(&second, Arc::clone(&store) as _, 4));
    assert_eq!(first.dump().await.unwrap(), sqlite.dump().await.unwrap());
    assert_eq!(first.position(), second.position());
}
