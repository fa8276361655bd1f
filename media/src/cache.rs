//! What was fetched or made once: whole objects in a store, the wanted ones in memory.
//!
//! ```text
//! objects/{partition}/{n}/{name}        bytes; the name is their SHA-256, or keyed when sealed
//! index/{partition}/{n}/{name}.json     an Entry: whose, what the origin said, which objects
//! unfinished/                           being written; emptied at start
//! ```
//!
//! An object is whole or not there: written beside, synced, renamed. An entry is written after its objects, so
//! that after a crash at most objects without an entry are left, which are swept at the next start. A digest
//! is checked at every read from the store. Objects are never shared between partitions.

mod blobs;
mod entry;
mod names;
mod open;
mod sealed;
mod shelf;
mod state;
#[cfg(test)]
mod tests;

pub use blobs::{Blobs, Disk};
pub use entry::{Answer, Entry, Object};
pub use open::{StorageConfig, Store};
pub use sealed::SealingKey;
pub use shelf::{Cache, Lease};
