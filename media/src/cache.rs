//! What was made once: whole sounds on disk, the wanted ones in memory.

mod disk;
mod entry;
mod shelf;
#[cfg(test)]
mod tests;

pub use entry::Entry;
pub use shelf::Cache;
