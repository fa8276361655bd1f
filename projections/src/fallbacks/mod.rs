//! How the URIs of applications and numbers fare.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub(crate) use row::{CHAINS, URI_HEALTH, url_key};
pub use row::{ChainRow, UriHealthRow};
