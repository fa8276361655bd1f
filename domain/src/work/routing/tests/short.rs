//! Texts that are known to be good, read; and numbers as what they stand for.

use super::*;

pub(super) fn document(text: &str) -> Document {
    Document::parse(text, RoutingDialect::default()).expect("a document")
}

pub(super) fn queue(number: u128) -> TaskQueueSid {
    TaskQueueSid::from_bits(number)
}

pub(super) fn at(seconds: u64) -> Timestamp {
    Timestamp(0).plus_ms(seconds * 1_000)
}

pub(super) fn attributes(text: &str) -> Attributes {
    Attributes::parse(text).expect("attributes")
}

/// `{"task_routing": …}` with `A`, `B` and `C` for the queues 1, 2 and 3.
pub(super) fn routing(text: &str) -> String {
    let mut text = format!("{{\"task_routing\": {text}}}");
    for (name, number) in [("A", 1), ("B", 2), ("C", 3)] {
        text = text
            .replace(&format!("\"queue\":\"{name}\""), &format!("\"queue\":\"{}\"", queue(number)));
    }
    text
}
