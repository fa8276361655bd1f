//! What a call says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::Decider;
use crate::schema::Event;
use crate::settings::check_uri;
use crate::sid::NotificationSid;
use crate::timestamp::Timestamp;

/// The rules of a call.
#[derive(Debug, Clone, Copy)]
pub struct CallDecider;

impl Decider for CallDecider {
    type Command = CallCommand;
    type Event = CallEvent;
    type State = Option<Call>;
    type Refusal = CallRefusal;

    const CATEGORY: &'static str = "call";

    fn initial() -> Self::State {
        None
    }

    fn decide(state: &Self::State, command: CallCommand) -> Result<Vec<CallEvent>, CallRefusal> {
        match (state, command) {
            (None, CallCommand::Receive(received)) => Ok(vec![(*received).into()]),
            (Some(_), CallCommand::Receive(_)) => Err(CallRefusal::Exists),
            (state, CallCommand::Progress(events)) => progress(state.clone(), events),
            (None, _) => Err(CallRefusal::NotFound),
            (Some(call), CallCommand::Abandon { last_recorded_at, answered_at }) => {
                Ok(abandon(call, last_recorded_at, answered_at))
            }
            (Some(call), CallCommand::NotifyStatus { notified, notification }) => {
                Ok(notify(call, *notified, notification))
            }
            (Some(call), _) if call.is_deleted => Err(CallRefusal::NotFound),
            (Some(call), CallCommand::RequestUpdate(update)) => request(call, update),
            (Some(call), CallCommand::Delete) if call.is_ended() => Ok(vec![CallDeleted {}.into()]),
            (Some(_), CallCommand::Delete) => Err(CallRefusal::StillInProgress),
        }
    }

    fn evolve(state: Self::State, event: &CallEvent) -> Self::State {
        evolve(state, event)
    }
}

fn progress(
    mut state: Option<Call>,
    events: Vec<CallEvent>,
) -> Result<Vec<CallEvent>, CallRefusal> {
    for event in &events {
        let possible = match (&state, event) {
            (None, CallEvent::CallReceived(_)) => Ok(()),
            (None, _) => Err("the call has not begun"),
            (Some(_), CallEvent::CallReceived(_)) => Err("the call has begun already"),
            (Some(call), event) if call.is_ended() => can_follow_end(call, event),
            (Some(call), event) => can_happen(call, event),
        };
        let event_type = event.type_name();
        possible.map_err(|why| CallRefusal::Impossible { event_type, why })?;
        state = evolve(state, event);
    }
    Ok(events)
}

fn can_follow_end(call: &Call, event: &CallEvent) -> Result<(), &'static str> {
    match event {
        CallEvent::CallMeasured(_) if call.is_measured => Err("the call was measured already"),
        CallEvent::CallMeasured(_) => Ok(()),
        CallEvent::StatusNotified(notified) => {
            free(call.notified, notified.sequence.saturating_add(1))
        }
        CallEvent::CallReceived(_)
        | CallEvent::ExchangeEnded(_)
        | CallEvent::PlaybackEnded(_)
        | CallEvent::DigitReceived(_)
        | CallEvent::AlarmRang(_)
        | CallEvent::CallUpdateRequested(_)
        | CallEvent::CallUpdateTaken(_)
        | CallEvent::CallerHungUp(_)
        | CallEvent::MediaTimedOut(_)
        | CallEvent::CallAbandoned(_)
        | CallEvent::DocumentRead(_)
        | CallEvent::VerbStarted(_)
        | CallEvent::VerbEnded(_)
        | CallEvent::CallAnswered(_)
        | CallEvent::FallbackTaken(_)
        | CallEvent::NotificationRaised(_)
        | CallEvent::CallEnded(_)
        | CallEvent::CallDeleted(_) => Err("the call has ended"),
    }
}

