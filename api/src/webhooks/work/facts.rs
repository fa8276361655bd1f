//! What events are about, as form fields. Names as `taskrouter.md` §1.5 and §1.6 have them.

use commands::reactors::work::About;
use domain::timestamp::Timestamp;
use domain::work::work_item::{Phase, WorkItem};

pub(super) type Fields = Vec<(String, String)>;

pub(super) fn put(fields: &mut Fields, name: &str, value: impl ToString) {
    fields.push((name.to_owned(), value.to_string()));
}

/// The work item, its queue, workflow and channel.
pub(super) fn of_item(fields: &mut Fields, about: &About) {
    if let Some((sid, item)) = &about.item {
        put(fields, "TaskSid", sid);
        put(fields, "TaskAttributes", item.terms.attributes.text());
        put(fields, "TaskAge", age_s(item, about.now));
        put(fields, "TaskPriority", item.waiting.priority);
    }
}

pub(super) fn of_place(fields: &mut Fields, about: &About) {
    if let Some((sid, name)) = &about.workflow {
        put(fields, "WorkflowSid", sid);
        put(fields, "WorkflowName", name);
    }
    if let Some((sid, name)) = &about.queue {
        put(fields, "TaskQueueSid", sid);
        put(fields, "TaskQueueName", name);
    }
    if let Some((sid, name)) = &about.channel {
        put(fields, "TaskChannelSid", sid);
        put(fields, "TaskChannelUniqueName", name);
    }
}

pub(super) fn of_worker(fields: &mut Fields, about: &About) {
    if let Some((sid, worker)) = &about.worker {
        put(fields, "WorkerSid", sid);
        put(fields, "WorkerName", &worker.friendly_name);
        put(fields, "WorkerAttributes", worker.attributes.text());
        put(fields, "WorkerActivitySid", worker.activity_sid);
        put(fields, "WorkerVersion", worker.version);
    }
    if let Some(name) = &about.activity_name {
        put(fields, "WorkerActivityName", name);
    }
}

fn age_s(item: &WorkItem, now: Option<Timestamp>) -> u64 {
    let now = now.unwrap_or(item.terms.created_at);
    now.ms_since(item.terms.created_at) / 1_000
}

pub(super) const fn status(phase: Phase) -> &'static str {
    match phase {
        Phase::Pending => "pending",
        Phase::Reserved => "reserved",
        Phase::Assigned(_) => "assigned",
        Phase::Wrapping(_) => "wrapping",
        Phase::Completed(_) => "completed",
        Phase::Canceled(_) => "canceled",
    }
}
