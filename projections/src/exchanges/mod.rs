//! Exchanges: every request to a tenant's application, one row for each.

mod project;
mod query;
mod row;

pub(crate) use project::project;
pub(crate) use row::EXCHANGES;
pub use row::ExchangeRow;
