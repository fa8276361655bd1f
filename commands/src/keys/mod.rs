//! What may be asked of API keys.

mod ask;
#[cfg(test)]
mod tests;

pub use ask::*;
