use serde::{Deserialize, Serialize};

/// What a stranger can ask for at most.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Limits {
    /// Live calls; the next one gets 503.
    pub(crate) calls: usize,
    /// New calls in a second from one address; the next one gets 503.
    pub(crate) calls_per_second_per_address: u32,
    /// Requests in flight to one account's applications.
    pub(crate) exchanges_per_account: usize,
    /// HTTP connections in all; the next one is closed at once.
    pub(crate) http_connections: usize,
    /// HTTP connections from one address, loopback excepted.
    pub(crate) http_connections_per_address: usize,
    /// How long the head of an HTTP request may take, and how long a connection may be idle, in s.
    pub(crate) http_head_s: u64,
    /// How long a stop waits for live calls, in s.
    pub(crate) drain_s: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            calls: 2_000,
            calls_per_second_per_address: 1_000,
            exchanges_per_account: 512,
            http_connections: 4_096,
            http_connections_per_address: 256,
            http_head_s: 15,
            drain_s: 30,
        }
    }
}
