//! What may be asked of phone numbers.
//!
//! A number's stream and the platform's registry of numbers are written in one append, so no two accounts
//! can have the same number.

mod ask;
mod own;
mod refusal;
#[cfg(test)]
mod tests;

pub use ask::*;
pub use own::*;
pub use refusal::{NumberError, NumberRefusal};
