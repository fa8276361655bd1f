//! The files of the read models.

use store::port::EventStore;
use store::position::Position;

use crate::Views;
use crate::tests::{follow, noon, shown, story};

#[tokio::test]
async fn checkpoints_of_reactors_survive_a_restart_and_a_rebuild() {
    let log = story().told().await;
    let (dir, views) = shown(log.clone()).await;
    views.set_checkpoint("notify_status", Position(42)).await.unwrap();
    views.set_checkpoint("notify_status", Position(43)).await.unwrap();
    views.rebuild(log, noon).await.unwrap();
    drop(views);
    let views = Views::open_sqlite(dir.path()).unwrap();
    assert_eq!(views.checkpoint("notify_status").await.unwrap(), Position(43));
    assert_eq!(views.checkpoint("another").await.unwrap(), Position::START);
}

#[tokio::test]
async fn losing_every_file_of_rows_loses_nothing() {
    let log = story().told().await;
    let (dir, views) = shown(log.clone()).await;
    let before = views.dump().await.unwrap();
    drop(views);
    for entry in std::fs::read_dir(dir.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.file_name().unwrap().to_str().unwrap().starts_with("views") {
            std::fs::remove_file(path).unwrap();
        }
    }
    let views = Views::open_sqlite(dir.path()).unwrap();
    assert_eq!(views.position(), Position::START);
    follow(&views, log, 1_000).await;
    assert_eq!(views.dump().await.unwrap(), before);
}

#[tokio::test]
async fn a_rebuild_that_was_cut_short_leaves_nothing_behind() {
    let log = story().told().await;
    let (dir, views) = shown(log.clone()).await;
    let beside = views.beside().await.unwrap();
    follow(&beside, log, 10).await;
    assert!(dir.path().join("views-00000002.db").exists());
    drop((views, beside));
    let _views = Views::open_sqlite(dir.path()).unwrap();
    assert!(!dir.path().join("views-00000002.db").exists());
    assert!(!dir.path().join("views-00000002.db-wal").exists());
    assert!(dir.path().join("views-00000001.db").exists());
}

#[tokio::test]
async fn rows_that_are_behind_do_not_take_the_place_of_the_live_ones() {
    let log = story().told().await;
    let (_dir, views) = shown(log.clone()).await;
    let beside = views.beside().await.unwrap();
    let before = views.dump().await.unwrap();
    assert!(!views.adopt(&beside, log.head().await.unwrap()).await.unwrap());
    assert_eq!(views.dump().await.unwrap(), before);
}

#[tokio::test]
async fn a_rebuilt_file_has_the_indexes_and_the_journal_of_one_that_grew() {
    let log = story().told().await;
    let (dir, views) = shown(log.clone()).await;
    let form = || {
        let file = rusqlite::Connection::open(dir.path().join("views.db")).unwrap();
        let mut names = file.prepare("SELECT sql FROM sqlite_schema WHERE sql NOT NULL").unwrap();
        let names = names.query_map([], |row| row.get(0)).unwrap();
        let names: std::collections::BTreeSet<String> = names.collect::<Result<_, _>>().unwrap();
        let journal = file.query_row("PRAGMA journal_mode", [], |row| row.get(0)).unwrap();
        (names, journal)
    };
    let before: (_, String) = form();
    assert_eq!(before.1, "wal");
    views.rebuild(log, noon).await.unwrap();
    assert!(dir.path().join("views-00000002.db").exists());
    assert_eq!(form(), before);
}
