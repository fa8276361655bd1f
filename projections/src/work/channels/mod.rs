//! Task channels: kinds of work.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use row::TaskChannelRow;
pub(crate) use row::{Column, TASK_CHANNELS};
