//! Workflows and the revisions of their documents.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use query::WorkflowFilter;
pub(crate) use row::{Column, WORKFLOW_REVISIONS, WORKFLOWS};
pub use row::{WorkflowRevisionRow, WorkflowRow};
