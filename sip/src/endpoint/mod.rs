//! The endpoint: sockets, the gate that every message passes, and the calls that live behind it.

mod bind;
mod calls;
mod dispatch;
mod gate;
#[cfg(any(test, feature = "fuzzing"))]
pub(crate) mod judge;
mod shared;
mod streams;
#[cfg(test)]
mod torture;
mod traffic;

pub use bind::Endpoint;
pub(crate) use calls::{DialogKey, Permit};
pub(crate) use dispatch::WAITING_SIGNALS;
pub(crate) use shared::Shared;
pub(crate) use streams::connect;
pub(crate) use traffic::Reason;
pub use traffic::Traffic;
