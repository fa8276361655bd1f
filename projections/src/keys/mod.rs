//! API keys.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub(crate) use row::KEYS;
pub use row::{KeyCredentials, KeyRow};
