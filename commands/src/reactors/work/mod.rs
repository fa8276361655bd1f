//! The outbox of workspaces: assignment callbacks are asked, event callbacks are told, and what came of it is
//! kept in the workspace's outbox.
//!
//! Callbacks about one resource go out one after the other, in the order of its events; those about others
//! beside them. The checkpoint is the position before the oldest event whose callbacks are not done, so a
//! crash repeats some and loses none; one that is in the outbox is not repeated.

mod about;
mod ask;
mod port;
mod run;
mod tell;
#[cfg(test)]
mod tests;

pub use about::About;
pub use ask::AssignmentAsker;
pub use port::{Callback, Notice, Said, WorkSender};
pub use run::{Duty, Fact, WorkOutbox};
pub use tell::EventTeller;
