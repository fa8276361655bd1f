//! Calls: one row for each, from its first event on.

mod project;
mod query;
mod row;

#[cfg(test)]
mod tests;

pub(crate) use project::project;
pub use query::CallFilter;
pub(crate) use row::CALLS;
pub use row::{CallEnd, CallParties, CallRow, CallStatus, CallTimes};
