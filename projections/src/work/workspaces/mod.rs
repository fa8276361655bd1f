//! Workspaces.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use query::WorkspaceFilter;
pub(crate) use row::WORKSPACES;
pub use row::WorkspaceRow;
