//! Taking a row apart.

use std::str::FromStr;

use domain::timestamp::Timestamp;
use serde::Serialize;
use serde::de::{DeserializeOwned, IntoDeserializer, value::StringDeserializer};

use super::error::ViewError;
use crate::rows::Value;

/// A row as it was read, all of its table's columns in order. Each is taken once.
pub(crate) struct Row(pub Vec<Value>);

impl Row {
    fn take(&mut self, column: impl Into<u8>) -> Value {
        let at = usize::from(column.into());
        self.0.get_mut(at).map_or(Value::Null, |value| std::mem::replace(value, Value::Null))
    }

    pub(crate) fn text(&mut self, column: impl Into<u8>) -> Result<String, ViewError> {
        self.text_if(column).and_then(|text| text.ok_or_else(|| missing("text")))
    }

    pub(crate) fn text_if(&mut self, column: impl Into<u8>) -> Result<Option<String>, ViewError> {
        match self.take(column) {
            Value::Null => Ok(None),
            Value::Text(text) => Ok(Some(text)),
            Value::Int(_) | Value::Bool(_) => Err(missing("text")),
        }
    }

    pub(crate) fn int(&mut self, column: impl Into<u8>) -> Result<i64, ViewError> {
        self.int_if(column).and_then(|number| number.ok_or_else(|| missing("number")))
    }

    pub(crate) fn int_if(&mut self, column: impl Into<u8>) -> Result<Option<i64>, ViewError> {
        match self.take(column) {
            Value::Null => Ok(None),
            Value::Int(number) => Ok(Some(number)),
            Value::Bool(claim) => Ok(Some(i64::from(claim))),
            Value::Text(_) => Err(missing("number")),
        }
    }

    /// A number that is never below zero.
    pub(crate) fn count(&mut self, column: impl Into<u8>) -> Result<u64, ViewError> {
        self.int(column).map(i64::unsigned_abs)
    }

    /// A number from 0 to 2^32 − 1.
    pub(crate) fn small(&mut self, column: impl Into<u8>) -> Result<u32, ViewError> {
        u32::try_from(self.int(column)?).map_err(ViewError::damaged)
    }

    pub(crate) fn small_if(&mut self, column: impl Into<u8>) -> Result<Option<u32>, ViewError> {
        let number = self.int_if(column)?;
        number.map(|number| u32::try_from(number).map_err(ViewError::damaged)).transpose()
    }

    /// Yes or no.
    pub(crate) fn claim(&mut self, column: impl Into<u8>) -> Result<bool, ViewError> {
        self.int(column).map(|number| number != 0)
    }

    pub(crate) fn time(&mut self, column: impl Into<u8>) -> Result<Timestamp, ViewError> {
        self.int(column).map(Timestamp)
    }

    pub(crate) fn time_if(
        &mut self,
        column: impl Into<u8>,
    ) -> Result<Option<Timestamp>, ViewError> {
        self.int_if(column).map(|number| number.map(Timestamp))
    }

    /// A sid, or another thing that is read from text.
    pub(crate) fn parse<T>(&mut self, column: impl Into<u8>) -> Result<T, ViewError>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        self.text(column)?.parse().map_err(ViewError::damaged)
    }

    pub(crate) fn parse_if<T>(&mut self, column: impl Into<u8>) -> Result<Option<T>, ViewError>
    where
        T: FromStr<Err: std::fmt::Display>,
    {
        self.text_if(column)?.map(|text| text.parse().map_err(ViewError::damaged)).transpose()
    }

    pub(crate) fn json<T: DeserializeOwned>(
        &mut self,
        column: impl Into<u8>,
    ) -> Result<T, ViewError> {
        serde_json::from_str(&self.text(column)?).map_err(ViewError::damaged)
    }

    pub(crate) fn json_if<T: DeserializeOwned>(
        &mut self,
        column: impl Into<u8>,
    ) -> Result<Option<T>, ViewError> {
        let text = self.text_if(column)?;
        text.map(|text| serde_json::from_str(&text).map_err(ViewError::damaged)).transpose()
    }

    /// A word: an enum without fields, as serde spells it.
    pub(crate) fn word<T: DeserializeOwned>(
        &mut self,
        column: impl Into<u8>,
    ) -> Result<T, ViewError> {
        from_word(self.text(column)?)
    }

    pub(crate) fn word_if<T: DeserializeOwned>(
        &mut self,
        column: impl Into<u8>,
    ) -> Result<Option<T>, ViewError> {
        self.text_if(column)?.map(from_word).transpose()
    }
}

fn missing(what: &str) -> ViewError {
    ViewError::Damaged(format!("a column without its {what}"))
}

/// Reads an enum without fields from its serde name.
fn from_word<T: DeserializeOwned>(text: String) -> Result<T, ViewError> {
    let words: StringDeserializer<serde::de::value::Error> = text.into_deserializer();
    T::deserialize(words).map_err(ViewError::damaged)
}

/// The serde name of an enum without fields.
pub(crate) fn word<T: Serialize>(value: T) -> Value {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(text)) => Value::text(text),
        Ok(_) | Err(_) => Value::Null,
    }
}

/// A JSON document.
pub(crate) fn json<T: Serialize + ?Sized>(value: &T) -> Value {
    serde_json::to_string(value).map_or(Value::Null, Value::Text)
}
