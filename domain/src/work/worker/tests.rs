use super::*;
use crate::decider::{Decider, Life};
use crate::sid::{ActivitySid, TaskChannelSid, WorkspaceSid};
use crate::timestamp::Timestamp;
use crate::work::{Asked, Moment, Refusal};

const OFFLINE: ActivitySid = ActivitySid::from_bits(1);
const AVAILABLE: ActivitySid = ActivitySid::from_bits(2);
const CHAT: TaskChannelSid = TaskChannelSid::from_bits(3);

fn asked(sequence: u64, command: WorkerCommand) -> Asked<WorkerCommand> {
    let workspace_sid = WorkspaceSid::from_bits(3);
    let at = Timestamp(1_000_000 * i64::try_from(sequence).unwrap());
    Asked::at(Moment { workspace_sid, sequence, at }, command)
}

fn ana() -> Life<Worker> {
    let create = WorkerCommand::Create {
        friendly_name: "Ana".to_owned(),
        activity_sid: Some(OFFLINE),
        attributes: None,
    };
    let events = WorkerDecider::decide(&Life::Absent, asked(1, create)).unwrap();
    events.iter().fold(Life::Absent, WorkerDecider::evolve)
}

#[test]
fn one_update_is_one_event_for_each_thing_that_changed() {
    let patch = WorkerPatch {
        friendly_name: Some("Anna".to_owned()),
        activity_sid: Some(AVAILABLE),
        attributes: Some(r#"{"a":1}"#.to_owned()),
        ..WorkerPatch::default()
    };
    let update = WorkerCommand::Update(patch);
    let events = WorkerDecider::decide(&ana(), asked(5, update.clone())).unwrap();
    let stamps: Vec<_> =
        events.iter().map(|event| (event.stamp().sequence, event.stamp().version)).collect();
    assert_eq!(stamps, [(5, 1), (6, 2), (7, 3)]);
    let WorkerEvent::WorkerActivityChanged(changed) = &events[2] else { panic!("{events:?}") };
    assert_eq!((changed.in_previous_ms, changed.cause), (4_000, ActivityCause::Set));
    let after = events.iter().fold(ana(), WorkerDecider::evolve);
    assert_eq!(WorkerDecider::decide(&after, asked(8, update)), Ok(vec![]));
}

#[test]
fn a_worker_takes_one_item_of_a_channel_until_told_otherwise() {
    let state = ana();
    assert_eq!(state.live().unwrap().channel(CHAT).capacity, 1);
    let set = |capacity| WorkerCommand::SetChannel {
        channel_sid: CHAT,
        capacity: Some(capacity),
        available: None,
    };
    assert_eq!(WorkerDecider::decide(&state, asked(2, set(1))), Ok(vec![]));
    let refused = WorkerDecider::decide(&state, asked(2, set(MAX_CAPACITY + 1)));
    assert!(matches!(refused, Err(Refusal::OutOfRange { field: "Capacity", .. })));
    let events = WorkerDecider::decide(&state, asked(2, set(0))).unwrap();
    let after = events.iter().fold(state, WorkerDecider::evolve);
    assert_eq!(after.live().unwrap().channel(CHAT).capacity, 0);
}

#[test]
fn attributes_that_are_no_object_are_refused() {
    for attributes in ["[]", "{", "1", ""] {
        let patch = WorkerPatch { attributes: Some(attributes.to_owned()), ..Default::default() };
        let decided = WorkerDecider::decide(&ana(), asked(2, WorkerCommand::Update(patch)));
        assert!(matches!(decided, Err(Refusal::BadAttributes(_))), "{attributes}");
    }
}
