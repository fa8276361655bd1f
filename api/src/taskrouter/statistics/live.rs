//! How it is now, from the floor.

use std::collections::BTreeMap;

use domain::sid::{ActivitySid, TaskChannelSid, TaskQueueSid, WorkItemSid, WorkflowSid};
use domain::timestamp::Timestamp;
use domain::work::expression::{Expression, Scope};
use domain::work::floor::{Floor, WorkerEntry};
use domain::work::work_item::{Phase, WorkItem};
use serde_json::{Map, Value, json};

use super::super::read::holds;
use super::super::workers::members;

/// Of what.
#[derive(Debug, Clone, Copy)]
pub(super) enum Of {
    Workspace,
    Workflow(WorkflowSid),
    Queue(TaskQueueSid),
}

/// The work items that count, and those of them that have waited longest.
#[derive(Default)]
struct Tally {
    by_priority: BTreeMap<u32, u64>,
    by_status: BTreeMap<&'static str, u64>,
    total: u64,
    /// Since when, by creation and by when it came to the queue.
    oldest: Option<(Timestamp, WorkItemSid)>,
    oldest_in_queue: Option<(Timestamp, WorkItemSid)>,
}

impl Tally {
    fn add(&mut self, sid: WorkItemSid, item: &WorkItem) {
        *self.by_status.entry(item.phase.name()).or_default() += 1;
        if item.phase.ended_at().is_some() {
            return;
        }
        self.total += 1;
        *self.by_priority.entry(item.waiting.priority).or_default() += 1;
        if item.phase.is_waiting() {
            older(&mut self.oldest, (item.terms.created_at, sid));
            older(&mut self.oldest_in_queue, (item.waiting.in_queue_since, sid));
        }
    }
}

fn older(oldest: &mut Option<(Timestamp, WorkItemSid)>, other: (Timestamp, WorkItemSid)) {
    *oldest = Some(oldest.map_or(other, |it| it.min(other)));
}

/// Of a workspace, workflow or queue.
pub(super) fn of_work(
    floor: &Floor,
    of: Of,
    channel: Option<TaskChannelSid>,
    now: Timestamp,
) -> Value {
    let mut tally = Tally::default();
    for (sid, entry) in floor.items().filter(|(_, it)| counts(&it.item, of, channel)) {
        tally.add(sid, &entry.item);
    }
    let mut shown = tasks(&tally, now);
    match of {
        Of::Workflow(_) => {}
        Of::Workspace => {
            shown["total_workers"] = json!(floor.workers().count());
            shown["activity_statistics"] = activities(floor, &[]);
        }
        Of::Queue(sid) => queue(&mut shown, floor, sid, &tally, now),
    }
    shown
}

fn counts(item: &WorkItem, of: Of, channel: Option<TaskChannelSid>) -> bool {
    let is_in = match of {
        Of::Workspace => true,
        Of::Workflow(sid) => item.waiting.workflow.is_some_and(|pin| pin.workflow_sid == sid),
        Of::Queue(sid) => item.waiting.queue_sid == Some(sid),
    };
    is_in && channel.is_none_or(|channel| item.terms.channel_sid == channel)
}

fn tasks(tally: &Tally, now: Timestamp) -> Value {
    let by_priority: Map<String, Value> =
        tally.by_priority.iter().map(|(it, count)| (it.to_string(), json!(count))).collect();
    let ended = [Phase::Completed(now).name(), Phase::Canceled(now).name()];
    let all = ["pending", "reserved", "assigned", "wrapping"].into_iter().chain(ended);
    let count = |status: &'static str| tally.by_status.get(status).copied().unwrap_or(0);
    let by_status: Map<String, Value> =
        all.map(|status| (status.to_owned(), json!(count(status)))).collect();
    json!({
        "longest_task_waiting_age": age(tally.oldest, now),
        "longest_task_waiting_sid": tally.oldest.map(|(_, sid)| sid.to_string()),
        "tasks_by_priority": by_priority,
        "tasks_by_status": by_status,
        "total_tasks": tally.total,
    })
}

fn age(oldest: Option<(Timestamp, WorkItemSid)>, now: Timestamp) -> u64 {
    oldest.map_or(0, |(since, _)| now.ms_since(since) / 1_000)
}

fn queue(shown: &mut Value, floor: &Floor, sid: TaskQueueSid, tally: &Tally, now: Timestamp) {
    let rule = members(floor.queue(sid).map(|it| it.settings.target_workers.as_str()));
    let eligible = |entry: &WorkerEntry| holds(&rule, Scope::Queue, &entry.worker.attributes);
    let (mut all, mut available) = (0_u64, 0_u64);
    for (_, entry) in floor.workers().filter(|(_, entry)| eligible(entry)) {
        all += 1;
        let activity = floor.activity(entry.worker.activity_sid);
        available += u64::from(activity.is_some_and(|it| it.available));
    }
    shown["total_eligible_workers"] = json!(all);
    shown["total_available_workers"] = json!(available);
    shown["activity_statistics"] = activities(floor, &[rule]);
    let oldest = tally.oldest_in_queue;
    shown["longest_relative_task_age_in_queue"] = json!(age(oldest, now));
    shown["longest_relative_task_sid_in_queue"] = json!(oldest.map(|(_, sid)| sid.to_string()));
}

/// `[{"sid": "WA…", "friendly_name": "Offline", "workers": 3}]`, of the workers that fulfil the rules.
pub(super) fn activities(floor: &Floor, rules: &[Expression]) -> Value {
    let mut workers: BTreeMap<ActivitySid, u64> = BTreeMap::new();
    for (_, entry) in floor.workers() {
        let worker = &entry.worker;
        if rules.iter().all(|rule| holds(rule, Scope::Queue, &worker.attributes)) {
            *workers.entry(worker.activity_sid).or_default() += 1;
        }
    }
    let shown = floor.activities().map(|(sid, activity)| {
        json!({
            "sid": sid.to_string(),
            "friendly_name": activity.friendly_name,
            "workers": workers.get(&sid).copied().unwrap_or(0),
        })
    });
    shown.collect()
}

/// Of the workers that fulfil the rules and have this name.
pub(super) fn of_workers(floor: &Floor, rules: &[Expression], name: Option<&str>) -> Value {
    let counts = |entry: &WorkerEntry| {
        let is_named = name.is_none_or(|name| entry.worker.friendly_name == name);
        is_named && rules.iter().all(|it| holds(it, Scope::Queue, &entry.worker.attributes))
    };
    let total = floor.workers().filter(|(_, entry)| counts(entry)).count();
    json!({"total_workers": total, "activity_statistics": activities(floor, rules)})
}
