//! The public conformance cases that run in virtual time.

use serde_json::Value as Json;

use super::super::*;
use super::desk::*;
use crate::settings::Change;
use crate::work::expression::MAX_ATTRIBUTES_CHARS;
use crate::work::reservation::{ReservationCommand, ReservationEvent, ReservationPhase};
use crate::work::routing::Place;
use crate::work::task_queue::TaskQueuePatch;
use crate::work::work_item::*;
use crate::work::worker::{WorkerCommand, WorkerPatch};
use crate::work::workflow::{WorkflowCommand, WorkflowPatch};
use crate::work::workspace::{QueueOrder, Template, WorkspaceCommand, WorkspacePatch};
use crate::work::{Refusal, WorkEvent, WorkKind, WorkSid};

const CASES: &str = include_str!("../../cases/cases.json");

struct Case {
    desk: Desk,
    refusals: Vec<(String, Refusal)>,
}

fn text(json: &Json) -> &str {
    json.as_str().unwrap_or_default()
}

fn number(json: &Json) -> Option<u32> {
    json.as_u64().map(|number| u32::try_from(number).unwrap())
}

fn list(json: &Json) -> impl Iterator<Item = &Json> {
    json.as_array().into_iter().flatten()
}

impl Case {
    fn given(given: &Json) -> Self {
        let workspace = &given["workspace"];
        let patch = WorkspacePatch {
            multi_task_enabled: workspace["multi_task_enabled"].as_bool(),
            ..WorkspacePatch::default()
        };
        let mut desk = Desk::open_as(patch, Template::Empty);
        for (name, available) in given["activities"].as_object().into_iter().flatten() {
            if name != "Offline" {
                desk.add_activity(name, available.as_bool().unwrap());
            }
        }
        if let Some(name) = workspace["timeout_activity"].as_str() {
            let timeout_activity_sid = Some(desk.activity_sid(name));
            let patch = WorkspacePatch { timeout_activity_sid, ..WorkspacePatch::default() };
            desk.act(Command::Workspace(WorkspaceCommand::Configure(patch))).unwrap();
        }
        let mut case = Self { desk, refusals: Vec::new() };
        list(&given["queues"]).for_each(|queue| case.add_queue(queue));
        let mut workers: Vec<_> = list(&given["workers"]).collect();
        workers.sort_by_key(|worker| worker["last_assigned_at"].as_i64());
        workers.into_iter().for_each(|worker| case.add_worker(worker));
        let workflow = &given["workflow"];
        let document = case.document(&workflow["configuration"]);
        let timeout = number(&workflow["task_reservation_timeout"]).unwrap();
        case.desk.add_workflow(&document, timeout);
        case
    }

    fn add_queue(&mut self, queue: &Json) {
        let activity = |name: &Json| {
            name.as_str().map_or(Change::Keep, |name| Change::Set(self.desk.activity_sid(name)))
        };
        let patch = TaskQueuePatch {
            target_workers: Some(text(&queue["target_workers"]).to_owned()),
            max_reserved_workers: number(&queue["max_reserved_workers"]),
            order: queue["task_order"].as_str().map(|order| match order {
                "LIFO" => QueueOrder::Lifo,
                _ => QueueOrder::Fifo,
            }),
            reservation_activity_sid: activity(&queue["reservation_activity"]),
            assignment_activity_sid: activity(&queue["assignment_activity"]),
            ..TaskQueuePatch::default()
        };
        self.desk.add_queue_as(text(&queue["name"]), patch);
    }

    fn add_worker(&mut self, worker: &Json) {
        let name = text(&worker["name"]);
        let mut attributes = worker["attributes"].clone();
        attributes.as_object_mut().unwrap().remove("sid");
        self.desk.add_worker(name, text(&worker["activity"]), &attributes.to_string());
        for (channel, told) in worker["channels"].as_object().into_iter().flatten() {
            let capacity = number(told).or(number(&told["capacity"]));
            self.set_channel(name, channel, capacity, told["available"].as_bool());
        }
    }

