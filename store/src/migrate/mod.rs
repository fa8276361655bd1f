//! Schema migrations, forward only: each is applied once, in the order of its number, and what was
//! applied is recorded with a digest in the table `schema_migrations`.
//!
//! Any room may keep its schema this way; rooms that share a database take their numbers from different
//! ranges (the log from 0001, the read models from 0101).

mod apply;

pub use apply::{MigrateError, Migration, postgres, sqlite};

#[cfg(test)]
mod tests;
