//! Task queues.

use domain::sid::{TaskQueueSid, WorkspaceSid};
use domain::work::expression::{Attributes, Scope};
use domain::work::floor::Command;
use domain::work::task_queue::{TaskQueueCommand, TaskQueuePatch};
use projections::{TaskQueueFilter, TaskQueueRow};
use serde_json::{Value, json};

use super::desk::{demand, made, make};
use super::place::{linked, links, workspace, workspace_sid, workspace_url};
use super::read::{
    attributes, filled, given, holds, number, order_word, ordered_by, queue_order, sid, sid_change,
};
use super::{warnings, workers};
use crate::front::{Ask, Fields, Problem, Reply, iso_seconds, listed, paging};

const LINKS: [(&str, &str); 3] = [
    ("statistics", "Statistics"),
    ("real_time_statistics", "RealTimeStatistics"),
    ("cumulative_statistics", "CumulativeStatistics"),
];

pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let query = &ask.query;
    let filter = TaskQueueFilter {
        friendly_name: filled(query, "FriendlyName"),
        by_update: ordered_by(query, "DateUpdated")?,
    };
    let paging = paging(query)?;
    let inside = workspace(ask).await?.sid;
    let members = wanted_members(ask, inside).await?;
    let keep = |row: &TaskQueueRow| {
        let rule = workers::members(Some(&row.settings.target_workers));
        members.iter().all(|it| holds(&rule, Scope::Queue, it))
    };
    let keep: Option<&(dyn Fn(&TaskQueueRow) -> bool + Send + Sync)> =
        if members.is_empty() { None } else { Some(&keep) };
    let page = ask.views().task_queues(ask.account, inside, &filter, keep, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(listed(ask, &paging, "task_queues", &page, rows))
}

/// The attributes of workers that must belong to each listed queue.
async fn wanted_members(ask: &Ask, inside: WorkspaceSid) -> Result<Vec<Attributes>, Problem> {
    let mut members = Vec::new();
    members.extend(attributes(&ask.query, "EvaluateWorkerAttributes")?);
    if let Some(sid) = sid(&ask.query, "WorkerSid")? {
        members.push(workers::fetched(ask, inside, sid).await?.attributes);
    }
    Ok(members)
}

pub(super) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace_sid(ask)?;
    let sid = TaskQueueSid::from_bits(ask.fresh());
    let create = TaskQueueCommand::Create(patch(&ask.form)?);
    let outcome = make(ask, inside, Command::TaskQueue(sid, create)).await;
    let row = made(ask, outcome, fetched(ask, inside, sid)).await?;
    Reply::created(show_saved(ask, &row))
}

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    Reply::ok(show(ask, &fetched(ask, inside, ask.sid("Sid")?).await?))
}

pub(super) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid("Sid")?);
    let configure = TaskQueueCommand::Configure(patch(&ask.form)?);
    demand(ask, inside, Command::TaskQueue(sid, configure)).await?;
    Reply::ok(show_saved(ask, &fetched(ask, inside, sid).await?))
}

pub(super) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid("Sid")?);
    demand(ask, inside, Command::TaskQueue(sid, TaskQueueCommand::Delete)).await?;
    Ok(Reply::Empty)
}

/// A task queue of the workspace.
pub(super) async fn fetched(
    ask: &Ask,
    inside: WorkspaceSid,
    sid: TaskQueueSid,
) -> Result<TaskQueueRow, Problem> {
    ask.caught_up().await?;
    ask.views().task_queue(ask.account, inside, sid).await?.ok_or_else(|| ask.not_found())
}

fn patch(form: &Fields) -> Result<TaskQueuePatch, Problem> {
    Ok(TaskQueuePatch {
        friendly_name: given(form, "FriendlyName"),
        target_workers: given(form, "TargetWorkers"),
        max_reserved_workers: number(form, "MaxReservedWorkers")?,
        order: queue_order(form, "TaskOrder")?,
        reservation_activity_sid: sid_change(form, "ReservationActivitySid")?,
        assignment_activity_sid: sid_change(form, "AssignmentActivitySid")?,
    })
}

/// The queue and what its author may not have meant.
fn show_saved(ask: &Ask, row: &TaskQueueRow) -> Value {
    let mut shown = show(ask, row);
    shown["warnings"] = json!(warnings::of_expression(&row.settings.target_workers));
    shown
}

fn show(ask: &Ask, row: &TaskQueueRow) -> Value {
    let home = workspace_url(ask, row.workspace_sid);
    let url = format!("{home}/TaskQueues/{}", row.sid);
    let settings = &row.settings;
    let mut around = linked(links(&url, LINKS), "workspace", home.clone());
    for (name, sid) in [
        ("reservation_activity", settings.reservation_activity_sid),
        ("assignment_activity", settings.assignment_activity_sid),
    ] {
        around[name] = json!(sid.map(|sid| format!("{home}/Activities/{sid}")));
    }
    around["list_statistics"] = json!(format!("{home}/TaskQueues/Statistics"));
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "friendly_name": settings.friendly_name,
        "target_workers": settings.target_workers,
        "max_reserved_workers": settings.max_reserved_workers,
        "task_order": order_word(settings.order),
        "reservation_activity_sid": settings.reservation_activity_sid.map(|it| it.to_string()),
        "reservation_activity_name": row.reservation_activity_name,
        "assignment_activity_sid": settings.assignment_activity_sid.map(|it| it.to_string()),
        "assignment_activity_name": row.assignment_activity_name,
        "date_created": iso_seconds(row.created_at),
        "date_updated": iso_seconds(row.updated_at),
        "url": url,
        "links": around,
    })
}
