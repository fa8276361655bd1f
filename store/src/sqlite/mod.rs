//! The log in one SQLite file, written by one thread of one process.
//!
//! `events.db` is in WAL mode with `synchronous=FULL`: a commit returns when the log is on disk. All
//! appends that wait when the writer thread is free are written in one transaction, at most 512
//! ([`writer`]), and when many come, it waits a moment for more ([`linger`]), so the price of the disk's flush
//! is shared. A second thread moves the WAL into the file meanwhile ([`checkpoint`]). The newest events stay
//! in memory for who follows the log ([`newest`]); other reads have connections of their own and see the
//! last commit ([`reader`]).

mod checkpoint;
mod linger;
mod newest;
mod open;
mod reader;
mod rows;
mod store;
mod writer;

pub use open::OpenError;
pub use store::SqliteStore;

#[cfg(test)]
mod tests;
