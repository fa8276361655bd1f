//! Tables, statements and folding.

use std::path::Path;

use super::{Batch, Change, Dialect, Kind, Merge, RowOp, TABLES, Value, ddl};
use crate::calls::CALLS;

fn migration(dialect: &str) -> std::path::PathBuf {
    let path = format!("../migrations/{dialect}/0100_views.sql");
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

#[test]
fn the_migrations_are_what_the_declarations_say() {
    for (dialect, name) in [(Dialect::Sqlite, "sqlite"), (Dialect::Postgres, "postgres")] {
        let path = migration(name);
        let wanted = ddl(dialect);
        #[expect(
            clippy::disallowed_methods,
            reason = "the switch of the tests that write documents"
        )]
        if std::env::var("UPDATE_DOCS").is_ok() {
            std::fs::write(&path, &wanted).unwrap();
        }
        let found = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(found == wanted, "{} is out of step: UPDATE_DOCS=1", path.display());
    }
}

#[test]
fn every_table_begins_with_its_account_and_has_it_in_its_key() {
    for table in TABLES {
        assert_eq!(table.columns[0].name, "account_sid", "{}", table.name);
        assert_eq!(table.columns[0].kind, Kind::Text, "{}", table.name);
        assert_eq!(table.key[0], 0, "{}", table.name);
        assert!(table.visible_by.contains(&0), "{}", table.name);
        assert!(table.key.iter().all(|key| !table.column(*key).nullable), "{}", table.name);
    }
}

fn key() -> [Value; 2] {
    ["AC1".into(), "CA1".into()]
}

fn folded(ops: impl IntoIterator<Item = RowOp>) -> Vec<Change> {
    let mut batch = Batch::default();
    ops.into_iter().for_each(|op| batch.push(op));
    assert_eq!(batch.len(), 1);
    batch.slots()[0].changes.to_vec()
}

fn cells(change: &Change) -> Vec<(u8, Merge, Value)> {
    match change {
        Change::Upsert(cells) | Change::Update(cells) => {
            cells.iter().map(|cell| (cell.column, cell.merge, cell.value.clone())).collect()
        }
        Change::Delete => Vec::new(),
    }
}

#[test]
fn changes_of_one_row_become_one_change() {
    let upsert = RowOp::upsert(&CALLS, key()).set(3, "a").add(4, 1_i64).coalesce(6, Value::Null);
    let update =
        RowOp::update(&CALLS, key()).set(3, "b").add(4, 2_i64).max(5, 9_i64).coalesce(6, "x");
    let changes = folded([upsert, update]);
    assert!(matches!(changes.as_slice(), [Change::Upsert(_)]));
    let wanted = [
        (3, Merge::Set, "b".into()),
        (4, Merge::Add, 3_i64.into()),
        (5, Merge::Max, 9_i64.into()),
        (6, Merge::Coalesce, "x".into()),
    ];
    assert_eq!(cells(&changes[0]), wanted);
}

#[test]
fn what_is_added_to_what_was_set_is_set() {
    let set = RowOp::update(&CALLS, key()).set(4, 5_i64).set(5, 5_i64).set(6, "there");
    let add = RowOp::update(&CALLS, key()).add(4, 2_i64).max(5, 3_i64).coalesce(6, "late");
    let wanted = [
        (4, Merge::Set, 7_i64.into()),
        (5, Merge::Set, 5_i64.into()),
        (6, Merge::Set, "there".into()),
    ];
    assert_eq!(cells(&folded([set, add])[0]), wanted);
}

#[test]
fn a_removal_swallows_what_went_before_and_what_would_change_nothing_after() {
    let ops = [
        RowOp::upsert(&CALLS, key()).set(3, "a"),
        RowOp::delete(&CALLS, key()),
        RowOp::update(&CALLS, key()).set(3, "b"),
    ];
    assert_eq!(folded(ops), [Change::Delete]);
    let ops = [RowOp::delete(&CALLS, key()), RowOp::upsert(&CALLS, key()).set(3, "a")];
    assert!(matches!(folded(ops).as_slice(), [Change::Delete, Change::Upsert(_)]));
}

#[test]
fn an_update_of_a_row_that_may_be_missing_is_not_folded_into_the_making_of_it() {
    let ops = [RowOp::update(&CALLS, key()).set(3, "a"), RowOp::upsert(&CALLS, key()).set(4, "b")];
    assert!(matches!(folded(ops).as_slice(), [Change::Update(_), Change::Upsert(_)]));
}

#[test]
fn merges_that_have_no_common_form_stay_two_changes() {
    let ops =
        [RowOp::update(&CALLS, key()).add(4, 1_i64), RowOp::update(&CALLS, key()).max(4, 9_i64)];
    assert_eq!(folded(ops).len(), 2);
}

#[test]
fn text_never_holds_what_postgres_cannot_store() {
    assert_eq!(Value::from("a\0b"), Value::Text(String::from("a\u{fffd}b")));
}
