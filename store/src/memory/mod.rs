//! The log in memory, for tests and simulations. Nothing survives it.

mod log;
mod store;

pub use store::MemoryStore;

#[cfg(test)]
mod tests;
