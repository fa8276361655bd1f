//! An account: the tenant, owner of everything.

mod command;
mod decide;
mod event;
mod evolve;
mod state;
#[cfg(test)]
mod tests;

pub use command::{AccountCommand, AccountRefusal};
pub use decide::AccountDecider;
pub use event::*;
pub use state::{Account, AccountStatus};
