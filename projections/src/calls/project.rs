//! From a call's events to its row.

use domain::call::{CallEnded, CallEvent, CallMeasured, CallReceived};

use super::row::{CALLS, CallStatus, Column};
use crate::fact::Fact;
use crate::query::word;
use crate::rows::{RowOp, Value};

/// What an event does to the row of its call.
pub(crate) fn project(fact: &Fact<'_, CallEvent>, ops: &mut Vec<RowOp>) {
    let change = || RowOp::update(&CALLS, fact.row()).set(Column::UpdatedAt, fact.at);
    match fact.event {
        CallEvent::CallReceived(received) => ops.push(begun(fact, received)),
        CallEvent::CallAnswered(_) => ops.push(
            change()
                .set(Column::Status, CallStatus::InProgress.name())
                .set(Column::AnsweredAt, fact.at),
        ),
        CallEvent::CallEnded(ended) => ops.push(end(change(), fact, ended)),
        CallEvent::CallMeasured(measured) => ops.push(measure(change(), measured)),
        CallEvent::CallDeleted(_) => ops.push(change().set(Column::IsDeleted, true)),
        CallEvent::ExchangeEnded(_)
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
        | CallEvent::FallbackTaken(_)
        | CallEvent::NotificationRaised(_)
        | CallEvent::StatusNotified(_) => {}
    }
}

fn begun(fact: &Fact<'_, CallEvent>, received: &CallReceived) -> RowOp {
    RowOp::upsert(&CALLS, fact.row())
        .set(Column::ParentCallSid, received.parent_call_sid.map(Value::sid))
        .set(Column::PhoneNumberSid, received.phone_number_sid.map(Value::sid))
        .set(Column::ApplicationSid, received.application_sid.map(Value::sid))
        .set(Column::Direction, word(received.direction))
        .set(Column::From, received.from.as_str())
        .set(Column::To, received.to.as_str())
        .set(Column::CallerName, received.caller_name.as_deref())
        .set(Column::ForwardedFrom, received.forwarded_from.as_deref())
        .set(Column::Status, CallStatus::Ringing.name())
        .set(Column::CreatedAt, fact.at)
        .set(Column::UpdatedAt, fact.at)
        .set(Column::StartedAt, fact.at)
        .set(Column::IsDeleted, false)
}

fn end(change: RowOp, fact: &Fact<'_, CallEvent>, ended: &CallEnded) -> RowOp {
    change
        .set(Column::Status, CallStatus::from(ended.status).name())
        .set(Column::EndedAt, fact.at)
        .set(Column::DurationMs, ended.duration_ms)
        .set(Column::EndCause, word(ended.cause))
        .set(Column::SipStatus, ended.sip_status)
}

fn measure(change: RowOp, measured: &CallMeasured) -> RowOp {
    change
        .set(Column::Codec, measured.codec.as_str())
        .set(Column::PacketsSent, measured.packets_sent)
        .set(Column::PacketsReceived, measured.packets_received)
        .set(Column::PacketsLost, measured.packets_lost)
        .set(Column::JitterUs, measured.jitter_us)
}
