//! Why, and what if.

use super::*;
use crate::sid::WorkerSid;
use crate::work::expression::{Dialect, Expression, Failure, Headcount, Nobody, Scope};

const TEXT: &str = r#"{"filters": [
    {"filter_friendly_name": "Sales", "expression": "kind == 'sale'", "targets": [{"queue":"B"}]},
    {"filter_friendly_name": "Claims", "expression": "kind == 'claim'", "targets": [
        {"queue":"A", "expression": "worker.languages HAS task.lang AND worker.level > 3", "timeout": 30},
        {"queue":"B", "skip_if": "workers.available == 0", "timeout": 30},
        {"queue":"C", "priority": 9, "timeout": 40}]}]}"#;

fn failure(predicate: &str, observed: &[(&str, &str)]) -> Failure {
    let observed = observed.iter().map(|(path, value)| ((*path).to_owned(), (*value).to_owned()));
    Failure { predicate: predicate.to_owned(), observed: observed.collect() }
}

#[test]
fn every_filter_and_target_says_what_it_makes_of_the_item() {
    let document = document(&routing(TEXT));
    let item = attributes(r#"{"kind": "claim", "lang": "da"}"#);
    let asked = Asked { attributes: &item, since: at(10), priority: 0 };
    let here = Place::Target { filter: 1, target: 1, before_s: 0 };
    let [sales, claims] = &document.explain(asked, Some(here))[..] else { panic!("two filters") };
    let expected = failure("task.kind == \"sale\"", &[("task.kind", "\"claim\"")]);
    assert_eq!(sales.failure, Some(expected));
    assert!(!sales.is_current && claims.is_current);
    assert_eq!(claims.failure, None);
    assert_eq!(claims.targets[0].rule, "worker.languages HAS \"da\" AND worker.level > 3");
    assert_eq!(
        claims.targets.iter().map(|it| it.is_current).collect::<Vec<_>>(),
        [false, true, false]
    );
    assert_eq!(claims.targets[1].deadline, Some(at(70)));
}

#[test]
fn a_worker_is_told_the_first_thing_that_is_in_the_way() {
    let document = document(&routing(TEXT));
    let item = attributes(r#"{"kind": "claim", "lang": "da"}"#);
    let asked = Asked { attributes: &item, since: at(0), priority: 0 };
    let place = Place::Target { filter: 1, target: 0, before_s: 0 };
    let mut placement = document.placement(place, asked).expect("a place");
    let members = Expression::parse("team == 'a'", Scope::Queue, Dialect::default());
    let members = members.expect("an expression");
    let sid = WorkerSid::from_bits(1);
    let stranger = attributes(r#"{"team": "b"}"#);
    let novice = attributes(r#"{"team": "a", "languages": ["da"], "level": 2}"#);
    let master = attributes(r#"{"team": "a", "languages": ["da"], "level": 4}"#);
    let free = Candidate {
        sid,
        friendly_name: "ana",
        attributes: &master,
        is_available: true,
        has_room: true,
        is_offered: false,
    };
    assert_eq!(why_not(&placement, &members, &free), None);
    for (candidate, expected) in [
        (
            Candidate { attributes: &stranger, ..free },
            WhyNot::NotInQueue(failure("worker.team == \"a\"", &[("worker.team", "\"b\"")])),
        ),
        (
            Candidate { attributes: &novice, ..free },
            WhyNot::Rule(failure("worker.level > 3", &[("worker.level", "2")])),
        ),
        (Candidate { is_available: false, ..free }, WhyNot::NotAvailable),
        (Candidate { has_room: false, ..free }, WhyNot::NoRoom),
        (Candidate { is_offered: true, has_room: false, ..free }, WhyNot::Offered),
    ] {
        assert_eq!(why_not(&placement, &members, &candidate), Some(expected));
    }
    placement.known = Known::FriendlyName("bo".to_owned());
    assert_eq!(why_not(&placement, &members, &free), Some(WhyNot::NotTheKnownWorker));
    placement.known = Known::Sid(sid);
    assert_eq!(why_not(&placement, &members, &free), None);
}

/// Only the queue of this number has anybody.
struct Somewhere(u128, WorkerSid);

impl Pool for Somewhere {
    fn headcount(&self, _: TaskQueueSid) -> &dyn Headcount {
        &Nobody
    }

    fn best(&self, placement: &Placement) -> Option<WorkerSid> {
        (placement.queue == queue(self.0)).then_some(self.1)
    }
}

#[test]
fn a_dry_run_goes_from_step_to_step_until_somebody_is_reserved_or_the_document_ends() {
    let document = document(&routing(TEXT));
    let item = attributes(r#"{"kind": "claim"}"#);
    let asked = Asked { attributes: &item, since: at(0), priority: 2 };
    let worker = WorkerSid::from_bits(1);
    let ways = |pool: Somewhere| {
        let (visits, end) = document.simulate(asked, &pool, at(0));
        let steps = visits.into_iter().map(|it| (it.at, it.placement.priority, it.left));
        (steps.collect::<Vec<_>>(), end)
    };
    let start = [(at(0), 2, Left::TimedOut(at(30))), (at(30), 2, Left::Skipped)];
    let (steps, end) = ways(Somewhere(3, worker));
    assert_eq!(steps, [start[0], start[1], (at(30), 9, Left::Reserved(worker))]);
    assert_eq!(end, None);
    let (steps, end) = ways(Somewhere(99, worker));
    assert_eq!(steps, [start[0], start[1], (at(30), 9, Left::TimedOut(at(100)))]);
    assert_eq!(end, Some(End::Timeout));
}
