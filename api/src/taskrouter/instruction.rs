//! The instructions of a reservation, from a form.

use domain::work::reservation::{
    CallOut, Conference, Dequeue, Instruction, Redirect, Supervise, SupervisorMode,
};

use super::read::{bad, filled, number, sid};
use crate::front::{Fields, Problem};

/// The parameters of a conference that are carried as they are.
const CONFERENCE: [&str; 28] = [
    "StatusCallback",
    "StatusCallbackMethod",
    "StatusCallbackEvent",
    "Record",
    "Muted",
    "Beep",
    "StartConferenceOnEnter",
    "EndConferenceOnExit",
    "EndConferenceOnCustomerExit",
    "BeepOnCustomerEntrance",
    "WaitUrl",
    "WaitMethod",
    "EarlyMedia",
    "MaxParticipants",
    "ConferenceStatusCallback",
    "ConferenceStatusCallbackMethod",
    "ConferenceStatusCallbackEvent",
    "ConferenceRecord",
    "ConferenceTrim",
    "RecordingChannels",
    "RecordingStatusCallback",
    "RecordingStatusCallbackMethod",
    "ConferenceRecordingStatusCallback",
    "ConferenceRecordingStatusCallbackMethod",
    "Region",
    "SipAuthUsername",
    "SipAuthPassword",
    "JitterBufferSize",
];

/// The instruction that a form gives, if it gives one.
pub(super) fn read(form: &Fields) -> Result<Option<Instruction>, Problem> {
    let Some(word) = form.filled("Instruction") else { return Ok(None) };
    let read = match word {
        "accept" => Instruction::Accept,
        "reject" => Instruction::Reject { activity_sid: sid(form, "WorkerActivitySid")? },
        "dequeue" => Instruction::Dequeue(dequeue(form)?),
        "call" => Instruction::Call(call(form)?),
        "redirect" => Instruction::Redirect(Redirect {
            call_sid: sid(form, "RedirectCallSid")?,
            url: filled(form, "RedirectUrl"),
            accept: form.claim("RedirectAccept")?.unwrap_or(false),
        }),
        "conference" => Instruction::Conference(Box::new(conference(form)?)),
        "supervise" => Instruction::Supervise(supervise(form)?),
        _ => {
            let all = "accept, reject, dequeue, call, redirect, conference, supervise";
            return Err(bad(format!("Instruction is not one of {all}")));
        }
    };
    Ok(Some(read))
}

fn dequeue(form: &Fields) -> Result<Dequeue, Problem> {
    let events = form.words("DequeueStatusCallbackEvent").unwrap_or_default();
    Ok(Dequeue {
        to: filled(form, "DequeueTo"),
        from: filled(form, "DequeueFrom"),
        post_work_activity_sid: sid(form, "DequeuePostWorkActivitySid")?,
        record: is_recorded(form, "DequeueRecord"),
        timeout_s: number(form, "DequeueTimeout")?,
        status_callback_url: filled(form, "DequeueStatusCallbackUrl"),
        status_callback_events: events.into_iter().map(str::to_owned).collect(),
    })
}

fn call(form: &Fields) -> Result<CallOut, Problem> {
    Ok(CallOut {
        to: filled(form, "CallTo"),
        from: filled(form, "CallFrom"),
        url: filled(form, "CallUrl"),
        accept: form.claim("CallAccept")?.unwrap_or(false),
        record: is_recorded(form, "CallRecord"),
        timeout_s: number(form, "CallTimeout")?,
        status_callback_url: filled(form, "CallStatusCallbackUrl"),
    })
}

/// `record-from-answer`, or `do-not-record` and everything else.
fn is_recorded(form: &Fields, name: &str) -> bool {
    matches!(form.filled(name), Some("record-from-answer" | "true"))
}

fn conference(form: &Fields) -> Result<Conference, Problem> {
    let each = CONFERENCE.iter().flat_map(|name| {
        form.all(name)
            .filter(|value| !value.is_empty())
            .map(|value| ((*name).to_owned(), value.to_owned()))
    });
    Ok(Conference {
        to: filled(form, "To"),
        from: filled(form, "From"),
        post_work_activity_sid: sid(form, "PostWorkActivitySid")?,
        timeout_s: number(form, "Timeout")?,
        options: each.collect(),
    })
}

fn supervise(form: &Fields) -> Result<Supervise, Problem> {
    let mode = match form.filled("SupervisorMode") {
        None | Some("monitor") => SupervisorMode::Monitor,
        Some("whisper") => SupervisorMode::Whisper,
        Some("barge") => SupervisorMode::Barge,
        Some(_) => return Err(bad("SupervisorMode is not one of monitor, whisper, barge")),
    };
    Ok(Supervise { supervisor: sid(form, "Supervisor")?, mode })
}
