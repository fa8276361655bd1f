//! The envelope: an event with all that is recorded about it.

use std::{fmt, str::FromStr};

use crate::sid::{AccountSid, KeySid, WorkerSid};
use crate::timestamp::Timestamp;

/// The account that owns the streams which belong to no tenant, such as the registry of numbers.
pub const PLATFORM: AccountSid = AccountSid::from_bits(0);

/// An event's id: the 128 bits of a UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventId(pub u128);

/// An event, decoded, with all that is recorded about it.
#[derive(Debug, Clone, PartialEq)]
pub struct Recorded<E> {
    /// Its place in the whole log.
    pub position: u64,
    /// The account that owns its stream; [`PLATFORM`] for the streams of no tenant.
    pub account: AccountSid,
    /// What its stream is about, for example `call`.
    pub category: String,
    /// Which one, for example the call's sid.
    pub key: String,
    /// Its place in the stream, from 1.
    pub version: u64,
    /// Its id.
    pub id: EventId,
    /// When it was decided.
    pub recorded_at: Timestamp,
    /// What it belongs to: for a call and all that follows from it, the call's sid.
    pub correlation: String,
    /// The event that it follows from.
    pub causation: Option<EventId>,
    /// Who did it.
    pub actor: Actor,
    /// What happened.
    pub event: E,
}

/// Who did something. Written as the sid, or as `system` or `system/<part>`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Actor {
    /// Somebody with the account's own credentials.
    Account(AccountSid),
    /// Somebody with an API key.
    Key(KeySid),
    /// A worker with a token that its tenant gave to it.
    Worker(WorkerSid),
    /// The platform; the text names the part, for example `router` or `cli`, or is empty.
    System(String),
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Account(sid) => sid.fmt(f),
            Self::Key(sid) => sid.fmt(f),
            Self::Worker(sid) => sid.fmt(f),
            Self::System(part) if part.is_empty() => f.write_str("system"),
            Self::System(part) => write!(f, "system/{part}"),
        }
    }
}

/// The text names nobody who can act.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not an actor: expected an account's, key's or worker's sid, or system")]
pub struct ActorError;

impl FromStr for Actor {
    type Err = ActorError;

    fn from_str(text: &str) -> Result<Self, ActorError> {
        match text.strip_prefix("system") {
            Some("") => return Ok(Self::System(String::new())),
            Some(rest) => {
                let part = rest.strip_prefix('/').filter(|part| !part.is_empty());
                return part.map(|part| Self::System(part.to_owned())).ok_or(ActorError);
            }
            None => {}
        }
        let key = |_| text.parse().map(Self::Key);
        let worker = |_| text.parse().map(Self::Worker);
        text.parse().map(Self::Account).or_else(key).or_else(worker).map_err(|_| ActorError)
    }
}
