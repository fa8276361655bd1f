//! An API key: a way into an account that can be taken back.

mod command;
mod decide;
mod event;
mod evolve;
mod state;
#[cfg(test)]
mod tests;

pub use command::{ApiKeyCommand, ApiKeyRefusal};
pub use decide::ApiKeyDecider;
pub use event::*;
pub use state::ApiKey;
