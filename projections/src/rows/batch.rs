//! Many operations, folded into few: one change for each row, wherever that is the same thing.

use std::collections::HashMap;

use smallvec::SmallVec;

use super::op::{Cell, Key, Merge, RowOp};
use super::table::Table;
use super::value::Value;

/// What is to be done to a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// Make it or change it. Cells stand in the order of their columns.
    Upsert(Vec<Cell>),
    /// Change it if it is there. Cells stand in the order of their columns.
    Update(Vec<Cell>),
    /// Remove it.
    Delete,
}

/// A row and what is to be done to it, in order. Nearly always one change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slot {
    /// Where.
    pub table: &'static Table,
    /// Which row.
    pub key: Key,
    /// What, in this order.
    pub changes: SmallVec<[Change; 1]>,
}

/// The row operations of a run of events.
///
/// Writing a batch gives the same rows as writing its operations one by one, whatever was in the tables
/// before. Slots are independent of each other and stand in the order in which their rows were first named.
#[derive(Debug, Default)]
pub struct Batch {
    slots: Vec<Slot>,
    index: HashMap<(&'static str, Key), usize>,
}

impl Batch {
    /// Adds an operation after those before it.
    pub fn push(&mut self, op: RowOp) {
        let (table, key, change) = match op {
            RowOp::Upsert { table, key, cells } => (table, key, Change::Upsert(ordered(cells))),
            RowOp::Update { table, key, cells } => (table, key, Change::Update(ordered(cells))),
            RowOp::Delete { table, key } => (table, key, Change::Delete),
        };
        match self.index.get(&(table.name, key.clone())) {
            Some(&at) => self.slots[at].then(change),
            None => {
                self.index.insert((table.name, key.clone()), self.slots.len());
                self.slots.push(Slot { table, key, changes: SmallVec::from_iter([change]) });
            }
        }
    }

    /// The rows and what is to be done to them.
    pub fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// How many rows change.
    pub fn len(&self) -> usize {
        self.slots.len()
    }

    /// Whether no row changes.
    pub fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }
}

impl Slot {
    fn then(&mut self, next: Change) {
        let Some(last) = self.changes.last_mut() else {
            self.changes.push(next);
            return;
        };
        match (last, next) {
            (last, Change::Delete) => {
                *last = Change::Delete;
                self.changes.drain(..self.changes.len() - 1);
            }
            (Change::Delete, Change::Update(_)) => {}
            (Change::Upsert(before), Change::Upsert(after) | Change::Update(after))
                if foldable(before, &after) =>
            {
                fold(before, after);
            }
            (Change::Update(before), Change::Update(after)) if foldable(before, &after) => {
                fold(before, after);
            }
            (_, next) => self.changes.push(next),
        }
    }
}

fn ordered(mut cells: Vec<Cell>) -> Vec<Cell> {
    cells.sort_by_key(|cell| cell.column);
    cells
}

/// Whether every pair of cells has a single cell that does what both do.
fn foldable(before: &[Cell], after: &[Cell]) -> bool {
    after.iter().all(|next| {
        let first = before.iter().find(|cell| cell.column == next.column);
        first.is_none_or(|first| {
            next.merge == Merge::Set || first.merge == Merge::Set || first.merge == next.merge
        })
    })
}

fn fold(before: &mut Vec<Cell>, after: Vec<Cell>) {
    for next in after {
        match before.binary_search_by_key(&next.column, |cell| cell.column) {
            Ok(at) => {
                let first = &mut before[at];
                if next.merge == Merge::Set {
                    first.merge = Merge::Set;
                }
                let value = std::mem::replace(&mut first.value, Value::Null);
                first.value = meet(next.merge, value, next.value);
            }
            Err(at) => before.insert(at, next),
        }
    }
}

/// The value after `next` met `first`. Adding to nothing gives the number.
fn meet(merge: Merge, first: Value, next: Value) -> Value {
    match merge {
        Merge::Set => next,
        Merge::Add => match (first, next) {
            (Value::Int(a), Value::Int(b)) => Value::Int(a.saturating_add(b)),
            (_, next) => next,
        },
        Merge::Max => first.max(next),
        Merge::Coalesce if first == Value::Null => next,
        Merge::Coalesce => first,
    }
}
