use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

/// The SIP listener, UDP and TCP on one port.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sip {
    /// Where it listens; port 0 takes a free one.
    pub(crate) bind: SocketAddr,
    /// The address that endpoints are told, when it is not the one listened on (behind NAT).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) advertised: Option<IpAddr>,
    /// RFC 4028 session interval in s, at least 90.
    pub(crate) session_expires_s: u32,
}

impl Default for Sip {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from(([127, 0, 0, 1], 5060)),
            advertised: None,
            session_expires_s: 1_800,
        }
    }
}
