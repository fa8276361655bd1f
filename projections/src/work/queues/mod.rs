//! Task queues.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use query::TaskQueueFilter;
pub use row::TaskQueueRow;
pub(crate) use row::{Column, TASK_QUEUES};
