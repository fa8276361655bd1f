//! What follows from events.
//!
//! A reactor reads the log from its checkpoint and asks the domain for what follows. It sees every event at
//! least once; what it writes is kept from happening twice by idempotency keys made of the event's id, or
//! by the aggregate's own rules.
//!
//! | reactor | events | what follows |
//! |---|---|---|
//! | [`notify_status`] | of calls | status callbacks, kept as `StatusNotified` |
//! | [`work`] | of workspaces | assignment and event callbacks, kept in the workspace's outbox |
//! | [`fallback_health`] | of calls | the health of URIs, kept in `fallback` streams |

mod checkpoints;
pub mod fallback_health;
mod history;
pub mod notify_status;
mod run;
#[cfg(test)]
mod tests;
pub mod work;

pub use checkpoints::{CheckpointError, Checkpoints, MemoryCheckpoints};
pub use fallback_health::FallbackHealthReactor;
pub use history::CallHistory;
pub use notify_status::{StatusCallback, StatusSender};
pub use run::{Reactor, catch_up, run};
