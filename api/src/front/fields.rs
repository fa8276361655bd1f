//! Form fields and query parameters.

use std::str::FromStr;

use domain::settings::Change;
use domain::uri::HttpMethod;

use serde_json::Value;

use super::Problem;

const MOST: usize = 500;

/// Names and values in the order in which they came.
#[derive(Debug, Clone, Default)]
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads `application/x-www-form-urlencoded`, at most 500 fields.
    pub(crate) fn read(encoded: &[u8]) -> Result<Self, Problem> {
        let fields: Vec<_> = form_urlencoded::parse(encoded).take(MOST + 1).collect();
        if fields.len() > MOST {
            return Err(Problem::invalid(20001, "more than 500 fields"));
        }
        Ok(Self(fields.into_iter().map(|(k, v)| (k.into_owned(), v.into_owned())).collect()))
    }

    /// These fields.
    pub(crate) fn of(fields: Vec<(String, String)>) -> Self {
        Self(fields)
    }

    /// Reads a JSON object: each member is a field, a list is a field with several values, and what is no
    /// text is written as JSON. Null is as good as absent.
    pub(crate) fn of_json(text: &[u8]) -> Result<Self, Problem> {
        let bad =
            |error| Problem::invalid(20001, format!("The body is not a JSON object: {error}"));
        let members: serde_json::Map<String, Value> = serde_json::from_slice(text).map_err(bad)?;
        Ok(Self::of_members(members))
    }

    /// The fields of a JSON object: each value of a list is one, `null` is none.
    pub(crate) fn of_members(members: serde_json::Map<String, Value>) -> Self {
        let mut fields = Vec::new();
        for (name, value) in members {
            match value {
                Value::Array(values) => {
                    fields.extend(values.into_iter().map(|value| (name.clone(), written(value))));
                }
                Value::Null => {}
                Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Object(_) => {
                    fields.push((name, written(value)));
                }
            }
        }
        Self(fields)
    }

    /// All of them, in the order in which they came.
    pub(crate) fn into_pairs(self) -> Vec<(String, String)> {
        self.0
    }

    /// Every value of a field, as they came.
    pub(crate) fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a field, as it came.
    pub(crate) fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The first value of a field that says something.
    pub(crate) fn filled(&self, name: &str) -> Option<&str> {
        self.text(name).filter(|value| !value.is_empty())
    }

    /// Every value of a field; a value may hold several, separated by commas or blanks.
    pub(crate) fn words(&self, name: &str) -> Option<Vec<&str>> {
        let all = self.0.iter().filter(|(key, _)| key == name).map(|(_, value)| value.as_str());
        let values: Vec<_> = all.collect();
        let split = |value: &'_ &'_ str| !value.is_empty();
        let parts = values.iter().flat_map(|value| value.split([',', ' '])).filter(split);
        (!values.is_empty()).then(|| parts.collect())
    }

    /// A field that is emptied by an empty value.
    pub(crate) fn change(&self, name: &str) -> Change<String> {
        match self.text(name) {
            None => Change::Keep,
            Some("") => Change::Clear,
            Some(value) => Change::Set(value.to_owned()),
        }
    }

    /// A field that is parsed, or emptied by an empty value.
    pub(crate) fn change_to<T: FromStr>(
        &self,
        name: &str,
        code: u32,
    ) -> Result<Change<T>, Problem> {
        match self.text(name) {
            None => Ok(Change::Keep),
            Some("") => Ok(Change::Clear),
            Some(_) => self.parsed(name, code).map(|value| value.map_or(Change::Keep, Change::Set)),
        }
    }

    /// A filled field that is parsed.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str, code: u32) -> Result<Option<T>, Problem> {
        let Some(value) = self.filled(name) else { return Ok(None) };
        let bad = |_| Problem::invalid(code, format!("{name} is not valid"));
        value.parse().map(Some).map_err(bad)
    }

    /// `true` or `false`, in any case.
    pub(crate) fn claim(&self, name: &str) -> Result<Option<bool>, Problem> {
        let Some(value) = self.filled(name) else { return Ok(None) };
        match value.to_ascii_lowercase().as_str() {
            "true" | "1" => Ok(Some(true)),
            "false" | "0" => Ok(Some(false)),
            _ => Err(Problem::invalid(20001, format!("{name} is neither true nor false"))),
        }
    }

    /// `GET` or `POST`, in any case.
    pub(crate) fn method(&self, name: &str, code: u32) -> Result<Option<HttpMethod>, Problem> {
        let Some(value) = self.filled(name) else { return Ok(None) };
        match value.to_ascii_uppercase().as_str() {
            "GET" => Ok(Some(HttpMethod::Get)),
            "POST" => Ok(Some(HttpMethod::Post)),
            _ => Err(Problem::invalid(code, format!("{name} is neither GET nor POST"))),
        }
    }

    /// All fields but those named.
    pub(crate) fn without(&self, names: &[&str]) -> impl Iterator<Item = (&str, &str)> {
        let kept = move |(key, _): &&(String, String)| !names.contains(&key.as_str());
        self.0.iter().filter(kept).map(|(k, v)| (k.as_str(), v.as_str()))
    }
}

fn written(value: Value) -> String {
    match value {
        Value::String(text) => text,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => {
            value.to_string()
        }
    }
}
