//! Phone numbers that accounts own.

mod project;
mod query;
mod row;

#[cfg(test)]
mod tests;

pub(crate) use project::project;
pub use query::NumberFilter;
pub use row::NumberRow;
pub(crate) use row::{Column, NUMBERS};
