//! From the events of calls to the record of how URIs fare.

mod conclude;
mod reactor;
#[cfg(test)]
mod tests;

pub use conclude::{chain_of, conclude};
pub use reactor::FallbackHealthReactor;
