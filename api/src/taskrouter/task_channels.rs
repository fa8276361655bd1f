//! Task channels: kinds of work.

use domain::sid::{TaskChannelSid, WorkspaceSid};
use domain::work::floor::Command;
use domain::work::task_channel::{TaskChannelCommand, TaskChannelPatch};
use projections::TaskChannelRow;
use serde_json::{Value, json};

use super::desk::{demand, made, make};
use super::place::{workspace, workspace_sid, workspace_url};
use super::read::{given, number};
use crate::front::{Ask, Problem, Reply, iso_seconds, listed, paging};

pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let paging = paging(&ask.query)?;
    let inside = workspace(ask).await?.sid;
    let page = ask.views().task_channels(ask.account, inside, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(listed(ask, &paging, "channels", &page, rows))
}

pub(super) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace_sid(ask)?;
    let sid = TaskChannelSid::from_bits(ask.fresh());
    let form = &ask.form;
    let create = TaskChannelCommand::Create {
        friendly_name: given(form, "FriendlyName").unwrap_or_default(),
        unique_name: given(form, "UniqueName").unwrap_or_default(),
        is_optimized: form.claim("ChannelOptimizedRouting")?.unwrap_or(false),
        cost: number(form, "Cost")?.unwrap_or(0),
    };
    let outcome = make(ask, inside, Command::TaskChannel(sid, create)).await;
    let row = made(ask, outcome, found(ask, inside, &sid.to_string())).await?;
    Reply::created(show(ask, &row))
}

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    Reply::ok(show(ask, &found(ask, inside, ask.name("Sid")).await?))
}

pub(super) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let sid = found(ask, inside, ask.name("Sid")).await?.sid;
    let patch = TaskChannelPatch {
        friendly_name: given(&ask.form, "FriendlyName"),
        is_optimized: ask.form.claim("ChannelOptimizedRouting")?,
        cost: number(&ask.form, "Cost")?,
    };
    let configure = TaskChannelCommand::Configure(patch);
    demand(ask, inside, Command::TaskChannel(sid, configure)).await?;
    Reply::ok(show(ask, &found(ask, inside, &sid.to_string()).await?))
}

pub(super) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let sid = found(ask, inside, ask.name("Sid")).await?.sid;
    demand(ask, inside, Command::TaskChannel(sid, TaskChannelCommand::Delete)).await?;
    Ok(Reply::Empty)
}

/// A task channel by its sid or unique name.
pub(super) async fn found(
    ask: &Ask,
    inside: WorkspaceSid,
    name: &str,
) -> Result<TaskChannelRow, Problem> {
    ask.caught_up().await?;
    let views = ask.views();
    let row = match name.parse::<TaskChannelSid>() {
        Ok(sid) => views.task_channel(ask.account, inside, sid).await?,
        Err(_) => views.task_channel_named(ask.account, inside, name).await?,
    };
    row.ok_or_else(|| ask.not_found())
}

fn show(ask: &Ask, row: &TaskChannelRow) -> Value {
    let home = workspace_url(ask, row.workspace_sid);
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "friendly_name": row.settings.friendly_name,
        "unique_name": row.settings.unique_name,
        "channel_optimized_routing": row.settings.is_optimized,
        "cost": row.settings.cost,
        "date_created": iso_seconds(row.created_at),
        "date_updated": iso_seconds(row.updated_at),
        "url": format!("{home}/TaskChannels/{}", row.sid),
        "links": {"workspace": home},
    })
}
