//! An account: the tenant, owner of everything.

mod event;

pub use event::*;
