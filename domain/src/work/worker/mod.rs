//! A worker: somebody or something that takes work items.

mod command;
mod decide;
mod event;
mod evolve;
mod state;
#[cfg(test)]
mod tests;

pub use command::*;
pub use decide::WorkerDecider;
pub use event::*;
pub use state::*;
