//! From a call's events to totals.

use domain::call::exchange::Fault;
use domain::call::{CallEvent, NotificationLevel};

use super::row::{CALL_TOTALS, CallColumn, FAULT_TOTALS, FaultColumn};
use crate::calls::CallStatus;
use crate::fact::Fact;
use crate::fallbacks::url_key;
use crate::rows::RowOp;

/// What an event adds to the totals of its account.
pub(crate) fn project(fact: &Fact<'_, CallEvent>, ops: &mut Vec<RowOp>) {
    if let CallEvent::CallReceived(_) = fact.event {
        ops.push(count(fact, "received", 0));
    } else if let CallEvent::CallEnded(ended) = fact.event {
        ops.push(count(fact, CallStatus::from(ended.status).name(), ended.duration_ms));
    } else if let CallEvent::NotificationRaised(raised) = fact.event
        && raised.level == NotificationLevel::Error
    {
        ops.push(blame(fact, &raised.fault));
    }
}

fn count(fact: &Fact<'_, CallEvent>, outcome: &str, duration_ms: u64) -> RowOp {
    RowOp::upsert(&CALL_TOTALS, [fact.account.into(), outcome.into()])
        .add(CallColumn::Calls, 1_i64)
        .add(CallColumn::DurationMs, duration_ms)
}

fn blame(fact: &Fact<'_, CallEvent>, fault: &Fault) -> RowOp {
    let url = fault.url.as_deref().unwrap_or_default();
    let url = url.split(['?', '#']).next().unwrap_or_default();
    let key = [fact.account.into(), url_key(url).into(), fault.code.into()];
    RowOp::upsert(&FAULT_TOTALS, key)
        .set(FaultColumn::Url, url)
        .add(FaultColumn::Faults, 1_i64)
        .max(FaultColumn::LastAt, fact.at)
}
