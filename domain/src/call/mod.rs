//! A call: one connection between the platform and one endpoint.

mod event;
pub mod exchange;

pub use event::*;
