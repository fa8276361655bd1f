//! Where sounds come from: HTTP servers of strangers.

mod client;
mod fetched;
mod guard;
#[cfg(test)]
mod tests;

pub use client::{Origin, OriginConfig, OriginError};
pub use fetched::{Body, Fetched, Passed};
pub use guard::AddressPolicy;
