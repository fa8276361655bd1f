//! A work item: a unit of work that awaits a worker.

mod command;
mod decide;
mod event;
mod evolve;
mod state;
#[cfg(test)]
mod tests;

pub use command::*;
pub use decide::WorkItemDecider;
pub use event::*;
pub use state::*;
