//! From a call's events to the rows of its exchanges.

use domain::call::CallEvent;
use domain::call::exchange::{Exchange, ExchangeOutcome};

use super::row::{Column, EXCHANGES};
use crate::fact::Fact;
use crate::query::{json, word};
use crate::rows::RowOp;

/// The row that an event makes, when it is the end of an exchange.
pub(crate) fn project(fact: &Fact<'_, CallEvent>, ops: &mut Vec<RowOp>) {
    match fact.event {
        CallEvent::ExchangeEnded(ended) => ops.push(made(fact, &ended.exchange)),
        CallEvent::StatusNotified(notified) => ops.push(made(fact, &notified.exchange)),
        CallEvent::CallReceived(_)
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
        | CallEvent::CallMeasured(_)
        | CallEvent::CallDeleted(_) => {}
    }
}

fn made(fact: &Fact<'_, CallEvent>, exchange: &Exchange) -> RowOp {
    let (status, fault) = match &exchange.outcome {
        ExchangeOutcome::Answered(answer) => (Some(answer.status), None),
        ExchangeOutcome::Failed(fault) => (None, Some(fault.code)),
    };
    let [account, call] = fact.row();
    RowOp::upsert(&EXCHANGES, [account, call, fact.version.into()])
        .set(Column::Number, exchange.number)
        .set(Column::Purpose, word(exchange.purpose))
        .set(Column::Rank, exchange.rank)
        .set(Column::Method, word(exchange.method))
        .set(Column::Url, exchange.url.as_str())
        .set(Column::Attempts, exchange.attempts)
        .set(Column::StartedAt, exchange.started_at)
        .set(Column::DurationMs, exchange.duration_ms)
        .set(Column::HttpStatus, status)
        .set(Column::FaultCode, fault)
        .set(Column::RecordedAt, fact.at)
        .set(Column::Exchange, json(exchange))
}
