//! The lease of a workspace: who decides what happens in it.
//!
//! Every append of an owner says at which version of the lease it was decided. Whoever takes the lease moves
//! its version, so what the owner before it still wants to write conflicts.

mod decide;
mod event;
mod state;

pub use decide::{LeaseDecider, TakeLease};
pub use event::*;
pub use state::Lease;
