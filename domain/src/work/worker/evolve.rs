//! What an event makes of a worker.

use super::*;
use crate::decider::Life;

pub(super) fn evolve(state: Life<Worker>, event: &WorkerEvent) -> Life<Worker> {
    match event {
        WorkerEvent::WorkerCreated(it) => return Life::Live(created(it)),
        WorkerEvent::WorkerDeleted(_) => return Life::Gone,
        WorkerEvent::WorkerRenamed(_)
        | WorkerEvent::WorkerActivityChanged(_)
        | WorkerEvent::WorkerAttributesChanged(_)
        | WorkerEvent::WorkerChannelChanged(_) => {}
    }
    state.map(|worker| changed(worker, event))
}

fn created(it: &WorkerCreated) -> Worker {
    Worker {
        version: it.stamp.version,
        friendly_name: it.friendly_name.clone(),
        activity_sid: it.activity_sid,
        since: it.stamp.at,
        attributes: it.attributes.clone(),
        channels: smallvec::SmallVec::new(),
    }
}

fn changed(mut worker: Worker, event: &WorkerEvent) -> Worker {
    worker.version = event.stamp().version;
    match event {
        WorkerEvent::WorkerRenamed(it) => worker.friendly_name.clone_from(&it.friendly_name),
        WorkerEvent::WorkerActivityChanged(it) => {
            worker.activity_sid = it.activity_sid;
            worker.since = it.stamp.at;
        }
        WorkerEvent::WorkerAttributesChanged(it) => worker.attributes.clone_from(&it.attributes),
        WorkerEvent::WorkerChannelChanged(it) => {
            let (channel_sid, capacity) = (it.channel_sid, it.capacity);
            let now = WorkerChannel { channel_sid, capacity, available: it.available };
            match worker.channels.binary_search_by_key(&channel_sid, |told| told.channel_sid) {
                Ok(place) => worker.channels[place] = now,
                Err(place) => worker.channels.insert(place, now),
            }
        }
        WorkerEvent::WorkerCreated(_) | WorkerEvent::WorkerDeleted(_) => {}
    }
    worker
}
