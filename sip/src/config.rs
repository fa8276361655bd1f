use crate::admission::Limits;
use crate::prefix::IpPrefix;
use crate::session_timer::Wanted;
use std::net::SocketAddr;
use std::sync::Arc;

/// Looks up a user's password for digest authentication.
pub type PasswordLookup = Arc<dyn Fn(&str) -> Option<String> + Send + Sync>;

/// How an endpoint listens and what it lets in.
#[derive(Debug, Clone)]
pub struct EndpointConfig {
    /// UDP and TCP address; port 0 takes one that is free for both.
    pub bind: SocketAddr,
    /// Host name or address that peers are told (`Via`, `Contact`); the bound address when absent,
    /// and for a wildcard address the one that faces the peer.
    pub advertised_host: Option<String>,
    /// `User-Agent` and `Server`.
    pub user_agent: String,
    /// Admission control.
    pub limits: Limits,
    /// Session timers that we ask for; `None` leaves them to peers that insist.
    pub session_timer: Option<Wanted>,
    /// Digest authentication of new calls; `None` lets everybody call.
    pub auth: Option<Auth>,
    /// Peers that need no credentials and whose `P-Asserted-Identity` is believed (RFC 3325).
    pub trusted: Vec<IpPrefix>,
    /// RFC 3261 T1, ms: the estimate of a round trip, on which all other timers hang.
    pub t1_ms: u64,
}

impl EndpointConfig {
    /// Everything at its default, on an address.
    pub fn new(bind: SocketAddr) -> Self {
        Self {
            bind,
            advertised_host: None,
            user_agent: concat!("Ringback/", env!("CARGO_PKG_VERSION")).to_owned(),
            limits: Limits::default(),
            session_timer: Some(Wanted::default()),
            auth: None,
            trusted: vec![IpPrefix::LOOPBACK_V4, IpPrefix::LOOPBACK_V6],
            t1_ms: 500,
        }
    }
}

/// Digest authentication of callers.
#[derive(Clone)]
pub struct Auth {
    /// The realm that is shown.
    pub realm: String,
    /// Passwords by user.
    pub password: PasswordLookup,
    /// How long a nonce is good, s.
    pub nonce_lifetime_s: u64,
}

impl std::fmt::Debug for Auth {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Auth").field("realm", &self.realm).finish_non_exhaustive()
    }
}

/// Why an endpoint cannot start.
#[derive(Debug, thiserror::Error)]
pub enum BindError {
    /// The UDP socket.
    #[error("cannot listen on udp {addr}: {error}; is another program using it?")]
    Udp {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system said.
        error: std::io::Error,
    },
    /// The TCP socket.
    #[error("cannot listen on tcp {addr}: {error}; is another program using it?")]
    Tcp {
        /// The address asked for.
        addr: SocketAddr,
        /// What the system said.
        error: std::io::Error,
    },
}

/// How busy an endpoint is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Load {
    /// Dialogs that live, early ones included.
    pub calls: usize,
    /// Transactions that run.
    pub transactions: usize,
    /// Transactions that are remembered for retransmissions (32 s).
    pub finished_transactions: usize,
    /// Calls refused with 503 since the start.
    pub refused: u64,
}
