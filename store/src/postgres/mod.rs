//! The log in Postgres, written by any number of nodes.
//!
//! Each node has one thread that writes all appends that wait in one transaction ([`writer`], [`group`]).
//! The transaction locks the one row of `log_head` first, so positions are given out and become visible
//! in one order and without gaps, and nodes cannot deadlock. Nodes wake each other by NOTIFY from a
//! connection that appends nothing: inside the transaction it would take a lock on the whole database
//! ([`wake`]).

mod group;
mod lines;
mod look_up;
mod open;
mod rows;
mod store;
mod wake;
mod writer;

pub use open::OpenError;
pub use store::PostgresStore;

#[cfg(test)]
mod tests;
