//! What a worker says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::{Decider, Life};
use crate::work::{Asked, Moment, Refusal, Stamp, WorkKind, check};

/// The rules of a worker. That names differ, and that activities and channels exist, is the floor's to know;
/// the floor also fills in the default activity.
#[derive(Debug, Clone, Copy)]
pub struct WorkerDecider;

impl Decider for WorkerDecider {
    type Command = Asked<WorkerCommand>;
    type Event = WorkerEvent;
    type State = Life<Worker>;
    type Refusal = Refusal;

    const CATEGORY: &'static str = "worker";

    fn initial() -> Self::State {
        Life::Absent
    }

    fn decide(
        state: &Self::State,
        asked: Asked<WorkerCommand>,
    ) -> Result<Vec<WorkerEvent>, Refusal> {
        let Asked { moment, if_match, command } = asked;
        if let WorkerCommand::Create { .. } = &command {
            return match state {
                Life::Absent => create(moment, command),
                Life::Live(_) | Life::Gone => Err(Refusal::Exists(WorkKind::Worker)),
            };
        }
        let worker = state.live().ok_or(Refusal::NotFound(WorkKind::Worker))?;
        check::if_match(if_match, worker.version)?;
        let stamp = moment.stamp(worker.version + 1);
        match command {
            WorkerCommand::Create { .. } => Err(Refusal::Exists(WorkKind::Worker)),
            WorkerCommand::Update(patch) => update(worker, moment, patch),
            WorkerCommand::SetChannel { channel_sid, capacity, available } => {
                let before = worker.channel(channel_sid);
                let (capacity, available) =
                    (capacity.unwrap_or(before.capacity), available.unwrap_or(before.available));
                check::range("Capacity", u64::from(capacity), 0, u64::from(MAX_CAPACITY))?;
                if before == (WorkerChannel { channel_sid, capacity, available }) {
                    return Ok(Vec::new());
                }
                let previous_capacity = before.capacity;
                let changed = WorkerChannelChanged {
                    stamp,
                    channel_sid,
                    capacity,
                    previous_capacity,
                    available,
                };
                Ok(vec![changed.into()])
            }
            WorkerCommand::Delete => Ok(vec![WorkerDeleted { stamp }.into()]),
            WorkerCommand::Follow { activity_sid, cause, work_item_sid } => {
                let doing = Doing { activity_sid, cause, work_item_sid };
                let changed = activity_sid != worker.activity_sid;
                let event = changed.then(|| doing.instead(worker, stamp).into());
                Ok(event.into_iter().collect())
            }
        }
    }

    fn evolve(state: Self::State, event: &WorkerEvent) -> Self::State {
        evolve(state, event)
    }
}

fn create(moment: Moment, command: WorkerCommand) -> Result<Vec<WorkerEvent>, Refusal> {
    let WorkerCommand::Create { friendly_name, activity_sid, attributes } = command else {
        return Ok(Vec::new());
    };
    check::name("FriendlyName", &friendly_name)?;
    let resource = WorkKind::Activity;
    let activity_sid = activity_sid.ok_or(Refusal::Unknown { field: "ActivitySid", resource })?;
    let attributes = check::attributes(attributes.as_deref().unwrap_or("{}"))?;
    let stamp = moment.first();
    Ok(vec![WorkerCreated { stamp, friendly_name, activity_sid, attributes }.into()])
}

/// What the patch changes, one fact for each: each has its own event in the dialect.
fn update(
    worker: &Worker,
    mut moment: Moment,
    patch: WorkerPatch,
) -> Result<Vec<WorkerEvent>, Refusal> {
    let mut version = worker.version;
    let mut events = Vec::new();
    let mut next_stamp = || {
        version += 1;
        let stamp = moment.stamp(version);
        moment = moment.next();
        stamp
    };
    if let Some(friendly_name) = patch.friendly_name.filter(|it| *it != worker.friendly_name) {
        check::name("FriendlyName", &friendly_name)?;
        events.push(WorkerRenamed { stamp: next_stamp(), friendly_name }.into());
    }
    if let Some(attributes) = patch.attributes.filter(|it| it != worker.attributes.text()) {
        let attributes = check::attributes(&attributes)?;
        events.push(WorkerAttributesChanged { stamp: next_stamp(), attributes }.into());
    }
    if let Some(activity_sid) = patch.activity_sid.filter(|it| *it != worker.activity_sid) {
        let cause =
            if patch.is_disconnect { ActivityCause::Disconnected } else { ActivityCause::Set };
        let doing = Doing { activity_sid, cause, work_item_sid: None };
        events.push(doing.instead(worker, next_stamp()).into());
    }
    Ok(events)
}

/// What a worker is to do, and why.
struct Doing {
    activity_sid: crate::sid::ActivitySid,
    cause: ActivityCause,
    work_item_sid: Option<crate::sid::WorkItemSid>,
}

impl Doing {
    const fn instead(self, worker: &Worker, stamp: Stamp) -> WorkerActivityChanged {
        let Self { activity_sid, cause, work_item_sid } = self;
        WorkerActivityChanged {
            stamp,
            activity_sid,
            previous_activity_sid: worker.activity_sid,
            in_previous_ms: stamp.at.ms_since(worker.since),
            cause,
            work_item_sid,
        }
    }
}
