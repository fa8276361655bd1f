//! The public routing scenarios, in virtual time, on a floor of the plainest kind.

use serde_json::Value as Json;

use super::desk::Desk;
use super::*;

const CASES: &str = include_str!("../../cases/cases.json");
/// Where the item names its worker or queue itself no document is followed: the floor's own affair.
const WITHOUT_DOCUMENT: [&str; 2] = ["RT-065", "RT-066"];

fn scenarios() -> Vec<Json> {
    let all: Json = serde_json::from_str(CASES).expect("the cases are JSON");
    let all = all["cases"].as_array().expect("a list of cases").clone();
    let routing = |case: &Json| case["kind"] == "scenario" && case["area"] == "routing";
    let ours = |case: &Json| !WITHOUT_DOCUMENT.iter().any(|id| case["id"] == *id);
    all.into_iter().filter(|case| routing(case) && ours(case)).collect()
}

fn play(desk: &mut Desk, step: &Json) {
    let now = at(step["at"].as_u64().expect("a time"));
    desk.pass(now);
    let name = |key: &str| step[key].as_str().expect("a name").to_owned();
    match step["do"].as_str().expect("a deed") {
        "create_task" => desk.create(step, now),
        "accept" => desk.end_offer(&name("task"), &name("worker"), "accepted", now),
        "reject" => {
            if let Some(activity) = step["activity"].as_str() {
                desk.hand(&name("worker")).activity = activity.to_owned();
            }
            desk.end_offer(&name("task"), &name("worker"), "rejected", now);
        }
        "set_activity" => desk.hand(&name("worker")).activity = name("activity"),
        "set_worker_attributes" => desk.set_attributes(&name("worker"), &step["attributes"]),
        "update_task" => {
            let priority = step["priority"].as_u64().expect("a priority");
            desk.job(&name("task")).priority = priority as u32;
        }
        "update_workflow" => {
            desk.configure(&step["configuration"]);
            if step["re_evaluate_tasks"] == true {
                desk.enter_again(now);
            }
        }
        other => panic!("an unknown deed: {other}"),
    }
    desk.work(now);
}

fn check(desk: &mut Desk, expected: &Json, id: &str) {
    let task = expected["task"].as_str().expect("a task");
    let index = desk.jobs.iter().position(|job| job.name == task).expect("a task");
    let job = &desk.jobs[index];
    let placement = job.placement.as_ref();
    for (key, value) in expected.as_object().expect("an object") {
        let found: Json = match (key.as_str(), placement.map(|it| it.place)) {
            ("at" | "task" | "note", _) => continue,
            ("status", _) => job.status().into(),
            ("priority", _) => job.priority.into(),
            ("reserved_for", _) => job.open().into(),
            ("queue", _) => placement.map(|it| desk.queue_name(it.queue)).into(),
            ("filter", Some(Place::Default)) => "default".into(),
            ("filter", Some(Place::Target { filter, .. })) => filter.into(),
            ("target", Some(Place::Target { target, .. })) => target.into(),
            ("events_include", _) => {
                let wanted = value.as_array().expect("events");
                let has = |it: &Json| job.events.iter().any(|event| *it == **event);
                wanted.iter().filter(|it| has(it)).cloned().collect::<Vec<_>>().into()
            }
            ("events_exclude", _) => {
                let unwanted = value.as_array().expect("events");
                let lacks = |it: &Json| job.events.iter().all(|event| *it != **event);
                unwanted.iter().filter(|it| lacks(it)).cloned().collect::<Vec<_>>().into()
            }
            (other, place) => panic!("{id}: nothing is known of {other} at {place:?}"),
        };
        assert_eq!(found, *value, "{id}: {key} at {}", expected["at"]);
    }
}

fn run(case: &Json, dialect: RoutingDialect) {
    let id = case["id"].as_str().expect("an id");
    let mut desk = Desk::new(&case["given"], dialect);
    let mut steps = case["when"].as_array().expect("steps").iter().peekable();
    for expected in case["then"].as_array().expect("expectations") {
        let now = expected["at"].as_u64().expect("a time");
        while let Some(step) = steps.next_if(|step| step["at"].as_u64() <= Some(now)) {
            play(&mut desk, step);
        }
        desk.pass(at(now));
        check(&mut desk, expected, id);
    }
}

#[test]
fn every_routing_scenario_goes_as_expected() {
    let scenarios = scenarios();
    assert_eq!(scenarios.len(), 45);
    for case in scenarios {
        run(&case, RoutingDialect::default());
    }
}

#[test]
fn every_scenario_goes_the_same_in_the_other_reading_of_late_targets() {
    for case in scenarios() {
        let late_targets = LateTargets::Pass;
        run(&case, RoutingDialect { late_targets, ..RoutingDialect::default() });
    }
}
