//! How the URIs of an application or a phone number have fared.

mod event;

pub use event::*;
