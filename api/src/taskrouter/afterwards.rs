//! Rows as the read side will have them, from the floor that a command has just left: for the answers that are
//! asked for most, so that they need not wait for the read side.

use commands::work::WorkDone;
use domain::sid::{AccountSid, ReservationSid, WorkItemSid};
use domain::timestamp::Timestamp;
use domain::work::floor::Floor;
use domain::work::reservation::ReservationPhase;
use domain::work::work_item::{Phase, WorkItem, WorkItemEvent};
use domain::work::{WorkEvent, WorkSid};
use projections::{
    ReservationOffer, ReservationRow, ReservationStatus, ReservationTimes, WorkItemOutcome,
    WorkItemPlace, WorkItemRow, WorkItemStatus, WorkItemTerms, WorkItemTimes,
};

/// The work item after a command that changed it; nothing when it did not, or is gone.
pub(super) fn work_item(
    account: AccountSid,
    floor: &Floor,
    sid: WorkItemSid,
    done: &WorkDone,
) -> Option<WorkItemRow> {
    let item = &floor.item(sid)?.item;
    let updated_at = last_change(done, sid.into())?;
    let (assigned_at, ended_at) = match item.phase {
        Phase::Pending | Phase::Reserved => (None, None),
        Phase::Assigned(at) | Phase::Wrapping(at) => (Some(at), None),
        Phase::Completed(at) | Phase::Canceled(at) => (None, Some(at)),
    };
    Some(WorkItemRow {
        account_sid: account,
        sid,
        workspace_sid: floor.sid(),
        status: status(item.phase),
        terms: terms(floor, item),
        place: place(floor, item),
        outcome: WorkItemOutcome {
            offers: item.offers,
            worker_sid: item.holder.map(|(_, worker)| worker),
            reservation_sid: item.holder.map(|(reservation, _)| reservation),
            reason: reason(item.phase, sid, done)?,
            cancel_cause: None,
        },
        times: WorkItemTimes {
            created_at: item.terms.created_at,
            updated_at,
            assigned_at,
            ended_at,
        },
        version: item.version,
    })
}

/// When a resource was changed last by what the command did.
fn last_change(done: &WorkDone, sid: WorkSid) -> Option<Timestamp> {
    let mut own = done.facts.iter().rev().filter(|(of, _)| *of == sid);
    own.next().map(|(_, event)| event.stamp().at)
}

/// What was said at the end, if it came with the command; nothing when it may have come before.
fn reason(phase: Phase, sid: WorkItemSid, done: &WorkDone) -> Option<Option<String>> {
    if phase.is_waiting() || matches!(phase, Phase::Assigned(_)) {
        return Some(None);
    }
    let own = done.facts.iter().filter(|(of, _)| *of == WorkSid::WorkItem(sid));
    let mut said = own.filter_map(|(_, event)| match event {
        WorkEvent::WorkItem(WorkItemEvent::WorkItemWrapping(it)) => Some(it.reason.clone()),
        WorkEvent::WorkItem(WorkItemEvent::WorkItemCompleted(it)) => Some(it.reason.clone()),
        WorkEvent::WorkItem(WorkItemEvent::WorkItemCanceled(it)) => Some(it.reason.clone()),
        WorkEvent::WorkItem(
            WorkItemEvent::WorkItemCreated(_)
            | WorkItemEvent::WorkItemUpdated(_)
            | WorkItemEvent::WorkItemRouted(_)
            | WorkItemEvent::WorkItemReserved(_)
            | WorkItemEvent::WorkItemReleased(_)
            | WorkItemEvent::WorkItemAssigned(_)
            | WorkItemEvent::WorkItemDeleted(_),
        )
        | WorkEvent::Workspace(_)
        | WorkEvent::Activity(_)
        | WorkEvent::TaskChannel(_)
        | WorkEvent::Worker(_)
        | WorkEvent::TaskQueue(_)
        | WorkEvent::Workflow(_)
        | WorkEvent::Reservation(_) => None,
    });
    said.next_back()
}

const fn status(phase: Phase) -> WorkItemStatus {
    match phase {
        Phase::Pending => WorkItemStatus::Pending,
        Phase::Reserved => WorkItemStatus::Reserved,
        Phase::Assigned(_) => WorkItemStatus::Assigned,
        Phase::Wrapping(_) => WorkItemStatus::Wrapping,
        Phase::Completed(_) => WorkItemStatus::Completed,
        Phase::Canceled(_) => WorkItemStatus::Canceled,
    }
}

fn terms(floor: &Floor, item: &WorkItem) -> WorkItemTerms {
    let terms = &item.terms;
    let channel = floor.channel(terms.channel_sid);
    WorkItemTerms {
        attributes: terms.attributes.clone(),
        channel_sid: terms.channel_sid,
        channel_name: channel.map(|it| it.settings.unique_name.clone()),
        timeout_s: terms.timeout_s,
        virtual_start: terms.virtual_start,
        routing_target: terms.routing_target,
        ignore_capacity: terms.ignore_capacity,
        deadline: terms.deadline,
        call_sid: None,
    }
}

fn place(floor: &Floor, item: &WorkItem) -> WorkItemPlace {
    let waiting = &item.waiting;
    let workflow = waiting.workflow.and_then(|pin| floor.workflow(pin.workflow_sid));
    let queue = waiting.queue_sid.and_then(|sid| floor.queue(sid));
    WorkItemPlace {
        priority: waiting.priority,
        workflow_sid: waiting.workflow.map(|pin| pin.workflow_sid),
        workflow_name: workflow.map(|it| it.settings.friendly_name.clone()),
        revision: waiting.workflow.map(|pin| pin.revision),
        step: waiting.step,
        queue_sid: waiting.queue_sid,
        queue_name: queue.map(|it| it.settings.friendly_name.clone()),
        entered_queue_at: waiting.queue_sid.map(|_| waiting.in_queue_since),
        until: waiting.until,
        fault: None,
    }
}

/// The reservation after a command that changed it; nothing when it did not, or is gone.
pub(super) fn reservation(
    account: AccountSid,
    floor: &Floor,
    sid: ReservationSid,
    done: &WorkDone,
) -> Option<ReservationRow> {
    let it = floor.reservation(sid)?;
    let updated_at = last_change(done, sid.into())?;
    let worker = floor.worker(it.worker_sid);
    Some(ReservationRow {
        account_sid: account,
        sid,
        workspace_sid: floor.sid(),
        status: reservation_status(it.phase),
        offer: ReservationOffer {
            work_item_sid: it.work_item_sid,
            worker_sid: it.worker_sid,
            worker_name: Some(worker?.worker.friendly_name.clone()),
            queue_sid: None,
            workflow_sid: None,
            channel_sid: it.channel_sid,
            number: 0,
        },
        instruction: None,
        fault: None,
        times: ReservationTimes {
            created_at: it.created_at,
            updated_at,
            expires_at: it.expires_at,
            accepted_at: None,
            ended_at: None,
        },
        version: it.version,
    })
}

const fn reservation_status(phase: ReservationPhase) -> ReservationStatus {
    match phase {
        ReservationPhase::Pending => ReservationStatus::Pending,
        ReservationPhase::Accepted => ReservationStatus::Accepted,
        ReservationPhase::Wrapping => ReservationStatus::Wrapping,
        ReservationPhase::Completed => ReservationStatus::Completed,
        ReservationPhase::Rejected => ReservationStatus::Rejected,
        ReservationPhase::TimedOut => ReservationStatus::TimedOut,
        ReservationPhase::Canceled => ReservationStatus::Canceled,
        ReservationPhase::Rescinded => ReservationStatus::Rescinded,
    }
}
