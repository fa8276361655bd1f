//! `/openapi.json`: the table of what is served, as OpenAPI 3.1.

use http::Method;
use serde_json::{Map, Value, json};

use super::route::Route;

/// The document. Everything in it comes from the table, so it cannot promise what is not served.
pub(super) fn document(table: &[Route]) -> Value {
    let mut paths = Map::new();
    for route in table {
        let path = written_path(route);
        let item = paths.entry(path).or_insert_with(|| json!({}));
        if let Value::Object(item) = item {
            item.insert(route.method.as_str().to_ascii_lowercase(), operation(route));
        }
    }
    for (path, id) in
        [("/openapi.json", "FetchOpenApi"), ("/health", "Health"), ("/ready", "Ready")]
    {
        let open = json!({
            "operationId": id,
            "security": [],
            "responses": {"200": {"description": "OK"}},
        });
        paths.insert(path.to_owned(), json!({"get": open}));
    }
    json!({
        "openapi": "3.1.0",
        "info": {"title": "Ringback", "version": env!("CARGO_PKG_VERSION")},
        "security": [{"basic": []}],
        "components": {
            "securitySchemes": {"basic": {"type": "http", "scheme": "basic"}},
            "schemas": {"Problem": problem()},
        },
        "paths": paths,
    })
}

/// The 2010-04-01 resources are written with `.json`, as the dialect has it.
fn written_path(route: &Route) -> String {
    let suffix = if route.path.starts_with("/2010-04-01") { ".json" } else { "" };
    format!("{}{suffix}", route.path)
}

fn operation(route: &Route) -> Value {
    let mut parameters: Vec<Value> = route
        .path
        .split('/')
        .filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'))
        .map(|name| parameter(name, "path", true))
        .collect();
    let fields = route.fields.iter().map(|field| match field.strip_suffix('*') {
        Some(name) => (name, true),
        None => (*field, false),
    });
    let is_get = route.method == Method::GET;
    let mut body = Value::Null;
    if is_get {
        parameters.extend(fields.map(|(name, is_needed)| parameter(name, "query", is_needed)));
    } else if route.method == Method::POST {
        body = form(fields);
    }
    let (status, what) = match (route.id, &route.method) {
        ("CreateCall", _) => ("501", "Not served yet"),
        ("CreateTaskQueueBulkRealTimeStatistics", _) => ("200", "OK"),
        (id, _) if id.starts_with("Create") => ("201", "Created"),
        (_, method) if *method == Method::DELETE => ("204", "Deleted"),
        (_, _) => ("200", "OK"),
    };
    let problem = json!({
        "description": "A problem",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    });
    let mut operation = json!({
        "operationId": route.id,
        "parameters": parameters,
        "responses": {status: {"description": what}, "default": problem},
    });
    if !body.is_null() {
        operation["requestBody"] = body;
    }
    operation
}

fn parameter(name: &str, place: &str, is_needed: bool) -> Value {
    json!({"name": name, "in": place, "required": is_needed, "schema": {"type": "string"}})
}

fn form<'a>(fields: impl Iterator<Item = (&'a str, bool)>) -> Value {
    let mut properties = Map::new();
    let mut required = Vec::new();
    for (name, is_needed) in fields {
        properties.insert(name.to_owned(), json!({"type": "string"}));
        if is_needed {
            required.push(name);
        }
    }
    let schema = json!({"type": "object", "properties": properties, "required": required});
    json!({"content": {"application/x-www-form-urlencoded": {"schema": schema}}})
}

fn problem() -> Value {
    json!({
        "type": "object",
        "required": ["code", "message", "more_info", "status"],
        "properties": {
            "code": {"type": "integer"},
            "message": {"type": "string"},
            "more_info": {"type": "string", "format": "uri"},
            "status": {"type": "integer"},
        },
    })
}
