//! How much of each kind of work a worker takes.

use domain::sid::{WorkerChannelSid, WorkerSid, WorkspaceSid};
use domain::work::floor::Command;
use domain::work::worker::WorkerCommand;
use projections::{Page, WorkerChannelRow};
use ring::digest::{SHA256, digest};
use serde_json::{Value, json};

use super::desk::demand;
use super::place::{workspace, workspace_url};
use super::read::number;
use super::workers;
use crate::front::{Ask, Problem, Reply, iso_seconds, listed, paging};

/// All on one page: a workspace has few task channels.
pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let paging = paging(&ask.query)?;
    let inside = workspace(ask).await?.sid;
    let worker = workers::fetched(ask, inside, ask.sid("WorkerSid")?).await?.sid;
    let rows = ask.views().worker_channels(ask.account, inside, worker).await?;
    let shown = rows.iter().map(|row| show(ask, row)).collect();
    let page = Page { rows, next: None, previous: None };
    Reply::ok(listed(ask, &paging, "channels", &page, shown))
}

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    Reply::ok(show(ask, &found(ask, inside, ask.sid("WorkerSid")?).await?))
}

pub(super) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, worker) = (workspace(ask).await?.sid, ask.sid("WorkerSid")?);
    let set = WorkerCommand::SetChannel {
        channel_sid: found(ask, inside, worker).await?.channel_sid,
        capacity: number(&ask.form, "Capacity")?,
        available: ask.form.claim("Available")?,
    };
    demand(ask, inside, Command::Worker(worker, set)).await?;
    Reply::ok(show(ask, &found(ask, inside, worker).await?))
}

/// The channel of the path: by its own sid, or by the sid or unique name of the task channel.
async fn found(
    ask: &Ask,
    inside: WorkspaceSid,
    worker: WorkerSid,
) -> Result<WorkerChannelRow, Problem> {
    ask.caught_up().await?;
    let rows = ask.views().worker_channels(ask.account, inside, worker).await?;
    let name = ask.name("Sid");
    let is_it = |row: &WorkerChannelRow| {
        row.channel_name == name
            || row.channel_sid.to_string() == name
            || sid(row).to_string() == name
    };
    rows.into_iter().find(is_it).ok_or_else(|| ask.not_found())
}

/// A worker has one channel for each task channel, so its sid is drawn from theirs.
fn sid(row: &WorkerChannelRow) -> WorkerChannelSid {
    let both = format!("{}{}", row.worker_sid, row.channel_sid);
    let digest = digest(&SHA256, both.as_bytes());
    let mut bits = [0; 16];
    bits.copy_from_slice(&digest.as_ref()[..16]);
    WorkerChannelSid::from_bits(u128::from_be_bytes(bits))
}

fn show(ask: &Ask, row: &WorkerChannelRow) -> Value {
    let home = workspace_url(ask, row.workspace_sid);
    let sid = sid(row);
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "worker_sid": row.worker_sid.to_string(),
        "sid": sid.to_string(),
        "task_channel_sid": row.channel_sid.to_string(),
        "task_channel_unique_name": row.channel_name,
        "configured_capacity": row.capacity,
        "available": row.available,
        "assigned_tasks": row.assigned,
        "available_capacity_percentage": row.available_capacity_percentage(),
        "date_created": iso_seconds(row.created_at),
        "date_updated": iso_seconds(row.updated_at),
        "url": format!("{home}/Workers/{}/Channels/{sid}", row.worker_sid),
    })
}
