//! A workflow: the rules by which work items come to queues, in numbered revisions.

mod command;
mod decide;
mod event;
mod evolve;
mod state;
#[cfg(test)]
mod tests;

pub use command::*;
pub use decide::WorkflowDecider;
pub use event::*;
pub use state::*;
