//! Workers, how much of each channel they take, and what they were doing when.

mod channels;
mod project;
mod query;
mod row;

pub use channels::WorkerChannelRow;
pub(crate) use project::project;
pub use query::WorkerFilter;
pub use row::WorkerRow;
pub(crate) use row::{Column, WORKER_ACTIVITIES, WORKER_CHANNELS, WORKERS};
