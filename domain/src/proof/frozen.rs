//! A file for every event type and version ever written. A file, once there, is never edited: the program
//! must read it for ever. `FREEZE=1 cargo test -p domain frozen` writes the ones that are missing.

use std::path::PathBuf;

use super::{outbox, samples, work};
use crate::account::AccountDecider;
use crate::api_key::ApiKeyDecider;
use crate::application::ApplicationDecider;
use crate::call::CallDecider;
use crate::decider::Decider;
use crate::fallback::FallbackDecider;
use crate::media_asset::MediaAssetDecider;
use crate::phone_number::{PhoneNumberDecider, RegistryDecider};
use crate::schema::{DecodeError, Event, EventSchema};
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

/// The first sample of a version is `CallEnded.v1.json`, the second `CallEnded.v1.2.json`.
fn file(name: &str, version: u16, nth: usize) -> PathBuf {
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/frozen"));
    let nth = if nth == 1 { String::new() } else { format!(".{nth}") };
    folder.join(format!("{name}.v{version}{nth}.json"))
}

/// How many events of this type there are up to this place.
fn nth<E: Event>(life: &[E], place: usize) -> usize {
    let name = life[place].type_name();
    life[..=place].iter().filter(|event| event.type_name() == name).count()
}

fn freeze<E: Event>(life: &[E]) {
    for (place, event) in life.iter().enumerate() {
        let path = file(event.type_name(), event.schema_version(), nth(life, place));
        if !path.exists() {
            let value: serde_json::Value = serde_json::from_slice(&event.encode()).unwrap();
            std::fs::write(path, format!("{value:#}\n")).unwrap();
        }
    }
}

fn thaw<E: Event>(schema: &EventSchema, version: u16, nth: usize) -> E {
    let path = file(schema.name, version, nth);
    let json = std::fs::read(&path).unwrap_or_else(|_| panic!("{} is missing", path.display()));
    let event = E::decode(schema.name, version, &json).unwrap();
    assert_eq!(event.type_name(), schema.name);
    let again = E::decode(schema.name, schema.version, &event.encode()).unwrap();
    assert_eq!(again, event, "{} reads back what it writes", schema.name);
    if version == schema.version {
        let frozen: serde_json::Value = serde_json::from_slice(&json).unwrap();
        let written: serde_json::Value = serde_json::from_slice(&event.encode()).unwrap();
        assert_eq!(written, frozen, "{} v{version} is written as it was", schema.name);
    }
    event
}

/// Every frozen version of every event is read, and folds into a life of the aggregate at each place where
/// an event of its type happened.
fn proves<D: Decider>(life: &[D::Event])
where
    D::State: PartialEq + std::fmt::Debug,
{
    if super::is_asked("FREEZE") {
        freeze(life);
    }
    for schema in D::Event::CATALOGUE {
        let places: Vec<_> =
            (0..life.len()).filter(|place| life[*place].type_name() == schema.name).collect();
        assert!(!places.is_empty(), "{} happens in no sample", schema.name);
        for version in 1..=schema.version {
            for place in &places {
                let event: D::Event = thaw(schema, version, nth(life, *place));
                let before = life[..*place].iter().fold(D::initial(), D::evolve);
                let after = D::evolve(before.clone(), &event);
                assert_eq!(after, D::evolve(before, &life[*place]), "{} folds", schema.name);
            }
        }
    }
}

#[test]
fn every_event_ever_written_by_an_account_is_read() {
    proves::<AccountDecider>(&samples::account());
}

#[test]
fn every_event_ever_written_by_a_key_is_read() {
    proves::<ApiKeyDecider>(&samples::api_key());
}

#[test]
fn every_event_ever_written_by_an_application_is_read() {
    proves::<ApplicationDecider>(&samples::application());
}

#[test]
fn every_event_ever_written_by_a_number_is_read() {
    proves::<PhoneNumberDecider>(&samples::phone_number());
    proves::<RegistryDecider>(&samples::registry());
}

#[test]
fn every_event_ever_written_by_a_call_is_read() {
    proves::<CallDecider>(&samples::call());
}

#[test]
fn every_event_ever_written_by_a_fallback_is_read() {
    proves::<FallbackDecider>(&samples::fallback());
}

#[test]
fn every_event_ever_written_by_a_media_asset_is_read() {
    proves::<MediaAssetDecider>(&samples::media_asset());
}

#[test]
fn every_event_ever_written_by_a_workspace_is_read() {
    proves::<WorkspaceDecider>(&work::workspace());
    proves::<ActivityDecider>(&work::activity());
    proves::<TaskChannelDecider>(&work::task_channel());
    proves::<WorkerDecider>(&work::worker());
    proves::<TaskQueueDecider>(&work::task_queue());
    proves::<WorkflowDecider>(&work::workflow());
    proves::<WorkItemDecider>(&work::work_item());
    proves::<ReservationDecider>(&work::reservation());
    proves::<LeaseDecider>(&outbox::lease());
    proves::<OutboxDecider>(&outbox::outbox());
}

#[test]
fn every_value_of_every_sample_reads_back() {
    fn reads_back<E: Event>(life: &[E]) {
        for event in life {
            let read = E::decode(event.type_name(), event.schema_version(), &event.encode());
            assert_eq!(&read.unwrap(), event);
        }
    }
    reads_back(&samples::account());
    reads_back(&samples::application());
    reads_back(&samples::phone_number());
    reads_back(&samples::call());
    reads_back(&samples::fallback());
    reads_back(&work::workspace());
    reads_back(&work::activity());
    reads_back(&work::task_channel());
    reads_back(&work::worker());
    reads_back(&work::task_queue());
    reads_back(&work::workflow());
    reads_back(&work::work_item());
    reads_back(&work::reservation());
    reads_back(&outbox::lease());
    reads_back(&outbox::outbox());
}

#[test]
fn no_frozen_file_is_left_over() {
    let known: Vec<_> = crate::catalogue()
        .flat_map(|(_, event)| (1..=event.version).map(|version| (event.name, version)))
        .flat_map(|(name, version)| (1..=9).map(move |nth| file(name, version, nth)))
        .collect();
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/frozen");
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        assert!(known.contains(&path), "{} belongs to no event", path.display());
    }
}

#[test]
fn an_event_of_another_time_or_kind_is_an_error_not_a_guess() {
    use crate::api_key::ApiKeyEvent;
    let decode = ApiKeyEvent::decode;
    assert!(matches!(decode("KeyEaten", 1, b"{}"), Err(DecodeError::UnknownType(_))));
    let future = decode("ApiKeyDeleted", 2, b"{}");
    assert!(matches!(future, Err(DecodeError::FromTheFuture { found: 2, known: 1, .. })));
    let zero = decode("ApiKeyDeleted", 0, b"{}");
    assert!(matches!(zero, Err(DecodeError::FromTheFuture { found: 0, .. })));
    let broken = decode("ApiKeyRenamed", 1, b"{\"friendly_name\":7}");
    assert!(matches!(broken, Err(DecodeError::Malformed { .. })));
}