    fn set_channel(
        &mut self,
        name: &str,
        channel: &str,
        capacity: Option<u32>,
        available: Option<bool>,
    ) {
        let channel_sid = self.desk.floor.channel_named(channel).unwrap();
        let sid = self.desk.worker_sid(name);
        let command = WorkerCommand::SetChannel { channel_sid, capacity, available };
        self.desk.act(Command::Worker(sid, command)).unwrap();
    }

    /// Names become sids.
    fn document(&mut self, document: &Json) -> String {
        let mut document = document.clone();
        let routing = &mut document["task_routing"];
        for filter in routing["filters"].as_array_mut().into_iter().flatten() {
            for target in filter["targets"].as_array_mut().into_iter().flatten() {
                self.name_queue(target);
            }
        }
        if routing["default_filter"].is_object() {
            self.name_queue(&mut routing["default_filter"]);
        }
        document.to_string()
    }

    fn name_queue(&mut self, target: &mut Json) {
        if let Some(name) = target["queue"].as_str() {
            target["queue"] = Json::from(self.desk.queue_sid(name).to_string());
        } else {
            target.as_object_mut().unwrap().remove("queue");
        }
    }

    fn item_attributes(&mut self, attributes: &Json) -> Option<String> {
        let mut text = attributes.as_object().map(|_| attributes.to_string())?;
        for name in ["ana", "bo", "cy"] {
            let sid = self.desk.worker_sid(name).to_string();
            text = text.replace(&format!("WK_{name}"), &sid);
        }
        Some(text)
    }

    fn step(&mut self, step: &Json) {
        let (item, worker) = (text(&step["task"]), text(&step["worker"]));
        let activity = step["activity"].as_str().map(|name| self.desk.activity_sid(name));
        let done = match text(&step["do"]) {
            "create_task" => {
                let new = self.new_item(step);
                self.desk.add_item_as(item, new)
            }
            "accept" => self.desk.answer(item, worker, ReservationCommand::Accept),
            "reject" => {
                let reject = ReservationCommand::Reject { activity_sid: activity };
                self.desk.answer(item, worker, reject)
            }
            "set_activity" => {
                self.desk.set_activity(worker, text(&step["activity"]));
                Ok(Vec::new())
            }
            "wrap" => self.desk.end(item, Ending::Wrapping),
            "complete" => self.desk.end(item, Ending::Completed),
            "cancel_task" => self.desk.end(item, Ending::Canceled),
            "set_channel" => {
                let (capacity, available) =
                    (number(&step["capacity"]), step["available"].as_bool());
                self.set_channel(worker, text(&step["channel"]), capacity, available);
                Ok(Vec::new())
            }
            "update_task" => {
                let sid = self.desk.item_sid(item);
                let priority = number(&step["priority"]);
                let patch = WorkItemPatch { priority, ..WorkItemPatch::default() };
                let update = WorkItemCommand::Update { patch, transition: None };
                self.desk.act(Command::WorkItem(sid, update))
            }
            "set_worker_attributes" => {
                let attributes = Some(step["attributes"].to_string());
                let patch = WorkerPatch { attributes, ..WorkerPatch::default() };
                self.desk.update_worker(worker, patch);
                Ok(Vec::new())
            }
            "update_workflow" => self.update_workflow(step),
            other => panic!("a step of its own: {other}"),
        };
        if let Err(refusal) = done {
            self.refusals.push((item.to_owned(), refusal));
        }
    }

    fn new_item(&mut self, step: &Json) -> NewWorkItem {
        let target = step["routing_target"].as_str().map(|name| {
            if name.chars().all(|c| c.is_ascii_uppercase()) {
                RoutingTarget::Queue(self.desk.queue_sid(name))
            } else {
                RoutingTarget::Worker(self.desk.worker_sid(name))
            }
        });
        let channel = step["channel"].as_str().map(|name| ChannelName::Unique(name.to_owned()));
        NewWorkItem {
            attributes: self.item_attributes(&step["attributes"]),
            priority: number(&step["priority"]),
            channel,
            workflow_sid: target.is_none().then_some(WORKFLOW),
            routing_target: target,
            ignore_capacity: step["ignore_capacity"].as_bool(),
            timeout_s: number(&step["timeout"]),
            ..NewWorkItem::default()
        }
    }

