//! Any resource as REST shows it, told as the channel tells it.

use serde_json::{Map, Value, json};

/// A resource, or a page of them: `{"meta": {"key": "workers", "next_page_url": …}, "workers": […]}` becomes
/// `{"contents": […], "after_sid": …, "meta": {"next_token": …}}`.
pub(super) fn told(shown: Value) -> Value {
    let Value::Object(mut fields) = shown else { return shown };
    let key = fields.get("meta").and_then(|meta| meta["key"].as_str()).map(str::to_owned);
    let rows = key.and_then(|key| fields.remove(&key));
    let (Some(Value::Array(rows)), Some(meta)) = (rows, fields.get("meta")) else {
        return Value::Object(resource(fields));
    };
    let next = meta["next_page_url"].as_str().and_then(page_token);
    let contents: Vec<Value> = rows
        .into_iter()
        .map(|row| match row {
            Value::Object(fields) => Value::Object(resource(fields)),
            Value::Null
            | Value::Bool(_)
            | Value::Number(_)
            | Value::String(_)
            | Value::Array(_) => row,
        })
        .collect();
    json!({"contents": contents, "after_sid": next, "meta": {"next_token": next}})
}

/// The token that asks for the page after this one.
fn page_token(url: &str) -> Option<String> {
    let (_, query) = url.split_once('?')?;
    let mut pairs = form_urlencoded::parse(query.as_bytes());
    pairs.find(|(name, _)| name == "PageToken").map(|(_, token)| token.into_owned())
}

fn resource(fields: Map<String, Value>) -> Map<String, Value> {
    fields.into_iter().filter_map(field).collect()
}

fn field((name, value): (String, Value)) -> Option<(String, Value)> {
    let is_time = name.starts_with("date_") || name.ends_with("_date") || name.ends_with("_time");
    match name.as_str() {
        "url" | "links" => None,
        "task_order" => Some((name, value)),
        _ if is_time => {
            let read = value.as_str().and_then(|text| text.parse::<jiff::Timestamp>().ok());
            Some((name, read.map_or(value, |at| json!(at.as_second()))))
        }
        _ => Some((name, value)),
    }
}
