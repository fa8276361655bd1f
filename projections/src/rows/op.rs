//! One operation on one row.

use smallvec::SmallVec;

use super::table::Table;
use super::value::Value;

/// How a value meets the one that stands there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Merge {
    /// It takes its place.
    Set,
    /// It is added to it.
    Add,
    /// The greater one stays.
    Max,
    /// It stays only where there was none.
    Coalesce,
}

/// The values of a table's primary key, in the key's order.
pub type Key = SmallVec<[Value; 3]>;

/// What becomes of one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// The column's number.
    pub column: u8,
    /// How the value meets the one that stands there.
    pub merge: Merge,
    /// The value.
    pub value: Value,
}

/// Something done to one row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowOp {
    /// Makes the row, or changes it when it is there. A new row has the values as they are.
    Upsert {
        /// Where.
        table: &'static Table,
        /// Which row.
        key: Key,
        /// The columns that are not part of the key; every column that may not be empty is among them.
        cells: Vec<Cell>,
    },
    /// Changes the row; does nothing when it is not there.
    Update {
        /// Where.
        table: &'static Table,
        /// Which row.
        key: Key,
        /// The columns that change.
        cells: Vec<Cell>,
    },
    /// Removes the row; does nothing when it is not there.
    Delete {
        /// Where.
        table: &'static Table,
        /// Which row.
        key: Key,
    },
}

impl RowOp {
    /// Makes or changes a row.
    pub fn upsert(table: &'static Table, key: impl IntoIterator<Item = Value>) -> Self {
        Self::Upsert {
            table,
            key: key.into_iter().collect(),
            cells: Vec::with_capacity(table.columns.len()),
        }
    }

    /// Changes a row.
    pub fn update(table: &'static Table, key: impl IntoIterator<Item = Value>) -> Self {
        Self::Update { table, key: key.into_iter().collect(), cells: Vec::new() }
    }

    /// Removes a row.
    pub fn delete(table: &'static Table, key: impl IntoIterator<Item = Value>) -> Self {
        Self::Delete { table, key: key.into_iter().collect() }
    }

    /// The column becomes `value`.
    #[must_use]
    pub fn set(self, column: impl Into<u8>, value: impl Into<Value>) -> Self {
        self.with(column.into(), Merge::Set, value.into())
    }

    /// `value` is added to the column.
    #[must_use]
    pub fn add(self, column: impl Into<u8>, value: impl Into<Value>) -> Self {
        self.with(column.into(), Merge::Add, value.into())
    }

    /// The column becomes the greater of `value` and what it is.
    #[must_use]
    pub fn max(self, column: impl Into<u8>, value: impl Into<Value>) -> Self {
        self.with(column.into(), Merge::Max, value.into())
    }

    /// The column becomes `value` when it is empty.
    #[must_use]
    pub fn coalesce(self, column: impl Into<u8>, value: impl Into<Value>) -> Self {
        self.with(column.into(), Merge::Coalesce, value.into())
    }

    fn with(mut self, column: u8, merge: Merge, value: Value) -> Self {
        match &mut self {
            Self::Upsert { cells, .. } | Self::Update { cells, .. } => {
                cells.push(Cell { column, merge, value });
            }
            Self::Delete { .. } => {}
        }
        self
    }
}
