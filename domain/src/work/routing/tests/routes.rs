//! Steps, one at a time.

use super::*;
use crate::work::expression::{Headcount, Nobody};

const TWO: &str = r#"{"filters": [
    {"expression": "n > 1", "targets": [{"queue":"A", "timeout": 10}, {"priority": 5, "timeout": 20}]},
    {"expression": "n > 0", "targets": [{"queue":"B", "timeout": 30}]}],
    "default_filter": {"queue":"C"}}"#;

fn placed(outcome: Outcome) -> Placement {
    match outcome {
        Outcome::Placed(placement) => placement,
        Outcome::Ended(end) => panic!("it ended: {end:?}"),
    }
}

fn target(filter: u32, target: u32, before_s: u64) -> Place {
    Place::Target { filter, target, before_s }
}

fn follow(dialect: RoutingDialect, text: &str) -> Document {
    Document::parse(&routing(text), dialect).expect("a document")
}

#[test]
fn times_add_up_over_targets_and_filters() {
    let document = document(&routing(TWO));
    let item = attributes(r#"{"n": 2}"#);
    let asked = Asked { attributes: &item, since: at(100), priority: 1 };
    let first = placed(document.enter(asked, at(100)));
    assert_eq!((first.place, first.queue, first.priority), (target(0, 0, 0), queue(1), 1));
    assert_eq!(first.deadline, Some(at(110)));
    let second = placed(document.timed_out(first.place, asked, at(110)));
    assert_eq!((second.place, second.queue, second.priority), (target(0, 1, 0), queue(1), 5));
    assert_eq!(second.deadline, Some(at(130)));
    let third = placed(document.timed_out(second.place, asked, at(130)));
    assert_eq!((third.place, third.queue), (target(1, 0, 30), queue(2)));
    assert_eq!(third.deadline, Some(at(160)));
    assert_eq!(document.timed_out(third.place, asked, at(160)), Outcome::Ended(End::Timeout));
}

#[test]
fn the_clock_of_the_next_filter_starts_anew_if_the_dialect_says_so() {
    let next_filter_clock = NextFilterClock::FromTheStart;
    let document = follow(RoutingDialect { next_filter_clock, ..RoutingDialect::default() }, TWO);
    let item = attributes(r#"{"n": 2}"#);
    let asked = Asked { attributes: &item, since: at(0), priority: 1 };
    let next = placed(document.timed_out(target(0, 1, 0), asked, at(30)));
    assert_eq!((next.place, next.deadline), (target(1, 0, 0), Some(at(30))));
}

#[test]
fn an_item_that_nothing_takes_goes_to_the_default_and_stays() {
    let document = document(&routing(TWO));
    let item = attributes("{}");
    let asked = Asked { attributes: &item, since: at(0), priority: 3 };
    let only = placed(document.enter(asked, at(0)));
    assert_eq!((only.place, only.queue, only.priority), (Place::Default, queue(3), 3));
    assert_eq!(only.deadline, None);
    assert_eq!(document.unreserved(only.place, asked, &Nobody, at(0)), None);
    assert_eq!(document.timed_out(only.place, asked, at(0)), Outcome::Placed(only));
}

#[test]
fn an_item_that_nothing_takes_ends_without_a_default() {
    let document = follow(RoutingDialect::default(), r#"{"filters": []}"#);
    let item = attributes("{}");
    let asked = Asked { attributes: &item, since: at(0), priority: 0 };
    assert_eq!(document.enter(asked, at(0)), Outcome::Ended(End::NoFilter));
}

#[test]
fn an_offer_that_ends_in_time_leaves_the_item_where_it_is_or_moves_it_as_the_dialect_says() {
    let item = attributes(r#"{"n": 2}"#);
    let asked = Asked { attributes: &item, since: at(0), priority: 0 };
    for (after_offer, expected) in [(AfterOffer::Stay, 0), (AfterOffer::NextTarget, 1)] {
        let document = follow(RoutingDialect { after_offer, ..RoutingDialect::default() }, TWO);
        let outcome = document.offer_ended(target(0, 0, 0), asked, at(8)).expect("a place");
        assert_eq!(placed(outcome).place, target(0, expected, 0));
        let late = document.offer_ended(target(0, 0, 0), asked, at(10)).expect("a place");
        assert_eq!(placed(late).place, target(0, 1, 0));
    }
    let document = document(&routing(TWO));
    assert_eq!(document.offer_ended(target(7, 0, 0), asked, at(8)), None);
}

#[test]
fn steps_that_are_over_before_the_item_comes_are_tried_or_passed() {
    let item = attributes(r#"{"n": 2}"#);
    let asked = Asked { attributes: &item, since: at(0), priority: 0 };
    for (late_targets, expected) in
        [(LateTargets::TryOnce, target(0, 1, 0)), (LateTargets::Pass, target(1, 0, 30))]
    {
        let document = follow(RoutingDialect { late_targets, ..RoutingDialect::default() }, TWO);
        let next = placed(document.offer_ended(target(0, 0, 0), asked, at(45)).expect("a place"));
        // The priority that a passed step sets stays.
        assert_eq!((next.place, next.priority), (expected, 5));
    }
}

struct Two;

impl Headcount for Two {
    fn available(&self) -> u64 {
        2
    }

    fn unavailable(&self) -> u64 {
        0
    }

    fn in_activity(&self, _: &str) -> u64 {
        0
    }
}

#[test]
fn a_skipped_filter_counts_as_one_that_does_not_take_the_item() {
    let text = r#"{"filters": [
        {"expression": "n > 1", "targets": [
            {"queue":"A", "skip_if": "workers.available == 0 OR task.hurry == true", "timeout": 60}]},
        {"expression": "n > 5", "targets": [{"queue":"B"}]}],
        "default_filter": {"queue":"C"}}"#;
    let document = follow(RoutingDialect::default(), text);
    let here = target(0, 0, 0);
    let calm = attributes(r#"{"n": 2}"#);
    let asked = Asked { attributes: &calm, since: at(0), priority: 0 };
    assert_eq!(document.unreserved(here, asked, &Two, at(0)), None);
    let next = document.unreserved(here, asked, &Nobody, at(0)).expect("it is skipped");
    assert_eq!(placed(next).place, Place::Default);
    let hurry = attributes(r#"{"n": 6, "hurry": true}"#);
    let asked = Asked { attributes: &hurry, ..asked };
    let next = document.unreserved(here, asked, &Two, at(0)).expect("it is skipped");
    assert_eq!(placed(next).place, target(1, 0, 0));
}

#[test]
fn a_known_worker_is_named_by_the_item() {
    let text = r#"{"filters": [
        {"expression": "by == 'sid'", "targets": [{"queue":"A", "known_worker_sid": "task.agent.sid"}]},
        {"expression": "by == 'name'", "targets": [{"queue":"A", "known_worker_friendly_name": "task.who[0]"}]},
        {"expression": "1==1", "targets": [{"queue":"A"}]}]}"#;
    let document = follow(RoutingDialect::default(), text);
    let sid = crate::sid::WorkerSid::from_bits(7);
    for (item, expected) in [
        (format!(r#"{{"by": "sid", "agent": {{"sid": "{sid}"}}}}"#), Known::Sid(sid)),
        (r#"{"by": "sid", "agent": {"sid": "nobody"}}"#.to_owned(), Known::Nobody),
        (r#"{"by": "sid", "agent": null}"#.to_owned(), Known::Nobody),
        (r#"{"by": "name", "who": ["bo"]}"#.to_owned(), Known::FriendlyName("bo".to_owned())),
        (r#"{"by": "name", "who": 3}"#.to_owned(), Known::Nobody),
        ("{}".to_owned(), Known::Anyone),
    ] {
        let attributes = attributes(&item);
        let asked = Asked { attributes: &attributes, since: at(0), priority: 0 };
        assert_eq!(placed(document.enter(asked, at(0))).known, expected, "{item}");
    }
}

#[test]
fn a_place_is_written_and_read_again() {
    for (place, text) in [
        (target(1, 2, 30), r#"{"target":{"filter":1,"target":2,"before_s":30}}"#),
        (Place::Default, r#""default""#),
    ] {
        assert_eq!(serde_json::to_string(&place).expect("JSON"), text);
        assert_eq!(serde_json::from_str::<Place>(text).expect("a place"), place);
    }
}
