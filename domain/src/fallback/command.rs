//! What may be asked of the record of a chain of URIs.

use crate::call::exchange::Fault;
use crate::sid::CallSid;

/// What may be asked of the record of a chain of URIs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FallbackCommand {
    /// A URI did not do what it is there for.
    RecordFailure {
        /// The URL, as it was asked.
        url: String,
        /// Its rank.
        rank: u32,
        /// What went wrong.
        fault: Fault,
        /// The call that found out.
        call_sid: CallSid,
    },
    /// A URI answered well. Recorded only when it had failed.
    RecordSuccess {
        /// The URL, as it was asked.
        url: String,
        /// Its rank.
        rank: u32,
        /// The call that found out.
        call_sid: CallSid,
    },
    /// Every URI failed.
    RecordExhausted {
        /// What went wrong last.
        fault: Fault,
        /// How many URIs there were.
        uris: u32,
        /// The call.
        call_sid: CallSid,
    },
}

/// The record never says no.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FallbackRefusal {}

/// The URL without user information, query and fragment: what names it in the record, without secrets.
///
/// `https://u:p@example.com/voice?pin=1#rc=2` is `https://example.com/voice`.
pub fn recorded_url(url: &str) -> String {
    let end = url.find(['?', '#']).unwrap_or(url.len());
    let plain = &url[..end];
    let Some((scheme, rest)) = plain.split_once("://") else {
        return plain.to_owned();
    };
    let (authority, path) = rest.split_at(rest.find('/').unwrap_or(rest.len()));
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{path}")
}
