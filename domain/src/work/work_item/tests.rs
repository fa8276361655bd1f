use super::*;
use crate::decider::{Decider, Life};
use crate::sid::{ReservationSid, TaskChannelSid, WorkerSid, WorkspaceSid};
use crate::timestamp::Timestamp;
use crate::work::{Asked, Moment, Refusal, WorkKind};

const OFFER: ReservationSid = ReservationSid::from_bits(1);
const WORKER: WorkerSid = WorkerSid::from_bits(2);
const NOW: Timestamp = Timestamp(1_795_363_200_000_000);

fn asked(command: WorkItemCommand) -> Asked<WorkItemCommand> {
    let workspace_sid = WorkspaceSid::from_bits(3);
    Asked::at(Moment { workspace_sid, sequence: 1, at: NOW }, command)
}

fn entry(asked: NewWorkItem) -> Progress {
    let channel_sid = TaskChannelSid::from_bits(4);
    Progress::Enter(Box::new(Entry { asked, channel_sid, workflow: None, routing_target: None }))
}

fn after(progresses: Vec<Progress>) -> Life<WorkItem> {
    let all = std::iter::once(entry(NewWorkItem::default())).chain(progresses);
    all.fold(WorkItemDecider::initial(), |state, progress| {
        let command = WorkItemCommand::Progress(progress);
        let events = WorkItemDecider::decide(&state, asked(command)).unwrap();
        events.iter().fold(state, WorkItemDecider::evolve)
    })
}

fn reserve() -> Progress {
    Progress::Reserve { reservation_sid: OFFER, worker_sid: WORKER }
}

fn assign() -> Progress {
    Progress::Assign { reservation_sid: OFFER, worker_sid: WORKER }
}

fn to(ending: Ending) -> WorkItemCommand {
    let transition = Some(Transition { to: ending, reason: None });
    WorkItemCommand::Update { patch: WorkItemPatch::default(), transition }
}

fn phase(state: &Life<WorkItem>) -> &'static str {
    state.live().unwrap().phase.name()
}

/// Every state, and where it can be sent.
#[test]
fn the_state_machine_is_that_of_the_dialect() {
    let wrapped = |state: Life<WorkItem>, ending| {
        let events = WorkItemDecider::decide(&state, asked(to(ending))).unwrap();
        events.iter().fold(state, WorkItemDecider::evolve)
    };
    let assigned = || after(vec![reserve(), assign()]);
    let table = [
        (after(vec![]), vec![Ending::Canceled]),
        (after(vec![reserve()]), vec![Ending::Canceled]),
        (assigned(), vec![Ending::Wrapping, Ending::Completed]),
        (wrapped(assigned(), Ending::Wrapping), vec![Ending::Completed]),
        (wrapped(assigned(), Ending::Completed), vec![]),
        (wrapped(after(vec![]), Ending::Canceled), vec![]),
    ];
    for (state, allowed) in table {
        for ending in [Ending::Canceled, Ending::Wrapping, Ending::Completed] {
            let decided = WorkItemDecider::decide(&state, asked(to(ending)));
            let is_allowed = allowed.contains(&ending);
            assert_eq!(decided.is_ok(), is_allowed, "{} to {ending:?}", phase(&state));
            let is_coded = matches!(decided, Err(Refusal::BadTransition { .. }));
            assert_eq!(is_coded, !is_allowed);
        }
    }
}

#[test]
fn a_released_item_is_pending_again_and_keeps_its_place() {
    let before = after(vec![]);
    let released = after(vec![reserve(), Progress::Release { reservation_sid: OFFER }]);
    assert_eq!(phase(&released), "pending");
    let (before, after) = (before.live().unwrap(), released.live().unwrap());
    assert_eq!(before.waiting, after.waiting);
    assert_eq!(after.offers, 1);
}

#[test]
fn only_an_open_offer_can_be_accepted() {
    for state in [after(vec![]), after(vec![reserve(), assign()])] {
        let decided = WorkItemDecider::decide(&state, asked(WorkItemCommand::Progress(assign())));
        assert!(matches!(decided, Err(Refusal::BadTransition { to: "assigned", .. })));
    }
}

#[test]
fn numbers_and_times_out_of_their_ranges_are_refused() {
    let absent = WorkItemDecider::initial();
    let decide = |new| {
        let command = WorkItemCommand::Progress(entry(new));
        WorkItemDecider::decide(&absent, asked(command))
    };
    let out = |decided: Result<_, Refusal>| matches!(decided, Err(Refusal::OutOfRange { .. }));
    let new = NewWorkItem::default;
    assert!(out(decide(NewWorkItem { priority: Some(MAX_PRIORITY + 1), ..new() })));
    assert!(out(decide(NewWorkItem { timeout_s: Some(0), ..new() })));
    assert!(out(decide(NewWorkItem { timeout_s: Some(MAX_TIMEOUT_S + 1), ..new() })));
    for start in [NOW.plus_ms(1), Timestamp(-2_208_988_800_000_001)] {
        let decided = decide(NewWorkItem { virtual_start: Some(start), ..new() });
        assert_eq!(decided, Err(Refusal::BadVirtualStart));
    }
    assert!(decide(NewWorkItem { virtual_start: Some(NOW), ..new() }).is_ok());
}

#[test]
fn a_patch_that_changes_nothing_is_no_event_and_a_deleted_item_is_not_found() {
    let state = after(vec![]);
    let patch = WorkItemPatch {
        attributes: Some("{}".to_owned()),
        priority: Some(0),
        ..WorkItemPatch::default()
    };
    let update = WorkItemCommand::Update { patch, transition: None };
    assert_eq!(WorkItemDecider::decide(&state, asked(update.clone())), Ok(vec![]));
    let gone = after(vec![Progress::Delete(DeletionCause::Ended)]);
    let missing = Err(Refusal::NotFound(WorkKind::WorkItem));
    assert_eq!(WorkItemDecider::decide(&gone, asked(update)), missing);
}

#[test]
fn an_assigned_item_cannot_be_deleted() {
    let state = after(vec![reserve(), assign()]);
    let decided = WorkItemDecider::decide(&state, asked(WorkItemCommand::Delete));
    let (from, to) = ("assigned", "deleted");
    assert_eq!(decided, Err(Refusal::BadTransition { from, to }));
}
