//! What may be asked of accounts.

mod ask;
#[cfg(test)]
mod tests;

pub use ask::*;
