use super::*;
use crate::call::exchange::Fault;
use crate::decider::Decider;
use crate::schema::Event;
use crate::uri::FaultClass;

fn fault() -> Fault {
    Fault { code: 11_200, class: FaultClass::Error, message: "HTTP 404".into(), url: None }
}

fn stored(digest: &str) -> MediaAssetFact {
    let format = "pcmu-8000".to_owned();
    MediaAssetFact::Stored(MediaAssetStored { format, digest: digest.to_owned(), bytes: 3_200 })
}

fn corrupted() -> MediaAssetFact {
    MediaAssetFact::Corrupted { digest: "aa".to_owned() }
}

fn run(facts: Vec<MediaAssetFact>) -> (MediaAsset, Vec<&'static str>) {
    let address = "https://a.example/a.wav".to_owned();
    let mut names = Vec::new();
    let state = facts.into_iter().fold(MediaAssetDecider::initial(), |state, fact| {
        let command = MediaAssetCommand::Record { address: address.clone(), fact };
        let events = MediaAssetDecider::decide(&state, command).unwrap_or_default();
        names.extend(events.iter().map(Event::type_name));
        events.iter().fold(state, MediaAssetDecider::evolve)
    });
    (state, names)
}

#[test]
fn the_first_fact_of_an_asset_says_what_it_is() {
    let (state, names) = run(vec![stored("aa"), MediaAssetFact::Revalidated(2)]);
    assert_eq!(names, ["MediaAssetRequested", "MediaAssetStored", "MediaAssetRevalidated"]);
    assert_eq!((state.address.as_str(), state.bytes()), ("https://a.example/a.wav", 3_200));
}

#[test]
fn what_is_not_kept_cannot_be_given_up() {
    let none = vec![MediaAssetFact::Evicted, MediaAssetFact::Purged, corrupted()];
    assert_eq!(run(none), (MediaAsset::default(), vec![]));
    let twice = vec![stored("aa"), MediaAssetFact::Purged, MediaAssetFact::Evicted];
    let (state, names) = run(twice);
    assert_eq!(names, ["MediaAssetRequested", "MediaAssetStored", "MediaAssetPurged"]);
    assert_eq!(state.bytes(), 0);
}

#[test]
fn a_sound_that_comes_back_after_damage_is_refetched_once() {
    let (state, names) = run(vec![stored("aa"), corrupted(), stored("aa"), stored("bb")]);
    assert_eq!(names[2..4], ["MediaAssetCorrupted", "MediaAssetStored"]);
    assert_eq!(names[4..], ["MediaAssetRefetched", "MediaAssetStored"]);
    assert!(!state.is_damaged);
}

#[test]
fn the_last_fault_holds_until_the_origin_is_well_again() {
    let (state, _) = run(vec![stored("aa"), MediaAssetFact::ServedStale(fault())]);
    assert_eq!(state.last_fault, Some(fault()));
    let well = vec![MediaAssetFact::Failed(fault()), MediaAssetFact::Revalidated(1)];
    assert_eq!(run(well).0.last_fault, None);
}

#[test]
fn a_recorded_address_has_no_secrets_and_an_end() {
    for (address, recorded) in [
        ("https://u:p@example.com/a.wav?x=1@2", "https://example.com/a.wav?x=1@2"),
        ("https://example.com?x=@y", "https://example.com?x=@y"),
        ("/media/AC1/say?text=a%3A%2F%2Fb@c", "/media/AC1/say?text=a%3A%2F%2Fb@c"),
    ] {
        assert_eq!(recorded_address(address), recorded);
    }
    assert_eq!(recorded_address(&"é".repeat(8_000)).len(), 8_192);
}
