use std::collections::BTreeSet;

use crate::catalogue::{catalogue, markdown};

#[test]
fn the_events_page_says_what_the_code_says() {
    let page = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/EVENTS.md");
    let generated = markdown();
    if super::is_asked("UPDATE_DOCS") {
        std::fs::write(page, &generated).unwrap();
    }
    let written = std::fs::read_to_string(page).unwrap_or_default();
    assert!(written == generated, "run UPDATE_DOCS=1 cargo test -p domain catalogue");
}

#[test]
fn no_two_events_have_the_same_name() {
    let names: BTreeSet<_> = catalogue().map(|(_, event)| event.name).collect();
    assert_eq!(names.len(), catalogue().count());
}

#[test]
fn every_event_says_what_it_means() {
    for (category, event) in catalogue() {
        let schema = (event.json_schema)().to_value();
        assert!(schema["description"].as_str().is_some(), "{category}/{}", event.name);
        assert!(event.version >= 1);
    }
}
