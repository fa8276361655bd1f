//! Workers.

use domain::sid::{WorkerSid, WorkspaceSid};
use domain::work::expression::{Dialect, Expression, Scope};
use domain::work::floor::Command;
use domain::work::worker::{WorkerCommand, WorkerPatch};
use http::StatusCode;
use projections::{Paging, TaskQueueFilter, WorkerFilter, WorkerRow};
use serde_json::{Value, json};

use super::desk::{demand, made, make};
use super::place::{linked, links, workspace, workspace_sid, workspace_url};
use super::read::{expression, filled, given, holds, ordered_by, sid};
use crate::front::{Ask, Fields, Problem, Reply, iso_seconds, listed, paging};

const LINKS: [(&str, &str); 5] = [
    ("channels", "Channels"),
    ("worker_channels", "Channels"),
    ("reservations", "Reservations"),
    ("worker_statistics", "Statistics"),
    ("statistics", "Statistics"),
];

pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let query = &ask.query;
    let filter = WorkerFilter {
        activity_sid: sid(query, "ActivitySid")?,
        activity_name: filled(query, "ActivityName"),
        available: query.claim("Available")?,
        friendly_name: filled(query, "FriendlyName"),
        by_status_change: ordered_by(query, "DateStatusChanged")?,
    };
    let paging = paging(query)?;
    let inside = workspace(ask).await?.sid;
    let rules = rules(ask, inside).await?;
    let keep = |row: &WorkerRow| rules.iter().all(|it| holds(it, Scope::Queue, &row.attributes));
    let keep: Option<&(dyn Fn(&WorkerRow) -> bool + Send + Sync)> =
        if rules.is_empty() { None } else { Some(&keep) };
    let page = ask.views().workers(ask.account, inside, &filter, keep, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(listed(ask, &paging, "workers", &page, rows))
}

/// What the listed workers' attributes must fulfil: the given expression, and those of the named queues. A
/// queue that does not exist has no members.
pub(super) async fn rules(ask: &Ask, inside: WorkspaceSid) -> Result<Vec<Expression>, Problem> {
    let query = &ask.query;
    let mut rules = Vec::new();
    rules.extend(expression(query, "TargetWorkersExpression", Scope::Queue)?);
    if let Some(sid) = sid(query, "TaskQueueSid")? {
        let queue = ask.views().task_queue(ask.account, inside, sid).await?;
        rules.push(members(queue.as_ref().map(|row| row.settings.target_workers.as_str())));
    }
    if let Some(name) = filled(query, "TaskQueueName") {
        let filter = TaskQueueFilter { friendly_name: Some(name), ..TaskQueueFilter::default() };
        let one = Paging::first(1);
        let page = ask.views().task_queues(ask.account, inside, &filter, None, &one).await?;
        rules.push(members(page.rows.first().map(|row| row.settings.target_workers.as_str())));
    }
    Ok(rules)
}

/// The expression of a queue; nobody's when it is absent or cannot be read.
pub(super) fn members(target_workers: Option<&str>) -> Expression {
    let read = target_workers.map(|it| Expression::parse(it, Scope::Queue, Dialect::default()));
    read.and_then(Result::ok).unwrap_or_else(|| Expression::constant(false))
}

pub(super) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace_sid(ask)?;
    let sid = WorkerSid::from_bits(ask.fresh());
    let outcome = make(ask, inside, Command::Worker(sid, new(&ask.form)?)).await;
    let row = made(ask, outcome, fetched(ask, inside, sid)).await?;
    Ok(Reply::Versioned(StatusCode::CREATED, show(ask, &row), row.version))
}

/// The command for a new worker.
pub(super) fn new(form: &Fields) -> Result<WorkerCommand, Problem> {
    Ok(WorkerCommand::Create {
        friendly_name: given(form, "FriendlyName").unwrap_or_default(),
        activity_sid: sid(form, "ActivitySid")?,
        attributes: filled(form, "Attributes"),
    })
}

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let row = fetched(ask, inside, ask.sid("Sid")?).await?;
    Ok(Reply::Versioned(StatusCode::OK, show(ask, &row), row.version))
}

pub(super) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid("Sid")?);
    demand(ask, inside, Command::Worker(sid, changed(&ask.form)?)).await?;
    let row = fetched(ask, inside, sid).await?;
    Ok(Reply::Versioned(StatusCode::OK, show(ask, &row), row.version))
}

/// The command that changes a worker. All of it happens, or nothing.
pub(super) fn changed(form: &Fields) -> Result<WorkerCommand, Problem> {
    Ok(WorkerCommand::Update(WorkerPatch {
        friendly_name: given(form, "FriendlyName"),
        activity_sid: sid(form, "ActivitySid")?,
        attributes: filled(form, "Attributes"),
        reject_pending: form.claim("RejectPendingReservations")?.unwrap_or(false),
        is_disconnect: false,
    }))
}

pub(super) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid("Sid")?);
    demand(ask, inside, Command::Worker(sid, WorkerCommand::Delete)).await?;
    Ok(Reply::Empty)
}

/// A worker of the workspace.
pub(super) async fn fetched(
    ask: &Ask,
    inside: WorkspaceSid,
    sid: WorkerSid,
) -> Result<WorkerRow, Problem> {
    ask.caught_up().await?;
    ask.views().worker(ask.account, inside, sid).await?.ok_or_else(|| ask.not_found())
}

pub(super) fn show(ask: &Ask, row: &WorkerRow) -> Value {
    let home = workspace_url(ask, row.workspace_sid);
    let url = format!("{home}/Workers/{}", row.sid);
    let mut around = linked(links(&url, LINKS), "workspace", home.clone());
    around["activity"] = json!(format!("{home}/Activities/{}", row.activity_sid));
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "friendly_name": row.friendly_name,
        "activity_sid": row.activity_sid.to_string(),
        "activity_name": row.activity_name,
        "available": row.available,
        "attributes": row.attributes.text(),
        "date_created": iso_seconds(row.created_at),
        "date_updated": iso_seconds(row.updated_at),
        "date_status_changed": iso_seconds(row.activity_since),
        "version": row.version.to_string(),
        "url": url,
        "links": around,
    })
}
