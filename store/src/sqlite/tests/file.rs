use std::{path::Path, sync::Arc};

use rusqlite::Connection;

use crate::{
    chain,
    contract::sample::{append, at, count, events, part, stream, written},
    port::{Append, AppendError, Appended, EventStore, ReadError},
    position::Position,
    sqlite::{OpenError, SqliteStore},
};

fn open(directory: &Path) -> Arc<SqliteStore> {
    Arc::new(SqliteStore::open(&directory.join("events.db")).unwrap())
}

#[tokio::test]
async fn a_log_that_was_closed_goes_on_where_it_ended() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let (position, _) =
        written(&(store.clone() as _), append(&stream("CA1"), at(0), events(3))).await;
    drop(store);
    let store = open(directory.path());
    assert_eq!(*store.wakeups().borrow(), position);
    let (next, versions) =
        written(&(store.clone() as _), append(&stream("CA1"), at(3), events(1))).await;
    assert_eq!((next, versions), (Position(position.0 + 1), vec![4]));
    assert!(chain::verify(&*store).await.unwrap().is_sound());
}

#[test]
fn a_second_store_on_the_same_file_is_refused_and_told_who_has_it() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("events.db");
    let first = SqliteStore::open(&path).unwrap();
    let refused = SqliteStore::open(&path).unwrap_err();
    let OpenError::InUse { pid, .. } = &refused else { panic!("{refused:?}") };
    assert_eq!(*pid, std::process::id().to_string());
    assert!(refused.to_string().contains("events.db is in use by process"));
    drop(first);
    SqliteStore::open(&path).unwrap();
}

#[tokio::test]
async fn a_log_in_use_may_be_read_by_others_but_not_written() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("events.db");
    SqliteStore::open_to_read(&path).unwrap_err();
    let store = open(directory.path());
    let reader = Arc::new(SqliteStore::open_to_read(&path).unwrap());
    written(&(store.clone() as _), append(&stream("CA1"), at(0), events(3))).await;
    assert_eq!(chain::verify(&*reader).await.unwrap().events, 3);
    let refused = reader.append(append(&stream("CA1"), at(3), events(1))).await.unwrap_err();
    assert!(matches!(refused, AppendError::Unavailable(_)), "{refused:?}");
}

#[tokio::test]
async fn a_full_disk_refuses_appends_and_harms_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("events.db");
    let store = Arc::new(
        SqliteStore::open_with(&path, |connection| {
            connection.pragma_update(None, "max_page_count", 60)
        })
        .unwrap(),
    );
    let mut version = 0;
    let refused = loop {
        match store.append(append(&stream("CA1"), at(version), events(20))).await {
            Ok(_) => version += 20,
            Err(refused) => break refused,
        }
    };
    assert!(matches!(refused, AppendError::Full), "{refused:?}");
    assert_eq!(count(&(store.clone() as _)).await as u64, version);
    assert!(chain::verify(&*store).await.unwrap().is_sound());
    drop(store);
    let store = open(directory.path());
    let (_, versions) =
        written(&(store.clone() as _), append(&stream("CA1"), at(version), events(20))).await;
    assert_eq!(versions, [version + 20]);
    assert!(chain::verify(&*store).await.unwrap().is_sound());
}

#[tokio::test]
async fn events_cannot_be_changed_or_deleted_by_a_statement() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    written(&(store as _), append(&stream("CA1"), at(0), events(1))).await;
    let other = Connection::open(directory.path().join("events.db")).unwrap();
    for sql in ["UPDATE events SET data = '{}'", "DELETE FROM events"] {
        let refused = other.execute(sql, []).unwrap_err().to_string();
        assert!(refused.contains("events are never"), "{refused}");
    }
}

#[tokio::test]
async fn a_row_that_cannot_be_understood_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    written(&(store.clone() as _), append(&stream("CA1"), at(0), events(3))).await;
    let intruder = Connection::open(directory.path().join("events.db")).unwrap();
    intruder
        .execute_batch(
            "DROP TRIGGER events_are_not_updated;
             UPDATE events SET event_id = x'00' WHERE position = 2",
        )
        .unwrap();
    drop(store);
    let store = open(directory.path());
    let damaged = store.read_all(Position::START, 10).await.unwrap_err();
    assert!(matches!(damaged, ReadError::Damaged { position: Position(2), .. }), "{damaged:?}");
    assert_eq!(store.read_all(Position(2), 10).await.unwrap().len(), 1);
}

#[tokio::test]
async fn who_follows_the_log_is_told_from_memory_what_the_file_holds() {
    let directory = tempfile::tempdir().unwrap();
    let store = open(directory.path());
    let several = Append {
        streams: vec![
            part(&stream("CA1"), at(0), events(2)),
            part(&stream("CA2"), at(0), events(1)),
        ],
        order: vec![0, 1, 0],
        idempotency: None,
    };
    let (new, conflict, again, more) = tokio::join!(
        store.append(several.clone()),
        store.append(append(&stream("CA1"), at(7), events(1))),
        store.append(several),
        store.append(append(&stream("CA1"), at(2), events(3))),
    );
    assert!(matches!(conflict, Err(AppendError::Conflict { .. })), "{conflict:?}");
    assert!(matches!(again, Ok(Appended::Already { .. })), "{again:?}");
    assert!(new.is_ok() && more.is_ok(), "{new:?} {more:?}");
    let file = SqliteStore::open_to_read(&directory.path().join("events.db")).unwrap();
    let told = store.read_all(Position::START, 100).await.unwrap();
    assert_eq!(told.len(), 6);
    assert_eq!(told, file.read_all(Position::START, 100).await.unwrap());
    assert_eq!(told[2..4], store.read_all(Position(2), 2).await.unwrap());
}
