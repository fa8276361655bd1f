mod desk;
mod explaining;
mod reading;
mod routes;
mod scenarios;

use super::*;
use crate::sid::TaskQueueSid;
use crate::timestamp::Timestamp;
use crate::work::expression::Attributes;

fn document(text: &str) -> Document {
    Document::parse(text, RoutingDialect::default()).expect("a document")
}

fn queue(number: u128) -> TaskQueueSid {
    TaskQueueSid::from_bits(number)
}

fn at(seconds: u64) -> Timestamp {
    Timestamp(0).plus_ms(seconds * 1_000)
}

fn attributes(text: &str) -> Attributes {
    Attributes::parse(text).expect("attributes")
}

/// `{"task_routing": …}` with `A`, `B` and `C` for the queues 1, 2 and 3.
fn routing(text: &str) -> String {
    let mut text = format!("{{\"task_routing\": {text}}}");
    for (name, number) in [("A", 1), ("B", 2), ("C", 3)] {
        text = text
            .replace(&format!("\"queue\":\"{name}\""), &format!("\"queue\":\"{}\"", queue(number)));
    }
    text
}
