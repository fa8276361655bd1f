//! A reservation: the offer of a work item to a worker, and what became of it.

mod command;
mod decide;
mod event;
mod evolve;
mod instruction;
mod state;
#[cfg(test)]
mod tests;

pub use command::*;
pub use decide::ReservationDecider;
pub use event::*;
pub use instruction::*;
pub use state::*;
