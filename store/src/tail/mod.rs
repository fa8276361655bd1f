//! The end of the log in memory, for all who follow it.

mod ring;
mod store;
#[cfg(test)]
mod tests;

pub(crate) use ring::{Place, ROOM, Ring};
pub use store::Tail;
