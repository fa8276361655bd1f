//! Where a tenant's application is, and how patiently it is asked.

use serde::{Deserialize, Serialize};

/// The HTTP method that a URI is asked with.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema, Default,
)]
#[serde(rename_all = "UPPERCASE")]
pub enum HttpMethod {
    /// State travels in the query.
    Get,
    /// State travels as form fields.
    #[default]
    Post,
}

/// A URI of a tenant's application with its method.
///
/// The URL is kept exactly as the tenant wrote it, with templates (`{From}`) and connection overrides
/// (`#ct=2000&rc=2`), because the signature is made over it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ApplicationUri {
    /// The absolute URL as configured.
    pub url: String,
    /// How it is asked.
    #[serde(default)]
    pub method: HttpMethod,
    /// Retries and time limits; the platform's defaults where absent. The URL's fragment overrides both.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<RetryPolicy>,
}

impl ApplicationUri {
    /// A URI with the default retry policy.
    pub fn new(url: impl Into<String>, method: HttpMethod) -> Self {
        Self { url: url.into(), method, retry: None }
    }
}

/// How often and how long one URI is tried before the next is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RetryPolicy {
    /// Tries after the first one, 0–5.
    pub retries: u8,
    /// Time to connect, 100–10,000 ms.
    pub connect_timeout_ms: u32,
    /// Longest silence while the answer is awaited or read, 100–15,000 ms.
    pub read_timeout_ms: u32,
    /// Time for all tries together, 100–15,000 ms.
    pub total_timeout_ms: u32,
    /// Which failures are tried again.
    pub on: RetryOn,
}

/// Which failures of an exchange are tried again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct RetryOn {
    /// The connection could not be made in time (`ct`).
    pub connect: bool,
    /// The answer did not come in time (`rt`).
    pub read: bool,
    /// HTTP 4xx.
    pub client_error: bool,
    /// HTTP 5xx.
    pub server_error: bool,
}

impl Default for RetryPolicy {
    /// One more try, on connection failures only; 5 s to connect, 15 s to read, 15 s in all.
    fn default() -> Self {
        Self {
            retries: 1,
            connect_timeout_ms: 5_000,
            read_timeout_ms: 15_000,
            total_timeout_ms: 15_000,
            on: RetryOn { connect: true, read: false, client_error: false, server_error: false },
        }
    }
}

/// What kind of trouble a secondary URI is there for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum FaultClass {
    /// The answer was wrong: HTTP 4xx/5xx, type, XML, an instruction, a media file.
    Error,
    /// No answer in time, or no connection.
    Timeout,
    /// The call's status changed. A call that comes in does so without its application's doing when it ends:
    /// a secondary for this class is told of that, and its answer steers nothing.
    StatusChange,
    /// A limit of the account was reached.
    UsageLimit,
}

/// A URI that is asked when those before it failed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SecondaryUri {
    /// Where and how.
    pub uri: ApplicationUri,
    /// The faults that it serves; every fault when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub serves: Vec<FaultClass>,
}

/// The URIs that steer a call: the primary, then the secondaries in the order in which they are tried.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct Steering {
    /// Asked first. Without one the call hears the built-in greeting.
    pub primary: Option<ApplicationUri>,
    /// Asked in this order when it fails.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secondaries: Vec<SecondaryUri>,
    /// Told of every change of status; does not steer.
    pub status_callback: Option<ApplicationUri>,
    /// The changes that it is told of; only the end when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status_events: Vec<StatusEvent>,
}

/// A change of a call's status that a status callback can ask for.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum StatusEvent {
    /// The call was created.
    Initiated,
    /// The endpoint rings.
    Ringing,
    /// The call was answered.
    Answered,
    /// The call ended, however it ended.
    Completed,
}
