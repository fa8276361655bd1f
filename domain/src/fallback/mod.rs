//! How the URIs of an application or a phone number have fared.

mod command;
mod decide;
mod event;
mod evolve;
mod state;
#[cfg(test)]
mod tests;

pub use command::{FallbackCommand, FallbackRefusal, recorded_url};
pub use decide::FallbackDecider;
pub use event::*;
pub use state::{FallbackHealth, MAX_FAILING};
