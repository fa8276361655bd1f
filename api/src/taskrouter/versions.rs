//! Versions of workflows: the documents that there were, and the way back. A task goes by the version that it
//! entered.

use domain::sid::WorkflowSid;
use domain::work::floor::Command;
use domain::work::workflow::{RevisionOrigin, WorkflowCommand};
use projections::WorkflowRevisionRow;
use serde_json::{Value, json};

use super::desk::demand;
use super::place::{workspace, workspace_url};
use super::read::{bad, number};
use super::workflows;
use crate::front::{Ask, Problem, Reply, iso_seconds, listed, paging};

pub(super) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let paging = paging(&ask.query)?;
    let inside = workspace(ask).await?.sid;
    let of = workflows::fetched(ask, inside, ask.sid("WorkflowSid")?).await?.sid;
    let page = ask.views().workflow_revisions(ask.account, inside, of, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(listed(ask, &paging, "versions", &page, rows))
}

pub(super) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let of = workflows::fetched(ask, inside, ask.sid("WorkflowSid")?).await?.sid;
    let version = ask.name("Version").parse().map_err(|_| ask.not_found())?;
    let row = ask.views().workflow_revision(ask.account, inside, of, version).await?;
    Reply::ok(show(ask, &row.ok_or_else(|| ask.not_found())?))
}

/// Makes the document of an earlier version the newest again, under a new number.
pub(super) async fn roll_back(ask: &Ask) -> Result<Reply, Problem> {
    let inside = workspace(ask).await?.sid;
    let sid = ask.sid::<WorkflowSid>("WorkflowSid")?;
    let to = number(&ask.form, "Version")?.ok_or_else(|| bad("Version must be given"))?;
    let re_evaluate = ask.form.claim("ReEvaluateTasks")?.unwrap_or(false);
    let back = WorkflowCommand::RollBack { to, re_evaluate };
    demand(ask, inside, Command::Workflow(sid, back)).await?;
    Reply::ok(workflows::show_saved(ask, &workflows::fetched(ask, inside, sid).await?))
}

fn show(ask: &Ask, row: &WorkflowRevisionRow) -> Value {
    let home = workspace_url(ask, row.workspace_sid);
    let (origin, rolled_back_to) = match row.origin {
        RevisionOrigin::Given => ("given", None),
        RevisionOrigin::Fetched => ("fetched", None),
        RevisionOrigin::RolledBack { to } => ("rolled-back", Some(to)),
    };
    json!({
        "account_sid": row.account_sid.to_string(),
        "workspace_sid": row.workspace_sid.to_string(),
        "workflow_sid": row.workflow_sid.to_string(),
        "version": row.revision,
        "configuration": row.configuration,
        "origin": origin,
        "rolled_back_to": rolled_back_to,
        "date_created": iso_seconds(row.created_at),
        "url": format!("{home}/Workflows/{}/Versions/{}", row.workflow_sid, row.revision),
    })
}
