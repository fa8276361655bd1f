use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

/// The SIP listener, UDP and TCP on one port.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Sip {
    /// Where it listens; port 0 takes a free one.
    pub(crate) bind: SocketAddr,
    /// The address that endpoints are told, when it is not the one listened on (behind NAT).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) advertised: Option<IpAddr>,
    /// RFC 4028 session interval in s, at least 90.
    pub(crate) session_expires_s: u32,
    /// Networks that may call without credentials (carriers, a border proxy), for example `10.1.0.0/16`.
    pub(crate) trusted: Vec<String>,
    /// The realm of the challenge that everybody else gets.
    pub(crate) realm: String,
    /// User names and passwords that answer the challenge.
    #[serde(skip_serializing)]
    pub(crate) users: BTreeMap<String, String>,
}

impl std::fmt::Debug for Sip {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Sip").field("bind", &self.bind).finish_non_exhaustive()
    }
}

impl Default for Sip {
    fn default() -> Self {
        Self {
            bind: SocketAddr::from(([127, 0, 0, 1], 5060)),
            advertised: None,
            session_expires_s: 1_800,
            trusted: vec!["127.0.0.0/8".to_owned(), "::1/128".to_owned()],
            realm: "ringback".to_owned(),
            users: BTreeMap::new(),
        }
    }
}
