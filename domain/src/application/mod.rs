//! An application: a tenant's stored set of URIs.

mod event;

pub use event::*;
