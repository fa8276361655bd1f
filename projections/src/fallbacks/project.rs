//! From the events of a fallback to the rows of its URIs.

use domain::fallback::{ChainExhausted, FallbackEvent, UriFailed};

use super::row::{CHAINS, ChainColumn, URI_HEALTH, UriColumn, url_key};
use crate::fact::Fact;
use crate::query::word;
use crate::rows::{RowOp, Value};

/// What an event does to the row of its URI.
pub(crate) fn project(fact: &Fact<'_, FallbackEvent>, ops: &mut Vec<RowOp>) {
    ops.push(match fact.event {
        FallbackEvent::UriFailed(failed) => fail(fact, failed),
        FallbackEvent::UriRecovered(recovered) => {
            RowOp::update(&URI_HEALTH, uri(fact, &recovered.url))
                .set(UriColumn::FailuresInARow, 0_i64)
                .set(UriColumn::RecoveredAt, fact.at)
        }
        FallbackEvent::ChainExhausted(exhausted) => exhaust(fact, exhausted),
    });
}

fn uri(fact: &Fact<'_, FallbackEvent>, url: &str) -> [Value; 3] {
    let [account, owner] = fact.row();
    [account, owner, url_key(url).into()]
}

fn fail(fact: &Fact<'_, FallbackEvent>, failed: &UriFailed) -> RowOp {
    RowOp::upsert(&URI_HEALTH, uri(fact, &failed.url))
        .set(UriColumn::Url, failed.url.as_str())
        .set(UriColumn::Rank, failed.rank)
        .add(UriColumn::Failures, 1_i64)
        .add(UriColumn::FailuresInARow, 1_i64)
        .set(UriColumn::FaultCode, failed.fault.code)
        .set(UriColumn::FaultClass, word(failed.fault.class))
        .set(UriColumn::FaultMessage, failed.fault.message.as_str())
        .set(UriColumn::CallSid, Value::sid(failed.call_sid))
        .set(UriColumn::FailedAt, fact.at)
}

fn exhaust(fact: &Fact<'_, FallbackEvent>, exhausted: &ChainExhausted) -> RowOp {
    RowOp::upsert(&CHAINS, fact.row())
        .add(ChainColumn::Exhausted, 1_i64)
        .set(ChainColumn::ExhaustedAt, fact.at)
        .set(ChainColumn::CallSid, Value::sid(exhausted.call_sid))
        .set(ChainColumn::FaultCode, exhausted.fault.code)
}
