//! A workspace: a tenant's contact centre, and what holds for all that is in it.

mod command;
mod decide;
mod event;
mod evolve;
mod state;

pub use command::*;
pub use decide::WorkspaceDecider;
pub use event::*;
pub use state::*;
