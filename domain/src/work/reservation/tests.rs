use super::*;
use crate::decider::{Decider, Life};
use crate::sid::{CallSid, TaskChannelSid, WorkItemSid, WorkerSid, WorkspaceSid};
use crate::timestamp::Timestamp;
use crate::work::{Asked, Moment, Refusal};

fn asked(command: ReservationCommand) -> Asked<ReservationCommand> {
    let workspace_sid = WorkspaceSid::from_bits(3);
    Asked::at(Moment { workspace_sid, sequence: 1, at: Timestamp(5_000_000) }, command)
}

fn offer() -> ReservationCommand {
    let moment = asked(ReservationCommand::Accept).moment;
    let offer = ReservationCreated {
        stamp: moment.first(),
        work_item_sid: WorkItemSid::from_bits(1),
        worker_sid: WorkerSid::from_bits(2),
        worker_version: 1,
        queue_sid: None,
        workflow_sid: None,
        channel_sid: TaskChannelSid::from_bits(4),
        expires_at: Timestamp(9_000_000),
        offer: 1,
    };
    ReservationCommand::Floor(FloorsReservation::Offer(Box::new(offer)))
}

fn after(commands: Vec<ReservationCommand>) -> Life<Reservation> {
    let all = std::iter::once(offer()).chain(commands);
    all.fold(ReservationDecider::initial(), |state, command| {
        let events = ReservationDecider::decide(&state, asked(command)).unwrap();
        events.iter().fold(state, ReservationDecider::evolve)
    })
}

const REJECT: ReservationCommand = ReservationCommand::Reject { activity_sid: None };
const TIME_OUT: ReservationCommand = ReservationCommand::Floor(FloorsReservation::TimeOut);
const RESCIND: ReservationCommand = ReservationCommand::Floor(FloorsReservation::Rescind);
const CANCEL: ReservationCommand =
    ReservationCommand::Floor(FloorsReservation::Cancel(WithdrawalCause::WorkItemCanceled));

/// Every state, and what it takes: pending takes all but wrapping and completing.
#[test]
fn the_state_machine_is_that_of_the_dialect() {
    use ReservationCommand::{Accept, Complete, Wrap};
    let all = [Accept, REJECT, TIME_OUT, RESCIND, CANCEL, Wrap, Complete];
    let table = [
        (after(vec![]), vec![Accept, REJECT, TIME_OUT, RESCIND, CANCEL]),
        (after(vec![Accept]), vec![CANCEL, Wrap, Complete]),
        (after(vec![Accept, Wrap]), vec![CANCEL, Complete]),
        (after(vec![Accept, Complete]), vec![]),
        (after(vec![REJECT]), vec![]),
        (after(vec![TIME_OUT]), vec![]),
        (after(vec![CANCEL]), vec![]),
        (after(vec![RESCIND]), vec![]),
    ];
    for (state, allowed) in table {
        for command in &all {
            let decided = ReservationDecider::decide(&state, asked(command.clone()));
            assert_eq!(decided.is_ok(), allowed.contains(command), "{state:?}: {command:?}");
        }
    }
}

#[test]
fn accepting_what_was_rescinded_is_told_apart() {
    let state = after(vec![RESCIND]);
    let decided = ReservationDecider::decide(&state, asked(ReservationCommand::Accept));
    assert_eq!(decided, Err(Refusal::Rescinded));
}

#[test]
fn an_instruction_that_lacks_something_has_the_dialects_code() {
    let call = CallOut {
        to: None,
        from: None,
        url: None,
        accept: true,
        record: false,
        timeout_s: None,
        status_callback_url: None,
    };
    let from = Some("+15005550006".to_owned());
    let url = Some("https://app.example.com/".to_owned());
    let call_sid = Some(CallSid::from_bits(1));
    let ringing = CallOut { from: from.clone(), url: url.clone(), ..call.clone() };
    let table = [
        (Instruction::Call(call.clone()), Some(40_111)),
        (Instruction::Call(CallOut { from, ..call }), Some(40_114)),
        (Instruction::Call(CallOut { timeout_s: Some(0), ..ringing.clone() }), Some(40_111)),
        (Instruction::Call(ringing), None),
        (
            Instruction::Redirect(Redirect { call_sid: None, url: url.clone(), accept: false }),
            Some(40_120),
        ),
        (Instruction::Redirect(Redirect { call_sid, url: None, accept: false }), Some(40_121)),
        (Instruction::Redirect(Redirect { call_sid, url, accept: false }), None),
        (
            Instruction::Supervise(Supervise { supervisor: None, mode: SupervisorMode::Barge }),
            Some(40_147),
        ),
    ];
    for (instruction, wanted) in table {
        let refused = instruction.check().err().map(|refusal| {
            let Refusal::BadInstruction { code, .. } = refusal else { panic!("{refusal}") };
            code
        });
        assert_eq!(refused, wanted, "{instruction:?}");
    }
}

#[test]
fn what_could_not_be_done_leaves_the_offer_as_it_stood() {
    let state = after(vec![ReservationCommand::Fail { code: 40_140 }]);
    assert_eq!(state.live().unwrap().phase, ReservationPhase::Pending);
}
