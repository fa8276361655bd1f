//! The suite on SQLite, and what only a file can suffer.

mod contract;
mod crash;
mod file;
