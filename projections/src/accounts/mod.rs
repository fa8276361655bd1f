//! Accounts, and what opens them.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub use query::AccountFilter;
pub(crate) use row::ACCOUNTS;
pub use row::{AccountCredentials, AccountRow, AccountStatus};
