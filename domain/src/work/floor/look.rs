//! What can be seen of a floor as a whole.

use std::sync::Arc;

use super::state::{Floor, WorkerEntry};
use crate::sid::{ActivitySid, TaskChannelSid, TaskQueueSid, WorkerSid, WorkflowSid};
use crate::work::activity::Activity;
use crate::work::expression::{Attributes, Object, Value};
use crate::work::matcher::WHOLE_WORKER;
use crate::work::reservation::ReservationPhase;
use crate::work::task_channel::TaskChannel;
use crate::work::task_queue::TaskQueue;
use crate::work::work_item::WorkItem;
use crate::work::workflow::Workflow;

/// What a worker has of one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Load {
    /// How many work items it takes at a time.
    pub capacity: u32,
    /// How many are offered to it, accepted or wrapped up.
    pub open: u32,
    /// How many it has accepted and not yet begun to wrap up.
    pub assigned: u32,
}

impl Floor {
    /// All activities, in the order of their sids.
    pub fn activities(&self) -> impl Iterator<Item = (ActivitySid, &Activity)> {
        self.rooms.activities.iter().map(|(sid, it)| (*sid, it))
    }

    /// All task channels, in the order of their sids.
    pub fn channels(&self) -> impl Iterator<Item = (TaskChannelSid, &TaskChannel)> {
        self.rooms.channels.iter().map(|(sid, (it, _))| (*sid, it))
    }

    /// All task queues, in the order of their sids.
    pub fn queues(&self) -> impl Iterator<Item = (TaskQueueSid, &TaskQueue)> {
        self.rooms.queues.iter().map(|(sid, it)| (*sid, it))
    }

    /// All workflows, in the order of their sids.
    pub fn workflows(&self) -> impl Iterator<Item = (WorkflowSid, &Workflow)> {
        self.rooms.workflows.iter().map(|(sid, it)| (*sid, it))
    }

    /// What a worker has of a channel.
    pub fn load(&self, worker: &WorkerEntry, channel: TaskChannelSid) -> Load {
        let capacity = worker.worker.channel(channel).capacity;
        let mut load = Load { capacity, ..Load::default() };
        let open = worker.open.iter().filter_map(|sid| self.reservation(*sid));
        for reservation in open.filter(|it| it.channel_sid == channel) {
            load.open += 1;
            load.assigned += u32::from(reservation.phase == ReservationPhase::Accepted);
        }
        load
    }

    /// Whether a worker has room for one more work item of a channel, whatever its activity.
    pub(super) fn has_room(&self, entry: &WorkerEntry, item: &WorkItem) -> bool {
        let channel_sid = item.terms.channel_sid;
        let told = entry.worker.channel(channel_sid);
        let load = self.load(entry, channel_sid);
        let cost = |sid| match self.channel(sid) {
            Some(channel) if self.is_multi_tasking() => channel.settings.cost,
            Some(_) | None => WHOLE_WORKER,
        };
        let open = entry.open.iter().filter_map(|sid| self.reservation(*sid));
        let used: u32 = open.map(|it| cost(it.channel_sid)).fold(0, u32::saturating_add);
        let fits = used.saturating_add(cost(channel_sid)) <= WHOLE_WORKER;
        told.available && load.open < load.capacity && fits
    }

    /// A worker's attributes with all that expressions of targets see beside them.
    pub(super) fn seen(&self, sid: WorkerSid, entry: &WorkerEntry) -> Attributes {
        let mut facts = (*self.facts(sid, entry)).clone();
        let loads = self.rooms.channels.iter().map(|(channel_sid, (_, name))| {
            (Arc::clone(name), Value::Object(Arc::new(shown(self.load(entry, *channel_sid)))))
        });
        facts.set("channel", Value::Object(Arc::new(loads.collect())));
        entry.worker.attributes.with_facts(Arc::new(facts))
    }
}

fn shown(load: Load) -> Object {
    let Load { capacity, open, assigned } = load;
    let free = u64::from(capacity.saturating_sub(open)) * 100;
    let percentage = free.checked_div(u64::from(capacity)).unwrap_or(0);
    Object::from_iter([
        ("configured_capacity".into(), Value::from(u64::from(capacity))),
        ("assigned_tasks".into(), Value::from(u64::from(assigned))),
        ("available_capacity_percentage".into(), Value::from(percentage)),
    ])
}
