//! The closed set of things that can be done to a row, and the tables that have rows.
//!
//! A projector answers an event with [`RowOp`]s. [`Batch`] folds the operations of many events into one
//! change for each row, and an adapter writes what is left. No projector knows SQL; no adapter knows a
//! call.

mod batch;
mod ddl;
mod groups;
pub(crate) mod hash;
mod op;
pub(crate) mod sql;
mod table;
mod tables;
mod value;

#[cfg(test)]
mod tests;

pub use batch::{Batch, Change, Slot};
pub(crate) use ddl::index;
pub use ddl::{Dialect, ddl, fingerprint};
pub(crate) use groups::{Group, groups};
pub use op::{Cell, Key, Merge, RowOp};
pub(crate) use table::table;
pub use table::{ColumnDef, Index, Kind, Table};
pub use tables::TABLES;
pub use value::Value;
