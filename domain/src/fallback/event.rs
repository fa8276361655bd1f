//! What can happen to the URIs of an application or a phone number.

use serde::{Deserialize, Serialize};

use crate::call::exchange::Fault;
use crate::sid::CallSid;

crate::events! {
    /// What can happen to the URIs of an application or a phone number. The stream's key is the sid of
    /// the application or number. Only failures and the first success after a failure are recorded.
    pub enum FallbackEvent {
        UriFailed = 1,
        UriRecovered = 1,
        ChainExhausted = 1,
    }
}

/// A URI did not do what it is there for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct UriFailed {
    /// The URL without query and fragment.
    pub url: String,
    /// Its rank then: 0 for the primary, 1 for the first secondary.
    pub rank: u32,
    /// What went wrong.
    pub fault: Fault,
    /// The call that found out.
    pub call_sid: CallSid,
}

/// A URI that had failed answered well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct UriRecovered {
    /// The URL without query and fragment.
    pub url: String,
    /// Its rank then: 0 for the primary, 1 for the first secondary.
    pub rank: u32,
    /// How many times it failed since it last answered well.
    pub failures: u64,
    /// The call that found out.
    pub call_sid: CallSid,
}

/// Every URI failed; the caller heard the built-in announcement.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ChainExhausted {
    /// What went wrong last.
    pub fault: Fault,
    /// How many URIs there were.
    pub uris: u32,
    /// The call.
    pub call_sid: CallSid,
}
