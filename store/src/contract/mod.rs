//! The suite that every adapter must pass, and a Postgres server to run it on.
//!
//! An adapter calls [`contract_tests!`](crate::contract_tests) with an async function that makes a fresh
//! store; every function of the suite becomes a test of its own. An adapter over SQL also runs
//! [`tampering`] with a function that executes a statement behind the store's back.
#![expect(clippy::unwrap_used, reason = "a suite of tests fails by panicking")]

pub mod idempotency;
pub mod naming;
pub mod order;
mod postgres_server;
pub mod sample;
pub mod tampering;
mod tests_of_an_adapter;
mod unlucky;
pub mod versions;

pub use postgres_server::{Flush, PostgresServer};
pub use tests_of_an_adapter::{Fresh, within_a_minute};
pub use unlucky::{Luck, Unlucky};
