//! A workspace's clock, which tenants' tests let run ahead. In development mode only.

use domain::timestamp::Timestamp;
use serde_json::{Value, json};

use super::desk::consult;
use super::place::{workspace, workspace_sid, workspace_url};
use super::read::{bad, number};
use crate::front::{Ask, Problem, Reply, iso};

/// The furthest that one request lets it run ahead, in seconds: four weeks.
const FURTHEST_S: u32 = 2_419_200;

/// `{"now": "2026-11-22T15:31:43.000001Z", …}`
pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let now = consult(ask, workspace_sid(ask)?, |_, now| now).await?;
    Reply::ok(show(ask, now)?)
}

/// Lets `Seconds` pass at once: what becomes due happens.
pub(super) async fn advance(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let seconds = number(&ask.form, "Seconds")?.filter(|it| (1..=FURTHEST_S).contains(it));
    let seconds = seconds.ok_or_else(|| bad(format!("Seconds must be from 1 to {FURTHEST_S}")))?;
    let now = ask.desk().advance(ask.account, inside, u64::from(seconds) * 1_000).await?;
    // What became due is on disk; what is read next should show it.
    ask.wrote(ask.writer().store.head().await.map_err(commands::Failure::from)?);
    Reply::ok(show(ask, now)?)
}

fn show(ask: &Ask, now: Timestamp) -> Result<Value, Problem> {
    let inside = workspace_sid(ask)?;
    Ok(json!({
        "account_sid": ask.account.to_string(),
        "workspace_sid": inside.to_string(),
        "now": iso(now),
        "url": format!("{}/Clock", workspace_url(ask, inside)),
    }))
}
