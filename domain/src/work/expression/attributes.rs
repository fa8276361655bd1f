//! The attributes of a worker or of a work item.

use std::sync::{Arc, LazyLock};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::value::{Object, Value};

/// The longest attributes, in characters of the JSON text.
pub const MAX_ATTRIBUTES_CHARS: usize = 4_096;

/// A JSON object as its owner wrote it, and ready to be looked into. Cloning it copies nothing.
///
/// ```json
/// {"languages": ["nb", "sv"], "level": 3}
/// ```
///
/// [Facts](Self::with_facts) may be laid over it: what the platform knows about a worker (`sid`,
/// `friendly_name`, `activity_sid`, `activity_name`, `channel`). They are not part of the text, nor of
/// equality, nor of what is stored.
#[derive(Debug, Clone)]
pub struct Attributes {
    text: Arc<str>,
    own: Arc<Object>,
    facts: Option<Arc<Object>>,
}

/// Why a text is not attributes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AttributesError {
    /// Over [`MAX_ATTRIBUTES_CHARS`].
    #[error("the attributes are longer than {MAX_ATTRIBUTES_CHARS} characters")]
    TooLong,
    /// Not JSON.
    #[error("the attributes are not JSON: {what} at line {line} column {column}")]
    NotJson {
        /// 1-based.
        line: usize,
        /// 1-based, in bytes.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// JSON, but not an object.
    #[error("the attributes are not a JSON object")]
    NotAnObject,
}

impl Attributes {
    /// Reads the JSON text of an object.
    pub fn parse(text: &str) -> Result<Self, AttributesError> {
        if text.len() > MAX_ATTRIBUTES_CHARS && text.chars().count() > MAX_ATTRIBUTES_CHARS {
            return Err(AttributesError::TooLong);
        }
        let value = serde_json::from_str(text).map_err(|error| {
            let said = error.to_string();
            let what = said.split(" at line ").next().unwrap_or_default().to_owned();
            AttributesError::NotJson { line: error.line(), column: error.column(), what }
        })?;
        match value {
            Value::Object(own) => Ok(Self { text: text.into(), own, facts: None }),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::Text(_) | Value::List(_) => {
                Err(AttributesError::NotAnObject)
            }
        }
    }

    /// The text as it was given.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same attributes, with facts that hide attributes of the same names.
    #[must_use]
    pub fn with_facts(&self, facts: Arc<Object>) -> Self {
        Self { facts: Some(facts), ..self.clone() }
    }

    /// The member of this name, facts first.
    pub fn member(&self, name: &str) -> Option<&Value> {
        let fact = self.facts.as_ref().and_then(|facts| facts.member(name));
        fact.or_else(|| self.own.member(name))
    }

    /// The object as it was given, without facts.
    pub fn object(&self) -> &Object {
        &self.own
    }
}

/// `{}`
impl Default for Attributes {
    fn default() -> Self {
        static EMPTY: LazyLock<Attributes> = LazyLock::new(|| Attributes {
            text: "{}".into(),
            own: Arc::new(Object::default()),
            facts: None,
        });
        EMPTY.clone()
    }
}

impl PartialEq for Attributes {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for Attributes {}

impl std::hash::Hash for Attributes {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.text.hash(state);
    }
}

impl Serialize for Attributes {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.text)
    }
}

impl<'de> Deserialize<'de> for Attributes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

impl schemars::JsonSchema for Attributes {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Attributes".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "type": "string",
            "maxLength": MAX_ATTRIBUTES_CHARS,
            "contentMediaType": "application/json",
        })
    }
}
