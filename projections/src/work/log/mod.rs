//! The log of a workspace: every event of everything in it, in its one sequence.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use query::WorkLogFilter;
pub(crate) use row::WORK_EVENTS;
pub use row::{WorkLogRow, WorkReferences};