fn can_happen(call: &Call, event: &CallEvent) -> Result<(), &'static str> {
    match event {
        CallEvent::ExchangeEnded(ended) => free(call.exchanges, ended.exchange.number),
        CallEvent::PlaybackEnded(ended) => free(call.playbacks, ended.playback),
        CallEvent::AlarmRang(rang) => free(call.alarms, rang.alarm),
        CallEvent::StatusNotified(notified) => {
            free(call.notified, notified.sequence.saturating_add(1))
        }
        CallEvent::DocumentRead(read) if read.document <= call.documents => {
            Err("the document's number is not a new one")
        }
        CallEvent::CallAnswered(_) if call.phase == CallPhase::InProgress => {
            Err("the call was answered already")
        }
        CallEvent::CallUpdateTaken(taken)
            if call.pending.iter().all(|pending| pending.version != taken.request_version) =>
        {
            Err("no such update was waiting")
        }
        CallEvent::CallMeasured(_) if call.is_measured => Err("the call was measured already"),
        CallEvent::CallUpdateRequested(_)
        | CallEvent::CallAbandoned(_)
        | CallEvent::CallDeleted(_) => Err("this is not the call router's to say"),
        CallEvent::CallReceived(_)
        | CallEvent::DigitReceived(_)
        | CallEvent::CallUpdateTaken(_)
        | CallEvent::CallerHungUp(_)
        | CallEvent::MediaTimedOut(_)
        | CallEvent::DocumentRead(_)
        | CallEvent::VerbStarted(_)
        | CallEvent::VerbEnded(_)
        | CallEvent::CallAnswered(_)
        | CallEvent::FallbackTaken(_)
        | CallEvent::NotificationRaised(_)
        | CallEvent::CallMeasured(_)
        | CallEvent::CallEnded(_) => Ok(()),
    }
}

fn free(numbers: Numbers, number: u32) -> Result<(), &'static str> {
    if numbers.is_free(number) { Ok(()) } else { Err("the number was used already") }
}

/// `canceled` does nothing to an answered call, as REST has it; an end that waits already is not asked for
/// twice; settings that set nothing are none.
fn request(call: &Call, update: CallUpdate) -> Result<Vec<CallEvent>, CallRefusal> {
    if call.is_ended() {
        return Err(CallRefusal::NotInProgress);
    }
    match &update {
        CallUpdate::Redirect { uri, fallback } => {
            check_uri("primary", uri)?;
            fallback.iter().try_for_each(|uri| check_uri("fallback", uri))?;
        }
        CallUpdate::Document { twiml } if twiml.len() > MAX_TWIML_BYTES => {
            return Err(CallRefusal::DocumentTooLong);
        }
        CallUpdate::Document { .. } => {}
        CallUpdate::End { only_unanswered } => {
            let spared = *only_unanswered && call.phase == CallPhase::InProgress;
            if spared || call.pending.iter().any(|pending| pending.is_end) {
                return Ok(Vec::new());
            }
        }
        CallUpdate::Settings {
            status_callback: None,
            stops_status_callback: false,
            fallback: None,
            time_limit_s: None,
        } => return Ok(Vec::new()),
        CallUpdate::Settings { status_callback, fallback, time_limit_s, .. } => {
            status_callback.iter().try_for_each(|uri| check_uri("status callback", uri))?;
            fallback.iter().try_for_each(|uri| check_uri("fallback", uri))?;
            if time_limit_s.is_some_and(|limit| !(1..=MAX_TIME_LIMIT_S).contains(&limit)) {
                return Err(CallRefusal::BadTimeLimit);
            }
        }
    }
    if call.pending.len() >= MAX_PENDING_UPDATES {
        return Err(CallRefusal::TooManyUpdates);
    }
    Ok(vec![CallUpdateRequested { update }.into()])
}

fn notify(call: &Call, notified: StatusNotified, sid: NotificationSid) -> Vec<CallEvent> {
    if !call.notified.is_free(notified.sequence.saturating_add(1)) {
        return Vec::new();
    }
    let raised = notified.exchange.fault().map(|fault| {
        let level = NotificationLevel::Error;
        NotificationRaised { sid, level, fault, exchange: None }.into()
    });
    std::iter::once(notified.into()).chain(raised).collect()
}

fn abandon(call: &Call, last: Timestamp, answered_at: Option<Timestamp>) -> Vec<CallEvent> {
    let (status, duration_ms) = match call.phase {
        CallPhase::Ended(_) => return Vec::new(),
        CallPhase::Ringing => (FinalStatus::Failed, 0),
        CallPhase::InProgress => {
            (FinalStatus::Completed, answered_at.map_or(0, |answered| last.ms_since(answered)))
        }
    };
    let cause = EndCause::ServerStopped;
    let ended = CallEnded { status, duration_ms, cause, sip_status: None };
    vec![CallAbandoned { last_recorded_at: last }.into(), ended.into()]
}
