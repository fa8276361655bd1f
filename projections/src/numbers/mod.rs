//! Phone numbers that accounts own.

mod project;
mod query;
mod row;

#[cfg(test)]
mod tests;

pub(crate) use project::project;
pub use query::{Among, NumberFilter};
pub(crate) use row::NUMBERS;
pub use row::NumberRow;
