//! A phone number that an account owns, and the registry that says who does.

mod command;
mod decide;
mod event;
mod evolve;
mod registry;
mod registry_event;
mod state;
#[cfg(test)]
mod tests;

pub use command::{PhoneNumberCommand, PhoneNumberPatch, PhoneNumberRefusal, is_e164};
pub use decide::PhoneNumberDecider;
pub use event::*;
pub use registry::{Claim, RegistryCommand, RegistryDecider, RegistryRefusal};
pub use registry_event::*;
pub use state::PhoneNumber;
