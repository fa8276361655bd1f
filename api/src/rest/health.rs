//! How the URIs of an application or a phone number fare.

use projections::{ChainRow, UriHealthRow};
use serde_json::{Value, json};

use super::call_events::class;
use super::secondaries::Owner;
use crate::front::{Ask, Problem, Reply, rfc2822};

pub(crate) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let owner = Owner::of(ask)?;
    owner.secondaries(ask).await?;
    let uris = ask.views().uri_health(ask.account, &owner.sid()).await?;
    let chain = ask.views().chain(ask.account, &owner.sid()).await?;
    let uris: Vec<Value> = uris.iter().map(show).collect();
    Reply::ok(json!({
        "account_sid": ask.account.to_string(),
        "parent_sid": owner.sid(),
        "uris": uris,
        "exhausted": chain.as_ref().map(show_chain),
        "uri": ask.uri(),
    }))
}

fn show(row: &UriHealthRow) -> Value {
    json!({
        "url": row.url,
        "rank": row.rank,
        "status": if row.failures_in_a_row == 0 { "well" } else { "failing" },
        "failures": row.failures,
        "failures_in_a_row": row.failures_in_a_row,
        "error_code": row.last_fault.code,
        "error_class": class(row.last_fault.class),
        "error_message": row.last_fault.message,
        "call_sid": row.call_sid.to_string(),
        "date_failed": rfc2822(row.failed_at),
        "date_recovered": row.recovered_at.map(rfc2822),
    })
}

fn show_chain(row: &ChainRow) -> Value {
    json!({
        "count": row.exhausted,
        "error_code": row.fault_code,
        "call_sid": row.call_sid.to_string(),
        "date_last": rfc2822(row.exhausted_at),
    })
}
