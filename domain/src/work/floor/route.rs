//! Work items go from step to step.

use super::act::Act;
use super::counts::members;
use super::pool::{asked, is_pending};
use crate::sid::{TaskQueueSid, WorkItemSid};
use crate::work::Refusal;
use crate::work::routing::{Document, End, Outcome, Place, Placement};
use crate::work::work_item::{
    CancelCause, Progress, RoutingCause, RoutingTarget, WorkItemRouted, WorkflowPin,
};

/// How many work items a re-evaluation looks at before others have their turn.
const SLICE: usize = 500;

impl Act<'_> {
    /// The work item came to be.
    pub(super) fn enter(&mut self, sid: WorkItemSid) -> Result<(), Refusal> {
        let Some(entry) = self.floor.item(sid) else { return Ok(()) };
        let pin = entry.item.waiting.workflow;
        match (entry.item.terms.routing_target, pin) {
            (Some(RoutingTarget::Worker(_)), _) => self.send(sid, None),
            (Some(RoutingTarget::Queue(queue)), _) => self.send(sid, Some(queue)),
            (Some(RoutingTarget::Workflow(_)) | None, Some(pin)) => {
                self.enter_workflow(sid, pin, RoutingCause::Entered)
            }
            (Some(RoutingTarget::Workflow(_)) | None, None) => {
                self.cancel_item(sid, CancelCause::NoFilter)
            }
        }
    }

    /// Past any filters.
    fn send(&mut self, sid: WorkItemSid, queue_sid: Option<TaskQueueSid>) -> Result<(), Refusal> {
        let Some(entry) = self.floor.item(sid) else { return Ok(()) };
        let routed = WorkItemRouted {
            stamp: self.moment().first(),
            cause: RoutingCause::Entered,
            queue_sid,
            moved_from: None,
            workflow: entry.item.waiting.workflow,
            step: None,
            priority: entry.item.waiting.priority,
            until: None,
            fault: None,
        };
        self.progress(sid, Progress::Route(Box::new(routed)))
    }

    fn enter_workflow(
        &mut self,
        sid: WorkItemSid,
        pin: WorkflowPin,
        cause: RoutingCause,
    ) -> Result<(), Refusal> {
        let outcome = self.floor.item(sid).zip(self.floor.rooms.documents.get(pin));
        let outcome = outcome.map(|(entry, document)| document.enter(asked(&entry.item), self.now));
        let outcome = outcome.unwrap_or(Outcome::Ended(End::NoFilter));
        self.go(sid, pin, outcome, cause)
    }

    /// The outcome becomes a fact.
    fn go(
        &mut self,
        sid: WorkItemSid,
        workflow: WorkflowPin,
        outcome: Outcome,
        cause: RoutingCause,
    ) -> Result<(), Refusal> {
        match outcome {
            Outcome::Ended(end) => {
                let cause = match end {
                    End::NoFilter => CancelCause::NoFilter,
                    End::Timeout => CancelCause::WorkflowTimedOut,
                    End::Skipped => CancelCause::WorkflowSkipped,
                };
                self.cancel_item(sid, cause)
            }
            Outcome::Placed(placement) => {
                let routed = self.routed(sid, workflow, &placement, cause);
                self.progress(sid, Progress::Route(Box::new(routed)))?;
                self.floor.entering.push_back(sid);
                Ok(())
            }
        }
    }

    fn routed(
        &self,
        sid: WorkItemSid,
        workflow: WorkflowPin,
        placement: &Placement,
        cause: RoutingCause,
    ) -> WorkItemRouted {
        let before = self.floor.item(sid).and_then(|entry| entry.item.waiting.queue_sid);
        WorkItemRouted {
            stamp: self.moment().first(),
            cause,
            queue_sid: Some(placement.queue),
            moved_from: before.filter(|queue| *queue != placement.queue),
            workflow: Some(workflow),
            step: Some(placement.place),
            priority: placement.priority,
            until: placement.deadline,
            fault: self.floor.fault(placement),
        }
    }

    /// Nobody could be reserved as the work item came to its step.
    pub(super) fn skip_if_asked(&mut self, sid: WorkItemSid) {
        let Some(entry) = self.floor.item(sid).filter(|it| is_pending(&it.item)) else { return };
        let waiting = entry.item.waiting;
        let (Some(pin), Some(place), Some(queue)) =
            (waiting.workflow, waiting.step, waiting.queue_sid)
        else {
            return;
        };
        let Some(document) = self.floor.rooms.documents.get(pin) else { return };
        if may_skip(&document, place) {
            self.floor.learn_members(queue);
        }
        let Some(entry) = self.floor.item(sid) else { return };
        let pool = self.floor.staff.counts.of(queue, &self.floor.rooms.activities);
        let outcome = document.unreserved(place, asked(&entry.item), &pool, self.now);
        if let Some(outcome) = outcome {
            let gone = self.go(sid, pin, outcome, RoutingCause::Skipped);
            debug_assert!(gone.is_ok(), "{gone:?}");
        }
    }

    /// The time of the work item's step is over.
    pub(super) fn step_over(&mut self, sid: WorkItemSid) -> Result<(), Refusal> {
        let Some(entry) = self.floor.item(sid).filter(|it| is_pending(&it.item)) else {
            return Ok(());
        };
        let waiting = entry.item.waiting;
        let (Some(pin), Some(place)) = (waiting.workflow, waiting.step) else { return Ok(()) };
        let document = self.floor.rooms.documents.get(pin);
        let outcome = document.map(|it| it.timed_out(place, asked(&entry.item), self.now));
        let outcome = outcome.unwrap_or(Outcome::Ended(End::Timeout));
        self.go(sid, pin, outcome, RoutingCause::TimedOut)
    }

    /// The last open offer of the work item ended without being accepted.
    pub(super) fn offer_over(&mut self, sid: WorkItemSid) -> Result<(), Refusal> {
        let Some(entry) = self.floor.item(sid).filter(|it| is_pending(&it.item)) else {
            return Ok(());
        };
        let waiting = entry.item.waiting;
        let (Some(pin), Some(place)) = (waiting.workflow, waiting.step) else { return Ok(()) };
        let Some(document) = self.floor.rooms.documents.get(pin) else { return Ok(()) };
        match document.offer_ended(place, asked(&entry.item), self.now) {
            Some(Outcome::Placed(placement)) if placement.place == place => Ok(()),
            Some(outcome) => self.go(sid, pin, outcome, RoutingCause::TimedOut),
            None => Ok(()),
        }
    }

    /// Routes some of the work items afresh that a re-evaluation has not come to yet.
    pub(super) fn re_evaluate_some(&mut self) {
        for _ in 0..SLICE {
            let Some(sid) = self.floor.work.re_evaluating.pop_first() else { return };
            let waiting = self.floor.item(sid).map(|entry| entry.item.waiting);
            let Some(pin) = waiting.and_then(|waiting| waiting.workflow) else { continue };
            let Ok(newest) = self.floor.newest(pin.workflow_sid) else { continue };
            let routed = self.enter_workflow(sid, newest, RoutingCause::ReEvaluated);
            debug_assert!(routed.is_ok(), "{routed:?}");
        }
        self.settle();
    }
}

/// Whether the place can be skipped at all.
fn may_skip(document: &Document, place: Place) -> bool {
    let Place::Target { filter, target, .. } = place else { return false };
    let filter = document.filters().get(filter as usize);
    let target = filter.and_then(|filter| filter.targets.get(target as usize));
    target.is_some_and(|target| target.skip_if.is_some())
}

impl super::Floor {
    /// Counts the members of a queue, if that was not done before.
    fn learn_members(&mut self, queue_sid: TaskQueueSid) {
        if self.staff.counts.knows(queue_sid) {
            return;
        }
        let Some(queue) = self.rooms.queues.get(&queue_sid) else { return };
        let workers = self.staff.workers.values().map(|entry| &entry.worker);
        let members = members(&queue.settings.target_workers);
        self.staff.counts.learn(queue_sid, members, workers);
    }
}
