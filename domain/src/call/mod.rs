//! A call: one connection between the platform and one endpoint.

mod command;
mod decide;
mod event;
mod evolve;
pub mod exchange;
mod numbers;
mod state;
#[cfg(test)]
mod tests;

pub use command::{CallCommand, CallRefusal, MAX_TIME_LIMIT_S, MAX_TWIML_BYTES};
pub use decide::CallDecider;
pub use event::*;
pub use numbers::Numbers;
pub use state::{Call, CallPhase, MAX_PENDING_UPDATES, PendingUpdate};