    fn update_workflow(&mut self, step: &Json) -> Result<Vec<crate::work::WorkFact>, Refusal> {
        let configuration = Some(self.document(&step["configuration"]));
        let patch = WorkflowPatch { configuration, ..WorkflowPatch::default() };
        let re_evaluate = step["re_evaluate_tasks"] == true;
        let update = WorkflowCommand::Configure { patch, re_evaluate };
        self.desk.act(Command::Workflow(WORKFLOW, update))
    }

    fn check(&mut self, id: &str, then: &Json) {
        for (key, wanted) in then.as_object().unwrap() {
            let found = match key.as_str() {
                "at" => continue,
                "task" => then["task"].clone(),
                "worker" => then["worker"].clone(),
                "activity" => self.activity(text(&then["worker"])),
                "error" => self.last_error(text(&then["task"])),
                "events_include" | "events_exclude" => {
                    let happened = self.happened(text(&then["task"]));
                    let is_wanted = key == "events_include";
                    for event in list(wanted).map(text) {
                        assert_eq!(happened.contains(&event), is_wanted, "{id}: {happened:?}");
                    }
                    continue;
                }
                _ => self.item_field(text(&then["task"]), key),
            };
            assert_eq!(&found, wanted, "{id}: {key} in {then}");
        }
    }

    fn activity(&mut self, worker: &str) -> Json {
        let sid = self.desk.worker_sid(worker);
        let activity = self.desk.floor.worker(sid).unwrap().worker.activity_sid;
        self.desk.floor.activity(activity).unwrap().friendly_name.as_str().into()
    }

    fn last_error(&self, item: &str) -> Json {
        let last = self.refusals.iter().rfind(|(refused, _)| refused == item);
        match last {
            Some((_, Refusal::Rescinded)) => 410.into(),
            Some((_, Refusal::BadTransition { .. })) => 400.into(),
            other => format!("{other:?}").into(),
        }
    }

    fn item_field(&mut self, item: &str, key: &str) -> Json {
        let sid = self.desk.item_sid(item);
        let entry = self.desk.floor.item(sid).expect("the item is there").item.clone();
        match key {
            "status" => entry.phase.name().into(),
            "priority" => entry.waiting.priority.into(),
            "queue" => {
                let queue = self.desk.floor.queue(entry.waiting.queue_sid.unwrap()).unwrap();
                queue.settings.friendly_name.as_str().into()
            }
            "target" => match entry.waiting.step {
                Some(Place::Target { target, .. }) => target.into(),
                Some(Place::Default) | None => Json::Null,
            },
            "filter" => match entry.waiting.step {
                Some(Place::Target { filter, .. }) => filter.into(),
                Some(Place::Default) => "default".into(),
                None => Json::Null,
            },
            "reserved_for" => self.desk.offered_to(item).into(),
            "assigned_to" => self.desk.in_phase(item, ReservationPhase::Accepted).into(),
            "reservations" => {
                let all = self.desk.reservations(item).into_iter();
                all.map(|(name, phase)| Json::from(vec![name, phase.name().to_owned()])).collect()
            }
            "reason" => self.reason(item),
            other => panic!("a check of its own: {other}"),
        }
    }

    fn reason(&mut self, item: &str) -> Json {
        let sid = WorkSid::WorkItem(self.desk.item_sid(item));
        let its = self.desk.facts.iter().filter(|(of, _)| *of == sid);
        let mut said = its.filter_map(|(_, event)| {
            let WorkEvent::WorkItem(WorkItemEvent::WorkItemCanceled(it)) = event else {
                return None;
            };
            it.reason.clone()
        });
        said.next().into()
    }

    fn happened(&mut self, item: &str) -> Vec<&'static str> {
        let sid = WorkSid::WorkItem(self.desk.item_sid(item));
        let mut names = Vec::new();
        for (of, event) in &self.desk.facts {
            if let WorkEvent::WorkItem(event) = event
                && *of == sid
            {
                names.extend(dialect(event));
            }
            if let WorkEvent::Reservation(ReservationEvent::ReservationAccepted(_)) = event {
                names.push("reservation.accepted");
            }
        }
        names
    }
}

