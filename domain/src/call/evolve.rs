//! What an event makes of a call.

use super::*;

pub(super) fn evolve(state: Option<Call>, event: &CallEvent) -> Option<Call> {
    let Some(mut call) = state else {
        return matches!(event, CallEvent::CallReceived(_)).then(received);
    };
    call.version += 1;
    match event {
        CallEvent::ExchangeEnded(it) => {
            call.exchanges = call.exchanges.with(it.exchange.number);
        }
        CallEvent::PlaybackEnded(it) => call.playbacks = call.playbacks.with(it.playback),
        CallEvent::AlarmRang(it) => call.alarms = call.alarms.with(it.alarm),
        CallEvent::StatusNotified(it) => {
            call.notified = call.notified.with(it.sequence.saturating_add(1));
        }
        CallEvent::DocumentRead(it) => call.documents = it.document,
        CallEvent::CallAnswered(_) => call.phase = CallPhase::InProgress,
        CallEvent::CallUpdateRequested(it) => {
            let is_end = matches!(it.update, CallUpdate::End { .. });
            call.pending.push(PendingUpdate { version: call.version, is_end });
        }
        CallEvent::CallUpdateTaken(it) => {
            call.pending.retain(|pending| pending.version != it.request_version);
        }
        CallEvent::CallEnded(it) => {
            call.phase = CallPhase::Ended(it.status);
            call.pending.clear();
        }
        CallEvent::CallMeasured(_) => call.is_measured = true,
        CallEvent::CallDeleted(_) => call.is_deleted = true,
        CallEvent::CallReceived(_)
        | CallEvent::DigitReceived(_)
        | CallEvent::CallerHungUp(_)
        | CallEvent::MediaTimedOut(_)
        | CallEvent::CallAbandoned(_)
        | CallEvent::VerbStarted(_)
        | CallEvent::VerbEnded(_)
        | CallEvent::FallbackTaken(_)
        | CallEvent::NotificationRaised(_) => {}
    }
    Some(call)
}

fn received() -> Call {
    Call {
        version: 1,
        phase: CallPhase::Ringing,
        exchanges: Numbers::default(),
        playbacks: Numbers::default(),
        alarms: Numbers::default(),
        documents: 0,
        notified: Numbers::default(),
        pending: smallvec::SmallVec::new(),
        is_measured: false,
        is_deleted: false,
    }
}
