//! The log of a workspace.

use domain::sid::WorkspaceSid;
use domain::work::WorkKind;
use projections::{TimeRange, WorkLogFilter, WorkLogRow, WorkReferences};
use serde_json::{Value, json};

use super::event_data::event_data;
use super::event_words::{event_type, resource};
use super::place::{workspace, workspace_url};
use super::read::{bad, filled, number, sid, time};
use super::task_channels;
use crate::front::{Ask, Problem, Reply, iso_seconds, listed, paging};
use crate::webhooks::event_types;

/// How far back events are shown when nothing is said, in minutes.
const MINUTES: u32 = 15;
const MINUTE_US: i64 = 60_000_000;

pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let query = &ask.query;
    let paging = paging(query)?;
    let inside = workspace(ask).await?.sid;
    let filter = filter(ask, inside).await?;
    let wanted = filled(query, "EventType");
    let keep = |row: &WorkLogRow| match &wanted {
        Some(wanted) => event_types(&row.event).contains(&wanted.as_str()),
        None => event_type(&row.event).is_some(),
    };
    let page = ask.views().work_log(ask.account, inside, &filter, Some(&keep), &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(listed(ask, &paging, "events", &page, rows))
}

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let row = ask.views().work_event(ask.account, inside, ask.name("Sid")).await?;
    let row = row.filter(|row| event_type(&row.event).is_some());
    Reply::ok(show(ask, &row.ok_or_else(|| ask.not_found())?))
}

async fn filter(ask: &Ask, inside: WorkspaceSid) -> Result<WorkLogFilter, Problem> {
    let query = &ask.query;
    let channel_sid = match query.filled("TaskChannel") {
        Some(name) => Some(task_channels::found(ask, inside, name).await?.sid),
        None => None,
    };
    let sid_wanted = filled(query, "Sid");
    Ok(WorkLogFilter {
        event_types: Vec::new(),
        at: if sid_wanted.is_some() { TimeRange::default() } else { range(ask)? },
        about: WorkReferences {
            work_item_sid: sid(query, "TaskSid")?,
            worker_sid: sid(query, "WorkerSid")?,
            reservation_sid: sid(query, "ReservationSid")?,
            queue_sid: sid(query, "TaskQueueSid")?,
            workflow_sid: sid(query, "WorkflowSid")?,
            channel_sid,
        },
        sid: sid_wanted,
        after: None,
    })
}

/// From `StartDate`, or so many minutes ago, until `EndDate`, or for ever: a workspace's clock may run ahead.
fn range(ask: &Ask) -> Result<TimeRange, Problem> {
    let (start, end) = (time(&ask.query, "StartDate")?, time(&ask.query, "EndDate")?);
    let minutes = number(&ask.query, "Minutes")?.unwrap_or(MINUTES);
    let until = end.map(|it| it.0.saturating_add(1_000_000));
    let ago = until.unwrap_or(ask.now().0).saturating_sub(i64::from(minutes) * MINUTE_US);
    let from = start.map_or(ago, |it| it.0);
    if until.is_some_and(|until| until <= from) {
        return Err(bad("EndDate is before StartDate"));
    }
    Ok(TimeRange { from: Some(from), until })
}

fn show(ask: &Ask, row: &WorkLogRow) -> Value {
    let home = workspace_url(ask, row.workspace_sid);
    let kind = row.resource_sid.kind();
    let (word, folder) = resource(kind);
    let resource_url = match (kind, row.about.work_item_sid) {
        (WorkKind::Reservation, Some(item)) => {
            format!("{home}/Tasks/{item}/Reservations/{}", row.resource_sid)
        }
        (WorkKind::Workspace | WorkKind::Reservation, _) => home.clone(),
        (
            WorkKind::Activity
            | WorkKind::TaskChannel
            | WorkKind::Worker
            | WorkKind::TaskQueue
            | WorkKind::Workflow
            | WorkKind::WorkItem,
            _,
        ) => format!("{home}/{folder}/{}", row.resource_sid),
    };
    let name = event_type(&row.event);
    let is_own = row.actor.starts_with("system");
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid,
        "sequence": row.sequence,
        "event_type": name,
        "event_types": event_types(&row.event),
        "event_date": iso_seconds(row.at),
        "event_date_ms": row.at.0.div_euclid(1_000),
        "event_data": event_data(row),
        "description": name.map(|name| format!("{word} {} {}", row.resource_sid, verb(name))),
        "actor_sid": (!is_own).then(|| row.actor.clone()),
        "actor_type": if is_own { "workspace" } else { "account" },
        "actor_url": null,
        "resource_type": word,
        "resource_sid": row.resource_sid.to_string(),
        "resource_url": resource_url,
        "source": if is_own { "taskrouter" } else { "rest" },
        "source_ip_address": null,
        "url": format!("{home}/Events/{}", row.sid),
    })
}

/// `created` of `task.created`.
fn verb(name: &str) -> String {
    name.split_once('.').map_or(name, |(_, verb)| verb).replace(['.', '-'], " ")
}
