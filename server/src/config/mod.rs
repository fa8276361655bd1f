//! What the operator decides: a TOML file, then `RINGBACK_*` variables over it, checked once at start.
//!
//! Every section is a struct in a file of its own; an unknown key is an error. A variable is named
//! `RINGBACK_<SECTION>_<KEY>`, for example `RINGBACK_HTTP_BIND=0.0.0.0:8080`.

mod calls;
mod http;
mod limits;
mod load;
mod media;
mod network;
mod numbers;
mod rtp;
mod sip;
mod store;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub(crate) use calls::Calls;
pub(crate) use http::Http;
pub(crate) use limits::Limits;
#[cfg(test)]
pub(crate) use load::load;
pub(crate) use load::{from_environment, log_filter, printed};
pub(crate) use media::{Media, SpeechEngine, SpeechProtocol};
pub(crate) use network::Network;
pub(crate) use numbers::{PoolNumber, development_pool};
pub(crate) use rtp::{PortRange, Rtp};
pub(crate) use sip::Sip;
pub(crate) use store::{Store, StoreUrl};

/// The whole configuration. Each section may be left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Config {
    /// The REST API.
    pub(crate) http: Http,
    /// Signalling.
    pub(crate) sip: Sip,
    /// What a live call may do.
    pub(crate) calls: Calls,
    /// Sound on the wire.
    pub(crate) rtp: Rtp,
    /// Where events and read models are kept.
    pub(crate) store: Store,
    /// Speech and sound files.
    pub(crate) media: Media,
    /// What tenants' URLs may reach.
    pub(crate) network: Network,
    /// What a stranger can ask for at most.
    pub(crate) limits: Limits,
    /// The numbers that tenants can have.
    pub(crate) numbers: Vec<PoolNumber>,
    /// Whether this is `ringback dev`, where tenants may let a workspace's time run ahead.
    #[serde(skip)]
    pub(crate) is_development: bool,
}
