//! An application: a tenant's stored set of URIs.

mod command;
mod decide;
mod event;
mod evolve;
mod state;
#[cfg(test)]
mod tests;

pub use command::{ApplicationCommand, ApplicationPatch, ApplicationRefusal};
pub use decide::ApplicationDecider;
pub use event::*;
pub use state::Application;
