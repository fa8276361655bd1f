//! What an event makes of a floor.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::agenda;
use super::items::Tally;
use super::state::{Floor, ItemEntry, WorkerEntry};
use crate::decider::{Decider, Life};
use crate::sid::{ReservationSid, TaskChannelSid, WorkItemSid, WorkerSid, WorkflowSid};
use crate::work::activity::{ActivityDecider, ActivityEvent};
use crate::work::reservation::{ReservationDecider, ReservationEvent};
use crate::work::task_channel::{TaskChannelDecider, TaskChannelEvent};
use crate::work::task_queue::{TaskQueueDecider, TaskQueueEvent};
use crate::work::work_item::{Phase, WorkItemDecider, WorkItemEvent, WorkflowPin};
use crate::work::worker::{WorkerDecider, WorkerEvent};
use crate::work::workflow::{WorkflowDecider, WorkflowEvent};
use crate::work::workspace::{WorkspaceDecider, WorkspaceEvent};
use crate::work::{Refusal, WorkEvent, WorkSid};

impl Floor {
    /// Folds an event of the log. One that was folded already changes nothing. Before the floor decides
    /// again, [`Floor::due`] is asked once ([`Floor::next_deadline`] says so): the matcher looks at what
    /// it was told, and finds nothing, unless the facts of the last decision are not all there.
    ///
    /// # Errors
    /// [`Refusal::Gap`] when events are missing before it, or it belongs to another kind of resource.
    pub fn fold(&mut self, sid: WorkSid, event: &WorkEvent) -> Result<(), Refusal> {
        self.is_unsettled = true;
        self.take_in(sid, event)
    }

    pub(super) fn take_in(&mut self, sid: WorkSid, event: &WorkEvent) -> Result<(), Refusal> {
        let stamp = *event.stamp();
        if stamp.sequence <= self.sequence {
            return Ok(());
        }
        if stamp.sequence != self.sequence + 1 || sid.kind() != event.kind() {
            return Err(Refusal::Gap { last: self.sequence, found: stamp.sequence });
        }
        self.sequence = stamp.sequence;
        self.clock = self.clock.max(stamp.at);
        match (sid, event) {
            (WorkSid::Workspace(_), WorkEvent::Workspace(it)) => self.fold_workspace(it),
            (WorkSid::Activity(sid), WorkEvent::Activity(it)) => {
                apply::<ActivityDecider, _, _>(&mut self.rooms.activities, sid, it);
                if matches!(it, ActivityEvent::ActivityRenamed(_)) {
                    self.show_workers();
                }
            }
            (WorkSid::TaskChannel(sid), WorkEvent::TaskChannel(it)) => self.fold_channel(sid, it),
            (WorkSid::TaskQueue(sid), WorkEvent::TaskQueue(it)) => {
                apply::<TaskQueueDecider, _, _>(&mut self.rooms.queues, sid, it);
                self.staff.counts.forget(sid);
                match it {
                    TaskQueueEvent::TaskQueueDeleted(_) => self.matcher.remove_queue(sid),
                    TaskQueueEvent::TaskQueueCreated(_)
                    | TaskQueueEvent::TaskQueueConfigured(_) => self.show_queue(sid),
                }
            }
            (WorkSid::Workflow(sid), WorkEvent::Workflow(it)) => self.fold_workflow(sid, it),
            (WorkSid::Worker(sid), WorkEvent::Worker(it)) => self.fold_worker(sid, it),
            (WorkSid::WorkItem(sid), WorkEvent::WorkItem(it)) => self.fold_item(sid, it),
            (WorkSid::Reservation(sid), WorkEvent::Reservation(it)) => {
                self.fold_reservation(sid, it);
            }
            (
                WorkSid::Workspace(_)
                | WorkSid::Activity(_)
                | WorkSid::TaskChannel(_)
                | WorkSid::TaskQueue(_)
                | WorkSid::Workflow(_)
                | WorkSid::Worker(_)
                | WorkSid::WorkItem(_)
                | WorkSid::Reservation(_),
                _,
            ) => {}
        }
        Ok(())
    }

    fn fold_workspace(&mut self, event: &WorkspaceEvent) {
        let was_multi_tasking = self.is_multi_tasking();
        let before = std::mem::take(&mut self.rooms.workspace);
        self.rooms.workspace = WorkspaceDecider::evolve(before, event);
        if let Some(workspace) = self.rooms.workspace.live() {
            let order = super::pool::order(workspace.settings.queue_order);
            self.matcher.set_order_across(order);
        }
        if was_multi_tasking != self.is_multi_tasking() {
            self.show_workers();
        }
    }

    fn fold_channel(&mut self, sid: TaskChannelSid, event: &TaskChannelEvent) {
        let before = self.rooms.channels.remove(&sid).map(|(channel, _)| channel);
        let after = TaskChannelDecider::evolve(before.map_or(Life::Absent, Life::Live), event);
        if let Life::Live(channel) = after {
            let name = Arc::from(channel.settings.unique_name.as_str());
            self.rooms.channels.insert(sid, (channel, name));
        }
        self.show_workers();
    }

    fn fold_workflow(&mut self, sid: WorkflowSid, event: &WorkflowEvent) {
        apply::<WorkflowDecider, _, _>(&mut self.rooms.workflows, sid, event);
        let documents = &mut self.rooms.documents;
        let pin = |revision| WorkflowPin { workflow_sid: sid, revision };
        match event {
            WorkflowEvent::WorkflowCreated(it) => documents.revise(pin(1), &it.configuration),
            WorkflowEvent::WorkflowRevised(it) => {
                documents.revise(pin(it.revision), &it.configuration);
            }
            WorkflowEvent::WorkflowReEvaluated(_) => {
                let is_in = |entry: &ItemEntry| {
                    let workflow = entry.item.waiting.workflow;
                    entry.item.phase == Phase::Pending
                        && entry.item.waiting.step.is_some()
                        && workflow.is_some_and(|it| it.workflow_sid == sid)
                };
                let waiting = self.work.items.iter().filter(|(_, entry)| is_in(entry));
                self.work.re_evaluating.extend(waiting.map(|(sid, _)| *sid));
            }
            WorkflowEvent::WorkflowDeleted(_) => documents.retire(sid),
            WorkflowEvent::WorkflowConfigured(_) => {}
        }
    }

