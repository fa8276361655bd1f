//! An API key: a way into an account that can be taken back.

mod event;

pub use event::*;
