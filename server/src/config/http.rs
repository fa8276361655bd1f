use std::net::SocketAddr;

use serde::{Deserialize, Serialize};

/// The REST API's listener.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Http {
    /// Where it listens; port 0 takes a free one.
    pub(crate) bind: SocketAddr,
    /// How tenants reach it, for example `https://voice.example.org`; the address it listens on when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) public_url: Option<String>,
}

impl Default for Http {
    fn default() -> Self {
        Self { bind: SocketAddr::from(([127, 0, 0, 1], 8080)), public_url: None }
    }
}
