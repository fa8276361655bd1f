//! A task channel: a kind of work, of which a worker takes so much at a time.

mod command;
mod decide;
mod event;
mod evolve;
mod state;

pub use command::*;
pub use decide::TaskChannelDecider;
pub use event::*;
pub use state::*;
