//! A phone number that an account owns, and the registry that says who does.

mod event;
mod registry_event;

pub use event::*;
pub use registry_event::*;
