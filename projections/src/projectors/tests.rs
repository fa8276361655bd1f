//! Every event ever written can be projected.

use std::path::Path;

use bytes::Bytes;
use domain::call::CallEvent;
use domain::schema::Event;
use domain::timestamp::Timestamp;
use store::port::{NewEvent, RecordedEvent, StreamId};
use store::position::{Position, StreamVersion};

use super::dispatch::{WITHOUT_ROWS, project, project_call};
use crate::fact::Fact;

/// Every frozen sample: type name, schema version, JSON.
fn frozen() -> Vec<(String, u16, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../domain/frozen");
    let sample = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        let (event_type, version) = name.strip_suffix(".json")?.split_once(".v")?;
        // A second sample of a type is `TYPE.v1.2.json`.
        let version = version.split('.').next()?;
        let json = std::fs::read(entry.path()).unwrap();
        Some((event_type.to_owned(), version.parse().unwrap(), json))
    };
    let samples: Vec<_> =
        std::fs::read_dir(folder).unwrap().filter_map(|entry| sample(entry.unwrap())).collect();
    assert!(!samples.is_empty());
    samples
}

fn recorded(category: &str, event_type: &str, schema_version: u16, json: &[u8]) -> RecordedEvent {
    RecordedEvent {
        position: Position(1),
        stream: StreamId {
            account: String::from("AC1"),
            category: category.to_owned(),
            key: String::from("key"),
        },
        version: StreamVersion(1),
        event: NewEvent {
            id: uuid::Uuid::nil(),
            event_type: event_type.to_owned(),
            schema_version,
            recorded_at: 1,
            correlation: String::new(),
            causation: None,
            actor: String::from("system"),
            data: Bytes::copy_from_slice(json),
        },
        hash: [0; 32],
    }
}

#[test]
fn every_frozen_event_is_projected_and_gives_rows_unless_it_is_listed() {
    let samples = frozen();
    for (category, schema) in domain::catalogue() {
        let mut versions = samples.iter().filter(|(name, ..)| name == schema.name).peekable();
        assert!(versions.peek().is_some(), "no frozen sample of {}", schema.name);
        for (event_type, version, json) in versions {
            let mut ops = Vec::new();
            project(&recorded(category, event_type, *version, json), &mut ops).unwrap();
            let silent = ["media_asset", "number-registry", "workspace_lease", "workspace_outbox"];
            let is_listed = WITHOUT_ROWS.contains(&schema.name) || silent.contains(&category);
            assert_eq!(ops.is_empty(), is_listed, "{event_type}");
        }
    }
}

#[test]
fn the_events_that_are_not_read_would_change_no_row() {
    let samples = frozen();
    for listed in WITHOUT_ROWS {
        let (event_type, version, json) = samples.iter().find(|(name, ..)| name == listed).unwrap();
        let event = CallEvent::decode(event_type, *version, json).unwrap();
        let fact = Fact { account: "AC1", key: "CA1", version: 1, at: Timestamp(1), event: &event };
        let mut ops = Vec::new();
        project_call(&fact, &mut ops);
        assert_eq!(ops, [], "{listed}");
    }
}