/// What the dialect calls what happened to a work item.
fn dialect(event: &WorkItemEvent) -> Vec<&'static str> {
    let mut names = Vec::new();
    if let WorkItemEvent::WorkItemRouted(it) = event {
        names.extend((it.cause == RoutingCause::TimedOut).then_some("task-queue.timeout"));
        names.extend(it.moved_from.map(|_| "task-queue.moved"));
    }
    if let WorkItemEvent::WorkItemCanceled(it) = event {
        let timed_out = it.cause == CancelCause::WorkflowTimedOut;
        names.extend(timed_out.then_some("workflow.timeout"));
        names.extend((it.cause == CancelCause::WorkflowSkipped).then_some("workflow.skipped"));
    }
    names
}

fn cases(kind: &str) -> Vec<Json> {
    let all: Json = serde_json::from_str(CASES).unwrap();
    list(&all["cases"]).filter(|case| case["kind"] == kind).cloned().collect()
}

fn run(scenario: &Json) -> Case {
    let id = text(&scenario["id"]);
    let mut case = Case::given(&scenario["given"]);
    let times = |list_of: &Json| list(list_of).map(|it| it["at"].as_i64().unwrap()).collect();
    let mut moments: Vec<i64> = times(&scenario["when"]);
    moments.extend::<Vec<i64>>(times(&scenario["then"]));
    moments.sort_unstable();
    moments.dedup();
    for moment in moments {
        case.desk.wait_until(at(moment));
        for step in list(&scenario["when"]).filter(|it| it["at"] == moment) {
            case.step(step);
        }
        for then in list(&scenario["then"]).filter(|it| it["at"] == moment) {
            case.check(id, then);
        }
    }
    case
}

#[test]
fn every_scenario_of_the_cases_comes_out_as_it_is_written() {
    let scenarios = cases("scenario");
    assert_eq!(scenarios.len(), 77);
    let failed: Vec<_> = scenarios
        .iter()
        .filter(|scenario| std::panic::catch_unwind(|| drop(run(scenario))).is_err())
        .map(|scenario| text(&scenario["id"]))
        .collect();
    assert_eq!(failed, Vec::<&str>::new());
}

#[test]
fn every_scenario_folds_to_the_same_floor_wherever_it_is_cut() {
    for scenario in cases("scenario") {
        let case = run(&scenario);
        let mut again = Floor::new(WORKSPACE);
        for (sid, event) in &case.desk.facts {
            again.fold(*sid, event).unwrap();
        }
        assert_eq!(again.digest(), case.desk.floor.digest(), "{}", scenario["id"]);
        assert_eq!(again.due(case.desk.now), [], "{}", scenario["id"]);
        assert_eq!(again.next_deadline(), case.desk.floor.next_deadline());
    }
}

#[test]
fn a_new_workspace_is_what_the_api_cases_say() {
    let desk = Desk::open_as(WorkspacePatch::default(), Template::Fifo);
    let floor = &desk.floor;
    let settings = &floor.workspace().unwrap().settings;
    assert!(settings.multi_task_enabled, "AP-001");
    assert_eq!(settings.queue_order, QueueOrder::Fifo, "AP-001");
    let mut names: Vec<_> =
        floor.rooms.activities.values().map(|it| it.friendly_name.as_str()).collect();
    names.sort_unstable();
    assert_eq!(names, ["Available", "Offline", "Unavailable"], "AP-002");
    let queue = &floor.rooms.queues.values().next().unwrap().settings;
    assert_eq!((queue.target_workers.as_str(), queue.max_reserved_workers), ("1==1", 1), "AP-007");
    assert_eq!((floor.rooms.queues.len(), floor.rooms.workflows.len()), (1, 1), "AP-002");
    let workflow = &floor.rooms.workflows.values().next().unwrap().settings;
    assert_eq!(workflow.reservation_timeout_s, 120, "AP-002");
}

