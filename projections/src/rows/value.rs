//! What stands in a column.

use domain::timestamp::Timestamp;

/// A value of a column, in the forms that both databases have.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Value {
    /// Nothing.
    Null,
    /// A whole number; also a point in time, in µs since 1970.
    Int(i64),
    /// Yes or no.
    Bool(bool),
    /// Text, also JSON. Never holds U+0000, which PostgreSQL cannot store.
    Text(String),
}

impl Value {
    /// Text; each U+0000 becomes U+FFFD.
    pub fn text(text: impl Into<String>) -> Self {
        let text = text.into();
        if text.contains('\0') {
            return Self::Text(text.replace('\0', "\u{fffd}"));
        }
        Self::Text(text)
    }

    /// The text of a sid.
    pub fn sid(sid: impl std::fmt::Display) -> Self {
        Self::Text(sid.to_string())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Int(number)
    }
}

impl From<u64> for Value {
    fn from(number: u64) -> Self {
        Self::Int(i64::try_from(number).unwrap_or(i64::MAX))
    }
}

impl From<u32> for Value {
    fn from(number: u32) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<u16> for Value {
    fn from(number: u16) -> Self {
        Self::Int(i64::from(number))
    }
}

impl From<bool> for Value {
    fn from(claim: bool) -> Self {
        Self::Bool(claim)
    }
}

impl From<Timestamp> for Value {
    fn from(at: Timestamp) -> Self {
        Self::Int(at.0)
    }
}

impl<T: Into<Self>> From<Option<T>> for Value {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Null, Into::into)
    }
}
