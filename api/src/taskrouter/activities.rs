//! Activities: what workers do.

use domain::sid::{ActivitySid, WorkspaceSid};
use domain::work::activity::ActivityCommand;
use domain::work::floor::Command;
use projections::{ActivityFilter, ActivityRow};
use serde_json::{Value, json};

use super::desk::{demand, made, make};
use super::place::{workspace, workspace_sid, workspace_url};
use super::read::{filled, given};
use crate::front::{Ask, Problem, Reply, iso_seconds, listed, paging};

pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let filter = ActivityFilter {
        friendly_name: filled(&ask.query, "FriendlyName"),
        available: ask.query.claim("Available")?,
    };
    let paging = paging(&ask.query)?;
    let inside = workspace(ask).await?.sid;
    let page = ask.views().activities(ask.account, inside, &filter, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(listed(ask, &paging, "activities", &page, rows))
}

pub(super) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace_sid(ask)?;
    let sid = ActivitySid::from_bits(ask.fresh());
    let create = ActivityCommand::Create {
        friendly_name: given(&ask.form, "FriendlyName").unwrap_or_default(),
        available: ask.form.claim("Available")?.unwrap_or(false),
    };
    let outcome = make(ask, inside, Command::Activity(sid, create)).await;
    Reply::created(show(ask, &made(ask, outcome, fetched(ask, inside, sid)).await?))
}

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    Reply::ok(show(ask, &fetched(ask, inside, ask.sid("Sid")?).await?))
}

/// `Available` never changes: what is said of it is passed over, as in the dialect.
pub(super) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid("Sid")?);
    if let Some(friendly_name) = given(&ask.form, "FriendlyName") {
        let rename = ActivityCommand::Rename { friendly_name };
        demand(ask, inside, Command::Activity(sid, rename)).await?;
    }
    let inside = workspace(ask).await?.sid;
    Reply::ok(show(ask, &fetched(ask, inside, sid).await?))
}

pub(super) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid("Sid")?);
    demand(ask, inside, Command::Activity(sid, ActivityCommand::Delete)).await?;
    Ok(Reply::Empty)
}

async fn fetched(
    ask: &Ask,
    inside: WorkspaceSid,
    sid: ActivitySid,
) -> Result<ActivityRow, Problem> {
    ask.caught_up().await?;
    ask.views().activity(ask.account, inside, sid).await?.ok_or_else(|| ask.not_found())
}

fn show(ask: &Ask, row: &ActivityRow) -> Value {
    let home = workspace_url(ask, row.workspace_sid);
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "friendly_name": row.friendly_name,
        "available": row.available,
        "date_created": iso_seconds(row.created_at),
        "date_updated": iso_seconds(row.updated_at),
        "url": format!("{home}/Activities/{}", row.sid),
        "links": {"workspace": home},
    })
}
