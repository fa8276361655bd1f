//! Applications: stored sets of URIs.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use query::ApplicationFilter;
pub(crate) use row::APPLICATIONS;
pub use row::ApplicationRow;
