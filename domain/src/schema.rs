//! Names and versions of events, their JSON, and the way old JSON becomes today's.
//!
//! An event is stored as its type name (`CallAnswered`), its schema version (from 1) and a JSON object.
//! When a payload's shape changes, its version goes up by one in [`events!`](crate::events) and an upcaster from the
//! version before is added to [`UPCASTERS`]; a frozen sample of every version stays in the tests.

use serde_json::Value;

#[cfg(test)]
mod tests;

/// Carries the JSON of one version of an event type to the next version.
pub type Upcaster = fn(Value) -> Value;

/// Every upcaster: event type, the version it reads, and what it does. The result is one version later.
pub const UPCASTERS: &[(&str, u16, Upcaster)] = &[];

/// Why a stored event cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum DecodeError {
    /// The aggregate has no event of this name.
    #[error("unknown event type {0}")]
    UnknownType(String),
    /// The event was written by a later version of the program.
    #[error("{event_type} has schema version {found}, this program knows up to {known}")]
    FromTheFuture {
        /// The event's type name.
        event_type: &'static str,
        /// The stored version.
        found: u16,
        /// The newest version known here.
        known: u16,
    },
    /// The JSON does not fit the schema.
    #[error("{event_type}: {source}")]
    Malformed {
        /// The event's type name.
        event_type: &'static str,
        /// What the JSON reader said.
        source: serde_json::Error,
    },
}

/// One entry of the catalogue of events (`docs/EVENTS.md`).
pub struct EventSchema {
    /// The type name.
    pub name: &'static str,
    /// The version written today.
    pub version: u16,
    /// Its JSON Schema.
    pub json_schema: fn() -> schemars::Schema,
}

/// An aggregate's events, as they are written and read.
pub trait Event: Clone + PartialEq + std::fmt::Debug + Send + Sync + 'static {
    /// Every type of event of this aggregate.
    const CATALOGUE: &'static [EventSchema];

    /// The type name, for example `CallAnswered`.
    fn type_name(&self) -> &'static str;
    /// The schema version that [`Event::encode`] writes.
    fn schema_version(&self) -> u16;
    /// The payload as JSON.
    fn encode(&self) -> Vec<u8>;
    /// Reads any version ever written.
    fn decode(type_name: &str, version: u16, json: &[u8]) -> Result<Self, DecodeError>;
}

/// The payload as JSON. For [`events!`](crate::events).
#[expect(
    clippy::expect_used,
    reason = "writing to a Vec cannot fail, and a payload holds only fields, texts, numbers, lists and \
              options: nothing that JSON cannot say. The frozen samples prove it for every event."
)]
pub fn encode_payload<T: serde::Serialize>(payload: &T) -> Vec<u8> {
    serde_json::to_vec(payload).expect("an event's payload is plain data")
}

/// Reads a payload of `version`, carrying it up to `current` first. For [`events!`](crate::events).
pub fn decode_payload<T: serde::de::DeserializeOwned>(
    event_type: &'static str,
    version: u16,
    current: u16,
    json: &[u8],
) -> Result<T, DecodeError> {
    let malformed = |source| DecodeError::Malformed { event_type, source };
    if version == current {
        return serde_json::from_slice(json).map_err(malformed);
    }
    if version > current || version == 0 {
        return Err(DecodeError::FromTheFuture { event_type, found: version, known: current });
    }
    let value = serde_json::from_slice(json).map_err(malformed)?;
    let value = upcast(UPCASTERS, event_type, version..current, value);
    serde_json::from_value(value).map_err(malformed)
}

/// Carries a payload through the upcasters of each of these versions, in order.
fn upcast(
    upcasters: &[(&str, u16, Upcaster)],
    event_type: &str,
    versions: std::ops::Range<u16>,
    value: Value,
) -> Value {
    versions.fold(value, |value, from| {
        let step = upcasters.iter().find(|(name, at, _)| *name == event_type && *at == from);
        if let Some((_, _, upcast)) = step { upcast(value) } else { value }
    })
}

/// Declares an aggregate's events: each name is a payload struct and a variant, with its version.
///
/// ```ignore
/// events! {
///     /// What can happen to a call.
///     pub enum CallEvent { CallReceived = 1, CallAnswered = 1 }
/// }
/// ```
#[macro_export]
macro_rules! events {
    ($(#[$doc:meta])* pub enum $name:ident { $($variant:ident = $version:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq)]
        pub enum $name {
            $(
                #[doc = concat!("See [`struct@", stringify!($variant), "`].")]
                $variant($variant),
            )*
        }

        $(
            impl From<$variant> for $name {
                fn from(event: $variant) -> Self {
                    Self::$variant(event)
                }
            }
        )*

        impl $crate::schema::Event for $name {
            const CATALOGUE: &'static [$crate::schema::EventSchema] = &[$(
                $crate::schema::EventSchema {
                    name: stringify!($variant),
                    version: $version,
                    json_schema: || schemars::schema_for!($variant),
                },
            )*];

            fn type_name(&self) -> &'static str {
                match self {
                    $(Self::$variant(_) => stringify!($variant),)*
                }
            }

            fn schema_version(&self) -> u16 {
                match self {
                    $(Self::$variant(_) => $version,)*
                }
            }

            fn encode(&self) -> Vec<u8> {
                match self {
                    $(Self::$variant(payload) => $crate::schema::encode_payload(payload),)*
                }
            }

            fn decode(
                type_name: &str,
                version: u16,
                json: &[u8],
            ) -> Result<Self, $crate::schema::DecodeError> {
                match type_name {
                    $(stringify!($variant) => {
                        let name = stringify!($variant);
                        $crate::schema::decode_payload(name, version, $version, json).map(Self::$variant)
                    })*
                    other => Err($crate::schema::DecodeError::UnknownType(other.to_owned())),
                }
            }
        }
    };
}
