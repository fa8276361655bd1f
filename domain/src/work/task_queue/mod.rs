//! A task queue: where work items wait, and for whom.

mod command;
mod decide;
mod event;
mod evolve;
mod state;

pub use command::*;
pub use decide::TaskQueueDecider;
pub use event::*;
pub use state::*;
