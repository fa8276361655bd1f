//! What may be asked of applications.

mod ask;
#[cfg(test)]
mod tests;

pub use ask::*;
