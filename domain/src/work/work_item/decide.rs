//! What a work item says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::{Decider, Life};
use crate::work::{Asked, Moment, Refusal, Stamp, WorkKind, check};

/// 1900-01-01T00:00:00Z, before which no virtual start time may lie.
const YEAR_1900: i64 = -2_208_988_800_000_000;

/// The rules of a work item: pending → reserved → assigned → wrapping → completed, with pending and reserved →
/// canceled. That what it names exists is the floor's to know, which asks [`Progress::Enter`] for it.
#[derive(Debug, Clone, Copy)]
pub struct WorkItemDecider;

impl Decider for WorkItemDecider {
    type Command = Asked<WorkItemCommand>;
    type Event = WorkItemEvent;
    type State = Life<WorkItem>;
    type Refusal = Refusal;

    const CATEGORY: &'static str = "work-item";

    fn initial() -> Self::State {
        Life::Absent
    }

    fn decide(
        state: &Self::State,
        asked: Asked<WorkItemCommand>,
    ) -> Result<Vec<WorkItemEvent>, Refusal> {
        let Asked { moment, if_match, command } = asked;
        let item = match (state, &command) {
            (_, WorkItemCommand::Create(_)) => return Err(Refusal::FloorsOwn),
            (Life::Absent, WorkItemCommand::Progress(Progress::Enter(entry))) => {
                return enter(entry, moment).map(|created| vec![created.into()]);
            }
            (_, WorkItemCommand::Progress(Progress::Enter(_))) => {
                return Err(Refusal::Exists(WorkKind::WorkItem));
            }
            (state, _) => state.live().ok_or(Refusal::NotFound(WorkKind::WorkItem))?,
        };
        check::if_match(if_match, item.version)?;
        let stamp = moment.stamp(item.version + 1);
        match command {
            WorkItemCommand::Create(_) => Err(Refusal::FloorsOwn),
            WorkItemCommand::Update { patch, transition } => {
                update(item, moment, patch, transition)
            }
            WorkItemCommand::Delete => delete(item, stamp),
            WorkItemCommand::Progress(progress) => {
                proceed(item, stamp, progress).map(|event| vec![event])
            }
        }
    }

    fn evolve(state: Self::State, event: &WorkItemEvent) -> Self::State {
        evolve(state, event)
    }
}

fn enter(entry: &Entry, moment: Moment) -> Result<WorkItemCreated, Refusal> {
    let asked = &entry.asked;
    let attributes = check::attributes(asked.attributes.as_deref().unwrap_or("{}"))?;
    let priority = asked.priority.unwrap_or(0);
    check_priority(priority)?;
    let timeout_s = asked.timeout_s.unwrap_or(DEFAULT_TIMEOUT_S);
    check::range("Timeout", u64::from(timeout_s), 1, u64::from(MAX_TIMEOUT_S))?;
    check_virtual_start(asked.virtual_start, moment)?;
    let is_for_one = matches!(entry.routing_target, Some(RoutingTarget::Worker(_)));
    Ok(WorkItemCreated {
        stamp: moment.first(),
        attributes,
        priority,
        channel_sid: entry.channel_sid,
        workflow: entry.workflow,
        timeout_s,
        virtual_start: asked.virtual_start,
        routing_target: entry.routing_target,
        ignore_capacity: is_for_one && asked.ignore_capacity.unwrap_or(true),
        deadline: asked.deadline,
        call_sid: asked.call_sid,
    })
}

fn check_priority(priority: u32) -> Result<(), Refusal> {
    check::range("Priority", u64::from(priority), 0, u64::from(MAX_PRIORITY))
}

fn check_virtual_start(
    start: Option<crate::timestamp::Timestamp>,
    moment: Moment,
) -> Result<(), Refusal> {
    let fits = start.is_none_or(|start| start.0 >= YEAR_1900 && start <= moment.at);
    if fits { Ok(()) } else { Err(Refusal::BadVirtualStart) }
}

/// The patch first, then the transition. An ended work item takes neither.
fn update(
    item: &WorkItem,
    moment: Moment,
    patch: WorkItemPatch,
    transition: Option<Transition>,
) -> Result<Vec<WorkItemEvent>, Refusal> {
    let mut events = Vec::new();
    if let Some(it) = patched(item, moment, patch)? {
        events.push(it.into());
    }
    if let Some(Transition { to, reason }) = transition {
        if let Some(reason) = &reason {
            check::length("Reason", reason, MAX_REASON_CHARS)?;
        }
        let moment = if events.is_empty() { moment } else { moment.next() };
        let stamp = moment.stamp(item.version + 1 + events.len() as u64);
        events.push(end(item.phase, stamp, to, reason)?);
    }
    Ok(events)
}

