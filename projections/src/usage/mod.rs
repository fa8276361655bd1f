//! Totals of an account: calls by how they ended, faults by where they came from.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use query::Totals;
pub(crate) use row::{CALL_TOTALS, FAULT_TOTALS};
pub use row::{CallTotal, FaultTotal};
