//! What an event makes of a work item.

use super::*;
use crate::decider::Life;

pub(super) fn evolve(state: Life<WorkItem>, event: &WorkItemEvent) -> Life<WorkItem> {
    match event {
        WorkItemEvent::WorkItemCreated(it) => return Life::Live(created(it)),
        WorkItemEvent::WorkItemDeleted(_) => return Life::Gone,
        WorkItemEvent::WorkItemUpdated(_)
        | WorkItemEvent::WorkItemRouted(_)
        | WorkItemEvent::WorkItemReserved(_)
        | WorkItemEvent::WorkItemReleased(_)
        | WorkItemEvent::WorkItemAssigned(_)
        | WorkItemEvent::WorkItemWrapping(_)
        | WorkItemEvent::WorkItemCompleted(_)
        | WorkItemEvent::WorkItemCanceled(_) => {}
    }
    state.map(|item| changed(item, event))
}

fn created(it: &WorkItemCreated) -> WorkItem {
    WorkItem {
        version: it.stamp.version,
        phase: Phase::Pending,
        terms: Terms {
            attributes: it.attributes.clone(),
            channel_sid: it.channel_sid,
            created_at: it.stamp.at,
            timeout_s: it.timeout_s,
            virtual_start: it.virtual_start,
            routing_target: it.routing_target,
            ignore_capacity: it.ignore_capacity,
            deadline: it.deadline,
        },
        waiting: Waiting {
            priority: it.priority,
            workflow: it.workflow,
            step: None,
            queue_sid: None,
            in_queue_since: it.stamp.at,
            until: None,
            is_routed: false,
        },
        offers: 0,
        is_round_over: false,
        open: smallvec::SmallVec::new(),
        holder: None,
    }
}

fn changed(mut item: WorkItem, event: &WorkItemEvent) -> WorkItem {
    let stamp = event.stamp();
    item.version = stamp.version;
    match event {
        WorkItemEvent::WorkItemUpdated(it) => updated(&mut item, it),
        WorkItemEvent::WorkItemRouted(it) => routed(&mut item, it),
        WorkItemEvent::WorkItemReserved(it) => {
            item.phase = Phase::Reserved;
            item.offers += 1;
            item.open.push((it.reservation_sid, it.worker_sid));
        }
        WorkItemEvent::WorkItemReleased(it) => {
            item.open.retain(|(open, _)| *open != it.reservation_sid);
            item.is_round_over = !item.open.is_empty();
            if item.open.is_empty() {
                item.phase = Phase::Pending;
            }
        }
        WorkItemEvent::WorkItemAssigned(it) => {
            item.phase = Phase::Assigned(stamp.at);
            item.is_round_over = false;
            item.open.clear();
            item.holder = Some((it.reservation_sid, it.worker_sid));
        }
        WorkItemEvent::WorkItemWrapping(_) => {
            if let Phase::Assigned(since) = item.phase {
                item.phase = Phase::Wrapping(since);
            }
        }
        WorkItemEvent::WorkItemCompleted(_) => item.phase = Phase::Completed(stamp.at),
        WorkItemEvent::WorkItemCanceled(_) => {
            item.phase = Phase::Canceled(stamp.at);
            item.open.clear();
        }
        WorkItemEvent::WorkItemCreated(_) | WorkItemEvent::WorkItemDeleted(_) => {}
    }
    item
}

fn updated(item: &mut WorkItem, it: &WorkItemUpdated) {
    if let Some(attributes) = &it.attributes {
        item.terms.attributes.clone_from(attributes);
    }
    item.waiting.priority = it.priority.unwrap_or(item.waiting.priority);
    item.terms.channel_sid = it.channel_sid.unwrap_or(item.terms.channel_sid);
    item.terms.virtual_start = it.virtual_start.or(item.terms.virtual_start);
}

fn routed(item: &mut WorkItem, it: &WorkItemRouted) {
    let is_new = !item.waiting.is_routed || item.waiting.queue_sid != it.queue_sid;
    item.waiting = Waiting {
        priority: it.priority,
        workflow: it.workflow,
        step: it.step,
        queue_sid: it.queue_sid,
        in_queue_since: if is_new { it.stamp.at } else { item.waiting.in_queue_since },
        until: it.until,
        is_routed: true,
    };
}
