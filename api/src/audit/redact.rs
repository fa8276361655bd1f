//! What is never shown of an event: sealed secrets, digests of secrets, credentials in URLs.

use serde_json::Value;

const SECRETS: &[&str] =
    &["auth_token", "previous", "sealed_secret", "secondary_token", "secret_hash"];

/// The value without secrets.
pub(super) fn redact(value: Value) -> Value {
    match value {
        Value::Object(map) => map
            .into_iter()
            .map(|(key, value)| {
                let is_secret = SECRETS.contains(&key.as_str()) && value.is_string();
                let shown = if is_secret { Value::from("[sealed]") } else { redact(value) };
                (key, shown)
            })
            .collect(),
        Value::Array(items) => items.into_iter().map(redact).collect(),
        Value::String(text) => Value::String(without_credentials(text)),
        Value::Null | Value::Bool(_) | Value::Number(_) => value,
    }
}

/// `https://user:secret@host/` without what stands before the `@`.
fn without_credentials(text: String) -> String {
    let Some((scheme, rest)) = text.split_once("://") else { return text };
    let is_web = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let end = rest.find(['/', '?', '#', '\\']).unwrap_or(rest.len());
    match rest[..end].rfind('@') {
        Some(at) if is_web => format!("{scheme}://[redacted]@{}", &rest[at + 1..]),
        Some(_) | None => text,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::redact;

    #[test]
    fn secrets_and_credentials_are_left_out_wherever_they_stand() {
        let event = json!({
            "auth_token": "c2VhbGVk",
            "nested": [{"secret_hash": "00ff", "url": "https://u:p@h/x@y"}],
            "plain": "https://h/a@b?c://d@e",
            "previous": {"kept": 1},
        });
        let shown = json!({
            "auth_token": "[sealed]",
            "nested": [{"secret_hash": "[sealed]", "url": "https://[redacted]@h/x@y"}],
            "plain": "https://h/a@b?c://d@e",
            "previous": {"kept": 1},
        });
        assert_eq!(redact(event), shown);
    }
}