    fn fold_worker(&mut self, sid: WorkerSid, event: &WorkerEvent) {
        let before = self.staff.workers.remove(&sid);
        let (open, last_offer) = match &before {
            Some(entry) => (entry.open.clone(), entry.last_offer),
            None => (smallvec::SmallVec::new(), event.stamp().sequence),
        };
        if let Some(WorkerEntry { worker, .. }) = &before {
            self.staff.names.remove(&worker.friendly_name.to_lowercase());
            self.staff.counts.went(worker);
        }
        let before = before.map_or(Life::Absent, |entry| Life::Live(entry.worker));
        match WorkerDecider::evolve(before, event) {
            Life::Live(worker) => {
                self.staff.names.insert(worker.friendly_name.to_lowercase(), sid);
                self.staff.counts.came(&worker);
                self.staff.workers.insert(sid, WorkerEntry { worker, open, last_offer });
                self.show_worker(sid);
            }
            Life::Absent | Life::Gone => self.matcher.remove_worker(sid),
        }
    }

    fn fold_item(&mut self, sid: WorkItemSid, event: &WorkItemEvent) {
        let mut reservations = smallvec::SmallVec::new();
        let (mut life, mut tally) = (Life::Absent, None);
        if let Some(entry) = self.work.items.remove(&sid) {
            self.agenda.cancel(&agenda::of_item(sid, &entry.item));
            tally = Tally::of(&entry.item);
            reservations = entry.reservations;
            life = Life::Live(entry.item);
        }
        match WorkItemDecider::evolve(life, event) {
            Life::Live(item) => {
                self.agenda.set(agenda::of_item(sid, &item));
                self.recount(tally, Tally::of(&item));
                self.work.items.insert(sid, ItemEntry { item, reservations });
            }
            Life::Absent | Life::Gone => {
                self.recount(tally, None);
                for reservation in reservations {
                    self.work.reservations.remove(&reservation);
                }
            }
        }
        self.tell_of_item(sid, event);
    }

    /// Tells the matcher. While some of several offers are open, a work item is not offered to others.
    fn tell_of_item(&mut self, sid: WorkItemSid, event: &WorkItemEvent) {
        match event {
            WorkItemEvent::WorkItemRouted(_) => {
                self.work.re_evaluating.remove(&sid);
                self.show_item(sid);
            }
            WorkItemEvent::WorkItemUpdated(_) => {
                let is_closed = self.item(sid).is_some_and(|it| it.item.is_round_over);
                if !is_closed {
                    self.show_item(sid);
                }
            }
            WorkItemEvent::WorkItemReserved(it) => {
                self.work.re_evaluating.remove(&sid);
                self.matcher.reserve(sid, it.worker_sid);
            }
            WorkItemEvent::WorkItemReleased(_) => {
                if self.item(sid).is_some_and(|it| it.item.is_round_over) {
                    self.matcher.withdraw(sid);
                } else {
                    self.show_item(sid);
                }
            }
            WorkItemEvent::WorkItemAssigned(it) => self.matcher.accept(sid, it.worker_sid),
            WorkItemEvent::WorkItemCanceled(_) | WorkItemEvent::WorkItemDeleted(_) => {
                self.work.re_evaluating.remove(&sid);
                self.matcher.withdraw(sid);
            }
            WorkItemEvent::WorkItemCreated(_)
            | WorkItemEvent::WorkItemWrapping(_)
            | WorkItemEvent::WorkItemCompleted(_) => {}
        }
    }

    fn fold_reservation(&mut self, sid: ReservationSid, event: &ReservationEvent) {
        let before = self.work.reservations.remove(&sid);
        if let Some(reservation) = &before {
            self.agenda.cancel(&agenda::of_reservation(sid, reservation));
        }
        if let ReservationEvent::ReservationCreated(it) = event {
            if let Some(entry) = self.work.items.get_mut(&it.work_item_sid) {
                entry.reservations.push(sid);
            }
            if let Some(entry) = self.staff.workers.get_mut(&it.worker_sid) {
                entry.open.push(sid);
                entry.worker.version = it.worker_version;
                entry.last_offer = it.stamp.sequence;
            }
        }
        let life = before.map_or(Life::Absent, Life::Live);
        let Life::Live(after) = ReservationDecider::evolve(life, event) else { return };
        self.agenda.set(agenda::of_reservation(sid, &after));
        let (worker_sid, item_sid) = (after.worker_sid, after.work_item_sid);
        let is_open = after.phase.is_open();
        self.work.reservations.insert(sid, after);
        if !is_open {
            if let Some(entry) = self.staff.workers.get_mut(&worker_sid) {
                entry.open.retain(|open| *open != sid);
            }
            self.matcher.release(item_sid, worker_sid);
        }
    }
}

/// Folds an event into the one of many that it happened to.
fn apply<D, K, T>(all: &mut BTreeMap<K, T>, sid: K, event: &D::Event)
where
    D: Decider<State = Life<T>>,
    K: Ord,
{
    let before = all.remove(&sid).map_or(Life::Absent, Life::Live);
    if let Life::Live(after) = D::evolve(before, event) {
        all.insert(sid, after);
    }
}
