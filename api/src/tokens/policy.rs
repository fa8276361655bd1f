//! The policies of a policy token: which URLs may be asked with which method and which fields.

use serde::Deserialize;
use serde_json::Value;

/// One policy. Its URL names the vendor's hosts; what counts is the path.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub(crate) struct Policy {
    /// `https://taskrouter.twilio.com/v1/Workspaces/WS…/Tasks/**`: `*` is one part, `**` at the end is any
    /// number of parts, also none.
    url: String,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    query_filter: Value,
    #[serde(default)]
    post_filter: Value,
    #[serde(default = "yes")]
    allow: bool,
}

fn get() -> String {
    "GET".to_owned()
}

const fn yes() -> bool {
    true
}

/// Names and values.
type Fields = [(String, String)];

/// Whether policies let this path be asked. One that forbids is stronger than any that allows; what none
/// allows is forbidden. The fields of a POST are the form's, those of any other method are the query's.
pub(super) fn permit(policies: &[Policy], method: &str, path: &str, fields: &Fields) -> bool {
    let mut is_allowed = false;
    for policy in policies.iter().filter(|policy| policy.is_about(method, path)) {
        if !policy.allow {
            return false;
        }
        is_allowed |= policy.admits(method, fields);
    }
    is_allowed
}

impl Policy {
    fn is_about(&self, method: &str, path: &str) -> bool {
        self.method.eq_ignore_ascii_case(method) && matches(path_of(&self.url), path)
    }

    fn admits(&self, method: &str, fields: &Fields) -> bool {
        let filter = if method == "POST" { &self.post_filter } else { &self.query_filter };
        match filter {
            Value::Null => true,
            // An empty map as PHP writes it.
            Value::Array(rules) => rules.is_empty(),
            Value::Object(rules) if rules.is_empty() => true,
            Value::Object(rules) => {
                let given = |name: &str| fields.iter().find(|(key, _)| key == name);
                let is_met = |(name, rule): (&String, &Value)| match given(name) {
                    Some((_, value)) => rule.as_str().is_none_or(|wanted| wanted == value),
                    None => rule["required"] != true && !rule.is_string(),
                };
                rules.iter().all(is_met) && fields.iter().all(|(name, _)| rules.contains_key(name))
            }
            Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }
}

/// The path of a URL, without its query.
fn path_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let path = rest.find('/').map_or("", |start| &rest[start..]);
    path.split(['?', '#']).next().unwrap_or_default()
}

fn matches(pattern: &str, path: &str) -> bool {
    let mut parts = path.trim_matches('/').split('/');
    for wanted in pattern.trim_matches('/').split('/') {
        match (wanted, parts.next()) {
            ("**", _) => return true,
            ("*", Some(part)) if !part.is_empty() => {}
            (wanted, Some(part)) if wanted == part => {}
            (_, _) => return false,
        }
    }
    parts.next().is_none()
}
