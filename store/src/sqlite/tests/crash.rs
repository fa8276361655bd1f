//! What a kill or a power cut leaves: the database and the front part of its write-ahead log.

use std::{fs, path::Path, sync::Arc};

use crate::{
    chain,
    contract::sample::{append, at, events, stream, written},
    port::EventStore,
    position::{Position, StreamVersion},
    sqlite::SqliteStore,
};

/// Copies the files as they are, with the write-ahead log cut off after `length` bytes.
fn crash(from: &Path, to: &Path, length: u64) -> SqliteStore {
    fs::copy(from.join("events.db"), to.join("events.db")).unwrap();
    fs::copy(from.join("events.db-wal"), to.join("events.db-wal")).unwrap();
    let wal = fs::File::options().write(true).open(to.join("events.db-wal")).unwrap();
    wal.set_len(length).unwrap();
    drop(wal);
    SqliteStore::open(&to.join("events.db")).unwrap()
}

#[tokio::test]
async fn wherever_the_writing_was_cut_off_each_append_is_there_whole_or_not_at_all() {
    let directory = tempfile::tempdir().unwrap();
    let store = Arc::new(SqliteStore::open(&directory.path().join("events.db")).unwrap());
    let wal = directory.path().join("events.db-wal");
    let mut ends = Vec::new();
    for version in (0..60).step_by(3) {
        let call = append(&stream("CA1"), at(version), events(3));
        let (position, _) = written(&(store.clone() as _), call).await;
        ends.push((fs::metadata(&wal).unwrap().len(), position));
    }
    let whole = ends.last().unwrap().0;
    for cut in (0..40).map(|n| whole * n / 40 + n).chain([whole]) {
        let copy = tempfile::tempdir().unwrap();
        let survivor = crash(directory.path(), copy.path(), cut);
        // The store's schema may be what was cut off; then it was made anew, and is empty.
        let head = survivor.head().await.unwrap();
        let told = ends.iter().filter(|(end, _)| *end <= cut).map(|(_, position)| *position).max();
        assert!(head >= told.unwrap_or_default(), "lost what was acknowledged at {cut}");
        assert_eq!(head.0 % 3, 0, "an append was torn at {cut}");
        let report = chain::verify(&survivor).await.unwrap();
        assert!(report.is_sound() && report.events == head.0, "{:?}", report.findings);
        survivor.append(append(&stream("CA1"), at(head.0), events(1))).await.unwrap();
    }
}

#[tokio::test]
async fn a_writer_killed_in_the_middle_of_a_transaction_leaves_what_was_committed() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("events.db");
    let store = Arc::new(SqliteStore::open(&path).unwrap());
    written(&(store.clone() as _), append(&stream("CA1"), at(0), events(3))).await;
    drop(store);
    // The next writer gets as far as spilling half a transaction into the write-ahead log.
    let half = rusqlite::Connection::open(&path).unwrap();
    half.pragma_update(None, "wal_autocheckpoint", 0).unwrap();
    half.pragma_update(None, "cache_size", 1).unwrap();
    half.execute_batch(
        "BEGIN IMMEDIATE;
         UPDATE log_head SET position = 1003;
         UPDATE streams SET version = 1003;
         WITH RECURSIVE n(n) AS (SELECT 4 UNION ALL SELECT n + 1 FROM n WHERE n < 1003)
         INSERT INTO events SELECT n, 1, n, account, event_id, event_type, schema_version, recorded_at,
             correlation, causation, actor, unordered, hash, chain, data FROM n, events
             WHERE position = 1;",
    )
    .unwrap();
    let wal = fs::metadata(directory.path().join("events.db-wal")).unwrap().len();
    assert!(wal > 100_000, "the transaction did not spill: {wal}");
    let copy = tempfile::tempdir().unwrap();
    let survivor = crash(directory.path(), copy.path(), wal);
    assert_eq!(survivor.head().await.unwrap(), Position(3));
    let read = survivor.read_stream(&stream("CA1"), StreamVersion::NONE, 10).await.unwrap();
    assert_eq!(read.len(), 3);
    assert!(chain::verify(&survivor).await.unwrap().is_sound());
}
