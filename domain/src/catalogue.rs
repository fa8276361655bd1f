//! The catalogue of all events, and `docs/EVENTS.md` made from it.

use std::fmt::Write;

use crate::account::AccountDecider;
use crate::api_key::ApiKeyDecider;
use crate::application::ApplicationDecider;
use crate::call::CallDecider;
use crate::decider::Decider;
use crate::fallback::FallbackDecider;
use crate::media_asset::MediaAssetDecider;
use crate::phone_number::{PhoneNumberDecider, RegistryDecider};
use crate::schema::{Event, EventSchema};
use crate::work::activity::ActivityDecider;
use crate::work::lease::LeaseDecider;
use crate::work::outbox::OutboxDecider;
use crate::work::reservation::ReservationDecider;
use crate::work::task_channel::TaskChannelDecider;
use crate::work::task_queue::TaskQueueDecider;
use crate::work::work_item::WorkItemDecider;
use crate::work::worker::WorkerDecider;
use crate::work::workflow::WorkflowDecider;
use crate::work::workspace::WorkspaceDecider;

/// Every aggregate's category and the events of its streams.
pub const CATALOGUE: &[(&str, &[EventSchema])] = &[
    entry::<AccountDecider>(),
    entry::<ApiKeyDecider>(),
    entry::<ApplicationDecider>(),
    entry::<PhoneNumberDecider>(),
    entry::<RegistryDecider>(),
    entry::<CallDecider>(),
    entry::<FallbackDecider>(),
    entry::<MediaAssetDecider>(),
    entry::<WorkspaceDecider>(),
    entry::<ActivityDecider>(),
    entry::<TaskChannelDecider>(),
    entry::<WorkerDecider>(),
    entry::<TaskQueueDecider>(),
    entry::<WorkflowDecider>(),
    entry::<WorkItemDecider>(),
    entry::<ReservationDecider>(),
    entry::<LeaseDecider>(),
    entry::<OutboxDecider>(),
];

const fn entry<D: Decider>() -> (&'static str, &'static [EventSchema]) {
    (D::CATEGORY, D::Event::CATALOGUE)
}

/// Every event: the category of its streams, its name, version and schema.
pub fn catalogue() -> impl Iterator<Item = (&'static str, &'static EventSchema)> {
    CATALOGUE.iter().flat_map(|(category, events)| events.iter().map(|event| (*category, event)))
}

/// The catalogue as Markdown, with the JSON Schema of each event.
pub fn markdown() -> String {
    let mut text = String::from(
        "# Events\n\nEvery fact that Ringback records. Generated from the code by \
         `UPDATE_DOCS=1 cargo test -p domain catalogue`;\na test fails when this page and the code \
         disagree.\n",
    );
    for (category, events) in CATALOGUE {
        let _infallible = write!(text, "\n## {category}\n");
        for event in *events {
            write_event(&mut text, event);
        }
    }
    text
}

fn write_event(text: &mut String, event: &EventSchema) {
    let mut schema = (event.json_schema)().to_value();
    let about = schema.as_object_mut().and_then(|object| {
        object.remove("$schema");
        object.remove("title");
        object.remove("description")
    });
    let about = about.as_ref().and_then(|about| about.as_str()).unwrap_or_default();
    let _infallible = write!(
        text,
        "\n### {}, version {}\n\n{about}\n\n```json\n{schema:#}\n```\n",
        event.name, event.version,
    );
}
