//! Typed sids: 34 characters, a two-letter kind and 32 lowercase hexadecimal digits.
//!
//! `CA0123456789abcdef0123456789abcdef` is a [`CallSid`]. Every kind is a Rust type of its own, so a
//! call's sid cannot be passed where a recording's is wanted. A sid is 16 bytes in memory and `Copy`.

use std::{fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Why a text is not a sid.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a sid: expected {expected} followed by 32 lowercase hexadecimal digits")]
pub struct SidError {
    /// The two-letter kind that was wanted.
    pub expected: &'static str,
}

fn parse(kind: &'static str, text: &str) -> Result<[u8; 16], SidError> {
    let error = SidError { expected: kind };
    let digits = text.strip_prefix(kind).ok_or_else(|| error.clone())?.as_bytes();
    if digits.len() != 32 {
        return Err(error);
    }
    let mut bytes = [0; 16];
    for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])
            .zip(nibble(pair[1]))
            .map(|(h, l)| h << 4 | l)
            .ok_or_else(|| error.clone())?;
    }
    Ok(bytes)
}

fn nibble(digit: u8) -> Option<u8> {
    match digit {
        b'0'..=b'9' => Some(digit - b'0'),
        b'a'..=b'f' => Some(digit - b'a' + 10),
        _ => None,
    }
}

fn write(f: &mut fmt::Formatter<'_>, kind: &str, bytes: &[u8; 16]) -> fmt::Result {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    let mut text = [0; 34];
    text[..2].copy_from_slice(kind.as_bytes());
    for (pair, byte) in text[2..].chunks_exact_mut(2).zip(bytes) {
        pair[0] = HEX[usize::from(byte >> 4)];
        pair[1] = HEX[usize::from(byte & 15)];
    }
    f.pad(std::str::from_utf8(&text).map_err(|_| fmt::Error)?)
}

macro_rules! sids {
    ($($(#[$doc:meta])* $name:ident = $kind:literal;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name([u8; 16]);

        impl $name {
            /// The two letters that this kind of sid begins with.
            pub const KIND: &'static str = $kind;

            /// Makes a sid from 128 random bits, which the caller draws.
            pub const fn from_bits(bits: u128) -> Self {
                Self(bits.to_be_bytes())
            }

            /// The 128 bits after the kind.
            pub const fn bits(self) -> u128 {
                u128::from_be_bytes(self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                write(f, $kind, &self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                fmt::Display::fmt(self, f)
            }
        }

        impl FromStr for $name {
            type Err = SidError;
            fn from_str(text: &str) -> Result<Self, SidError> {
                parse($kind, text).map(Self)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
                text.parse().map_err(serde::de::Error::custom)
            }
        }

        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    "pattern": concat!("^", $kind, "[0-9a-f]{32}$"),
                })
            }
        }
    )*};
}

sids! {
    /// An account: the tenant, owner of everything.
    AccountSid = "AC";
    /// A tenant's stored set of URIs.
    ApplicationSid = "AP";
    /// One connection between the platform and one endpoint.
    CallSid = "CA";
    /// A phone number that an account owns.
    PhoneNumberSid = "PN";
    /// An API key of an account.
    KeySid = "SK";
    /// A notification: a fault that the tenant should know of.
    NotificationSid = "NO";
    /// A secondary URI of a number, application or call.
    SecondarySid = "FB";
    /// A sound that the media layer keeps at a persistent address.
    MediaAssetSid = "MA";
    /// A workspace: a tenant's contact centre, with all that is in it.
    WorkspaceSid = "WS";
    /// What a worker can be doing, for example `Available`.
    ActivitySid = "WA";
    /// Somebody or something that takes work items.
    WorkerSid = "WK";
    /// How many work items of one channel a worker takes.
    WorkerChannelSid = "WC";
    /// Where work items wait for the workers that may take them.
    TaskQueueSid = "WQ";
    /// The rules by which work items come to queues.
    WorkflowSid = "WW";
    /// A unit of work that awaits a worker.
    WorkItemSid = "WT";
    /// The offer of a work item to a worker.
    ReservationSid = "WR";
    /// A kind of work: voice, chat and so on.
    TaskChannelSid = "TC";
}