fn patched(
    item: &WorkItem,
    moment: Moment,
    patch: WorkItemPatch,
) -> Result<Option<WorkItemUpdated>, Refusal> {
    let attributes = patch.attributes.filter(|it| it != item.terms.attributes.text());
    let attributes = attributes.map(|it| check::attributes(&it)).transpose()?;
    let priority = patch.priority.filter(|it| *it != item.waiting.priority);
    check_priority(priority.unwrap_or(0))?;
    let channel_sid = match patch.channel {
        Some(ChannelName::Sid(sid)) => Some(sid).filter(|sid| *sid != item.terms.channel_sid),
        Some(ChannelName::Unique(_)) => return Err(Refusal::FloorsOwn),
        None => None,
    };
    let virtual_start = patch.virtual_start.filter(|it| item.terms.virtual_start != Some(*it));
    check_virtual_start(virtual_start, moment)?;
    let changes = attributes.is_some()
        || priority.is_some()
        || channel_sid.is_some()
        || virtual_start.is_some();
    if channel_sid.is_some() && !item.phase.is_waiting() {
        return Err(Refusal::BadTransition { from: item.phase.name(), to: "another channel" });
    }
    let stamp = moment.stamp(item.version + 1);
    let it = WorkItemUpdated { stamp, attributes, priority, channel_sid, virtual_start };
    Ok(changes.then_some(it))
}

fn end(
    phase: Phase,
    stamp: Stamp,
    to: Ending,
    reason: Option<String>,
) -> Result<WorkItemEvent, Refusal> {
    let refused = |to| Err(Refusal::BadTransition { from: phase.name(), to });
    match (to, phase) {
        (Ending::Canceled, Phase::Pending | Phase::Reserved) => {
            Ok(WorkItemCanceled { stamp, cause: CancelCause::Asked, reason }.into())
        }
        (Ending::Wrapping, Phase::Assigned(_)) => Ok(WorkItemWrapping { stamp, reason }.into()),
        (Ending::Completed, Phase::Assigned(_) | Phase::Wrapping(_)) => {
            Ok(WorkItemCompleted { stamp, reason }.into())
        }
        (Ending::Canceled, _) => refused("canceled"),
        (Ending::Wrapping, _) => refused("wrapping"),
        (Ending::Completed, _) => refused("completed"),
    }
}

fn delete(item: &WorkItem, stamp: Stamp) -> Result<Vec<WorkItemEvent>, Refusal> {
    match item.phase {
        Phase::Assigned(_) | Phase::Wrapping(_) => {
            Err(Refusal::BadTransition { from: item.phase.name(), to: "deleted" })
        }
        Phase::Pending | Phase::Reserved | Phase::Completed(_) | Phase::Canceled(_) => {
            Ok(vec![WorkItemDeleted { stamp, cause: DeletionCause::Asked }.into()])
        }
    }
}

/// What the floor asks. It asks nothing that a work item must refuse; should it, nothing is written.
fn proceed(item: &WorkItem, stamp: Stamp, progress: Progress) -> Result<WorkItemEvent, Refusal> {
    let refused = |to| Err(Refusal::BadTransition { from: item.phase.name(), to });
    match progress {
        Progress::Enter(_) => Err(Refusal::Exists(WorkKind::WorkItem)),
        Progress::Route(it) if item.phase == Phase::Pending => {
            Ok(WorkItemRouted { stamp, ..*it }.into())
        }
        Progress::Route(_) => refused("routed"),
        Progress::Reserve { reservation_sid, worker_sid } if item.phase.is_waiting() => {
            Ok(WorkItemReserved { stamp, reservation_sid, worker_sid }.into())
        }
        Progress::Reserve { .. } => refused("reserved"),
        Progress::Release { reservation_sid } if is_open(item, reservation_sid) => {
            Ok(WorkItemReleased { stamp, reservation_sid }.into())
        }
        Progress::Release { .. } => refused("pending"),
        Progress::Assign { reservation_sid, worker_sid } if is_open(item, reservation_sid) => {
            let waited_ms = stamp.at.ms_since(item.terms.created_at);
            Ok(WorkItemAssigned { stamp, reservation_sid, worker_sid, waited_ms }.into())
        }
        Progress::Assign { .. } => refused("assigned"),
        Progress::Cancel(cause) if item.phase.is_waiting() => {
            let reason = words(cause).map(str::to_owned);
            Ok(WorkItemCanceled { stamp, cause, reason }.into())
        }
        Progress::Cancel(_) => refused("canceled"),
        Progress::Delete(cause) => Ok(WorkItemDeleted { stamp, cause }.into()),
    }
}

fn is_open(item: &WorkItem, sid: crate::sid::ReservationSid) -> bool {
    item.phase.is_waiting() && item.open.iter().any(|(open, _)| *open == sid)
}

/// What the dialect says in `reason`.
const fn words(cause: CancelCause) -> Option<&'static str> {
    match cause {
        CancelCause::Asked => None,
        CancelCause::TimeToLive => Some("Task TTL Exceeded"),
        CancelCause::WorkflowTimedOut => Some("Task fell out of the workflow: timeout"),
        CancelCause::WorkflowSkipped => Some("Task fell out of the workflow: skipped"),
        CancelCause::NoFilter => Some("Task matched no filter of the workflow"),
        CancelCause::TooManyOffers => Some("Task exceeded the maximum number of assignments"),
        CancelCause::WorkspaceDeleted => Some("Workspace deleted"),
    }
}