#[test]
fn a_worker_starts_as_the_api_cases_say() {
    let mut desk = Desk::open();
    let sid = desk.worker_sid("Ana");
    let create = |friendly_name: &str| WorkerCommand::Create {
        friendly_name: friendly_name.to_owned(),
        activity_sid: None,
        attributes: None,
    };
    desk.act(Command::Worker(sid, create("Ana"))).unwrap();
    let worker = &desk.floor.worker(sid).unwrap().worker;
    assert_eq!(worker.activity_sid, desk.activity_sid("Offline"), "AP-003");
    assert_eq!(worker.attributes.text(), "{}", "AP-003");
    let other = desk.worker_sid("aNA");
    let refused = desk.act(Command::Worker(other, create("aNA"))).unwrap_err();
    assert_eq!(refused, Refusal::NameTaken(WorkKind::Worker), "AP-004");
}

#[test]
fn what_the_api_cases_refuse_is_refused() {
    let mut desk = Desk::open();
    let sid = desk.queue_sid("Q");
    let queue = |patch: TaskQueuePatch| {
        let friendly_name = Some("Q".to_owned());
        let patch = TaskQueuePatch { friendly_name, ..patch };
        Command::TaskQueue(sid, crate::work::task_queue::TaskQueueCommand::Create(patch))
    };
    let bad = Some("skill-level > 3".to_owned());
    let bad = queue(TaskQueuePatch { target_workers: bad, ..TaskQueuePatch::default() });
    assert!(matches!(desk.act(bad), Err(Refusal::BadExpression { .. })), "AP-006");
    let many = TaskQueuePatch { max_reserved_workers: Some(51), ..TaskQueuePatch::default() };
    assert!(matches!(desk.act(queue(many)), Err(Refusal::OutOfRange { .. })), "AP-008");
    desk.add_queue("A", "1==1", 1);
    desk.add_plain_workflow("A", 120);
    let long = Some(format!(r#"{{"x":"{}"}}"#, "x".repeat(MAX_ATTRIBUTES_CHARS)));
    let long = NewWorkItem { attributes: long, ..NewWorkItem::default() };
    let refused = desk.add_item_as("T1", long);
    assert!(matches!(refused, Err(Refusal::BadAttributes(_))), "AP-013");
    let late = NewWorkItem { timeout_s: Some(1_209_601), ..NewWorkItem::default() };
    let refused = desk.add_item_as("T1", late);
    assert!(matches!(refused, Err(Refusal::OutOfRange { .. })), "AP-014");
    assert_eq!(desk.floor.items().count(), 0);
}

#[test]
fn versions_move_as_the_api_cases_say() {
    let mut desk = Desk::open();
    desk.add_queue("A", "1==1", 1);
    desk.add_plain_workflow("A", 120);
    desk.add_worker("ana", "Available", "{}");
    let worker = desk.worker_sid("ana");
    let version = |desk: &Desk| desk.floor.worker(worker).unwrap().worker.version;
    let before = version(&desk);
    desk.add_item("T1");
    assert_eq!(version(&desk), before + 1, "AP-023");
    let unavailable = desk.activity_sid("Unavailable");
    let reject = ReservationCommand::Reject { activity_sid: Some(unavailable) };
    desk.answer("T1", "ana", reject).unwrap();
    assert_eq!(version(&desk), before + 2, "the activity is a change, the rejection is none");
    let sid = desk.item_sid("T1");
    let found = desk.floor.item(sid).unwrap().item.version;
    let update = |if_match| {
        let attributes = Some(r#"{"a":1}"#.to_owned());
        let patch = WorkItemPatch { attributes, ..WorkItemPatch::default() };
        let update = WorkItemCommand::Update { patch, transition: None };
        Demand { if_match: Some(if_match), command: Command::WorkItem(sid, update) }
    };
    let wanted = found - 1;
    let stale = desk.demand(update(wanted)).unwrap_err();
    assert_eq!(stale, Refusal::VersionMismatch { found, wanted });
    desk.demand(update(found)).unwrap();
    assert_eq!(desk.floor.item(sid).unwrap().item.version, found + 1, "AP-010");
}
