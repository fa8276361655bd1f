//! An activity: what a worker can be doing, and whether work is offered meanwhile.

mod command;
mod decide;
mod event;
mod evolve;
mod state;

pub use command::*;
pub use decide::ActivityDecider;
pub use event::*;
pub use state::*;
