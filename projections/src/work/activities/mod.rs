//! Activities.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use query::ActivityFilter;
pub use row::ActivityRow;
pub(crate) use row::{ACTIVITIES, Column};
