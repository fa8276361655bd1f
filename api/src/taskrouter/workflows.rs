//! Workflows.

use domain::sid::{WorkflowSid, WorkspaceSid};
use domain::work::floor::Command;
use domain::work::workflow::{WorkflowCommand, WorkflowPatch};
use projections::{WorkflowFilter, WorkflowRow};
use serde_json::{Value, json};

use super::desk::{demand, made, make};
use super::place::{linked, links, workspace, workspace_sid, workspace_url};
use super::read::{filled, given, number};
use super::warnings;
use crate::front::{Ask, Fields, Problem, Reply, iso_seconds, listed, paging};

const LINKS: [(&str, &str); 5] = [
    ("statistics", "Statistics"),
    ("real_time_statistics", "RealTimeStatistics"),
    ("cumulative_statistics", "CumulativeStatistics"),
    ("versions", "Versions"),
    ("simulate", "Simulate"),
];

pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let filter = WorkflowFilter { friendly_name: filled(&ask.query, "FriendlyName") };
    let paging = paging(&ask.query)?;
    let inside = workspace(ask).await?.sid;
    let page = ask.views().workflows(ask.account, inside, &filter, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(listed(ask, &paging, "workflows", &page, rows))
}

pub(super) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace_sid(ask)?;
    let sid = WorkflowSid::from_bits(ask.fresh());
    let create = WorkflowCommand::Create(patch(&ask.form)?);
    let outcome = make(ask, inside, Command::Workflow(sid, create)).await;
    let row = made(ask, outcome, fetched(ask, inside, sid)).await?;
    Reply::created(show_saved(ask, &row))
}

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    Reply::ok(show(ask, &fetched(ask, inside, ask.sid("Sid")?).await?))
}

pub(super) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid("Sid")?);
    let re_evaluate = ask.form.claim("ReEvaluateTasks")?.unwrap_or(false);
    let configure = WorkflowCommand::Configure { patch: patch(&ask.form)?, re_evaluate };
    demand(ask, inside, Command::Workflow(sid, configure)).await?;
    Reply::ok(show_saved(ask, &fetched(ask, inside, sid).await?))
}

pub(super) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let (inside, sid) = (workspace_sid(ask)?, ask.sid("Sid")?);
    demand(ask, inside, Command::Workflow(sid, WorkflowCommand::Delete)).await?;
    Ok(Reply::Empty)
}

/// A workflow of the workspace.
pub(super) async fn fetched(
    ask: &Ask,
    inside: WorkspaceSid,
    sid: WorkflowSid,
) -> Result<WorkflowRow, Problem> {
    ask.caught_up().await?;
    ask.views().workflow(ask.account, inside, sid).await?.ok_or_else(|| ask.not_found())
}

fn patch(form: &Fields) -> Result<WorkflowPatch, Problem> {
    Ok(WorkflowPatch {
        friendly_name: given(form, "FriendlyName"),
        assignment_callback_url: form.change("AssignmentCallbackUrl"),
        fallback_assignment_callback_url: form.change("FallbackAssignmentCallbackUrl"),
        reservation_timeout_s: number(form, "TaskReservationTimeout")?,
        configuration_url: domain::settings::Change::Keep,
        configuration: filled(form, "Configuration"),
        is_fetched: false,
    })
}

/// The workflow and what its author may not have meant.
pub(super) fn show_saved(ask: &Ask, row: &WorkflowRow) -> Value {
    let mut shown = show(ask, row);
    shown["warnings"] = json!(warnings::of_document(&row.configuration));
    shown
}

fn show(ask: &Ask, row: &WorkflowRow) -> Value {
    let home = workspace_url(ask, row.workspace_sid);
    let url = format!("{home}/Workflows/{}", row.sid);
    let settings = &row.settings;
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "sid": row.sid.to_string(),
        "friendly_name": settings.friendly_name,
        "assignment_callback_url": settings.assignment_callback_url,
        "fallback_assignment_callback_url": settings.fallback_assignment_callback_url,
        "task_reservation_timeout": settings.reservation_timeout_s,
        "configuration": row.configuration,
        "document_content_type": "application/json",
        "version": row.revision,
        "date_created": iso_seconds(row.created_at),
        "date_updated": iso_seconds(row.updated_at),
        "url": url,
        "links": linked(links(&url, LINKS), "workspace", home),
    })
}
