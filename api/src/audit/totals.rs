//! `/v1/Totals`: how many calls the account had, how they ended, and what went wrong where.

use domain::timestamp::Timestamp;
use serde_json::{Value, json};

use crate::front::{Ask, Problem, Reply, iso};

/// Since the account began; calls that were removed from view count.
pub(crate) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let totals = ask.views().totals(ask.account).await?;
    let calls: Vec<Value> = totals
        .calls
        .iter()
        .map(|total| {
            json!({
                "outcome": total.outcome,
                "calls": total.calls,
                "duration_ms": total.duration_ms,
            })
        })
        .collect();
    let faults: Vec<Value> = totals
        .faults
        .iter()
        .map(|total| {
            json!({
                "url": total.url,
                "error_code": total.code,
                "count": total.faults,
                "last_at": iso(Timestamp(total.last_at)),
            })
        })
        .collect();
    Reply::ok(json!({
        "account_sid": ask.account.to_string(),
        "calls": calls,
        "faults": faults,
    }))
}
