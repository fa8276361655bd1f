//! Exchanges with tenants' applications: what is sent, how it is signed, and what comes back.
//!
//! An [`Exchanges`] asks one URI of a tenant and answers with a domain `Exchange`, whatever happens: a
//! fault is data. It speaks HTTP/1.1 straight over hyper, because its limits and codes depend on which
//! step failed (name, connection, handshake, answer), and a connection lives in the pool together with
//! its driver, so an exchange costs no extra task.

pub mod address_policy;
mod cache;
mod connection;
mod cookies;
mod exchanges;
mod follow;
#[cfg(feature = "fuzzing")]
pub(crate) mod fuzzing;
mod hop;
mod in_flight;
mod overrides;
mod pool;
mod record;
mod request;
pub mod signature;
mod signed;

mod target;
mod tls;
mod trouble;
mod work;

pub use exchanges::Exchanges;
pub use request::{ExchangeConfig, ExchangeRequest};
pub use signature::SigningToken;
pub use signed::{SignedExchanges, Signers, UnsignedRequest};
pub use tls::TlsError;
pub use work::event_types;

#[cfg(test)]
mod tests;
