//! Work items, and where they waited.

mod project;
mod query;
mod row;
mod status;

pub(crate) use project::project;
pub use query::{WorkItemFilter, WorkItemOrder};
pub(crate) use row::{QUEUE_ENTRIES, WORK_ITEMS};
pub use row::{WorkItemOutcome, WorkItemPlace, WorkItemRow, WorkItemTerms, WorkItemTimes};
pub use status::WorkItemStatus;
