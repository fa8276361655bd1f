//! One event as it is shown.

use commands::port::RecordedEvent;
use domain::timestamp::Timestamp;
use serde_json::{Value, json};

use super::redact::redact;
use crate::front::iso;

/// The event with its envelope; `hash` is hexadecimal SHA-256.
pub(super) fn show(recorded: &RecordedEvent) -> Value {
    let event = &recorded.event;
    let data = serde_json::from_slice(&event.data).map_or(Value::Null, redact);
    let hash: String = recorded.hash.iter().map(|byte| format!("{byte:02x}")).collect();
    json!({
        "position": recorded.position.0,
        "account_sid": recorded.stream.account,
        "category": recorded.stream.category,
        "stream": recorded.stream.key,
        "version": recorded.version.0,
        "id": event.id.to_string(),
        "type": event.event_type,
        "schema_version": event.schema_version,
        "recorded_at": iso(Timestamp(event.recorded_at)),
        "correlation": event.correlation,
        "causation": event.causation.map(|id| id.to_string()),
        "actor": event.actor,
        "hash": hash,
        "data": data,
    })
}
