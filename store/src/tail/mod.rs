//! The end of the log in memory, for all who follow it.

mod ring;
mod store;
#[cfg(test)]
mod tests;

pub use store::Tail;
