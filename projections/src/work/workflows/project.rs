//! From a workflow's events to its rows.

use domain::work::Stamp;
use domain::work::workflow::{RevisionOrigin, WorkflowEvent, WorkflowSettings};

use super::row::{Column, RevisionColumn, WORKFLOW_REVISIONS, WORKFLOWS};
use crate::fact::Fact;
use crate::query::json;
use crate::rows::{RowOp, Value};
use crate::work::dispatch::stamped;

/// What an event does to the rows of its workflow.
pub(crate) fn project(fact: &Fact<'_, WorkflowEvent>, ops: &mut Vec<RowOp>) {
    let stamp = fact.event.stamp();
    let update = || RowOp::update(&WORKFLOWS, fact.row());
    let change = match fact.event {
        WorkflowEvent::WorkflowCreated(it) => {
            ops.push(revision(fact, stamp, 1, &it.configuration, RevisionOrigin::Given));
            let made = RowOp::upsert(&WORKFLOWS, fact.row())
                .set(Column::WorkspaceSid, Value::sid(stamp.workspace_sid))
                .set(Column::CreatedAt, stamp.at)
                .set(Column::DeletedAt, Value::Null);
            document(configure(made, &it.settings), 1, &it.configuration)
        }
        WorkflowEvent::WorkflowConfigured(it) => configure(update(), &it.settings),
        WorkflowEvent::WorkflowRevised(it) => {
            ops.push(revision(fact, stamp, it.revision, &it.configuration, it.origin));
            document(update(), it.revision, &it.configuration)
        }
        WorkflowEvent::WorkflowReEvaluated(_) => update(),
        WorkflowEvent::WorkflowDeleted(_) => update().set(Column::DeletedAt, stamp.at),
    };
    ops.push(stamped(change, stamp, Column::Version, Column::UpdatedAt));
}

fn configure(change: RowOp, settings: &WorkflowSettings) -> RowOp {
    change
        .set(Column::FriendlyName, settings.friendly_name.as_str())
        .set(Column::Settings, json(settings))
}

fn document(change: RowOp, revision: u32, configuration: &str) -> RowOp {
    change.set(Column::Revision, revision).set(Column::Configuration, configuration)
}

fn revision(
    fact: &Fact<'_, WorkflowEvent>,
    stamp: &Stamp,
    revision: u32,
    configuration: &str,
    origin: RevisionOrigin,
) -> RowOp {
    let [account, workflow] = fact.row();
    RowOp::upsert(&WORKFLOW_REVISIONS, [account, workflow, revision.into()])
        .set(RevisionColumn::WorkspaceSid, Value::sid(stamp.workspace_sid))
        .set(RevisionColumn::Configuration, configuration)
        .set(RevisionColumn::Origin, json(&origin))
        .set(RevisionColumn::CreatedAt, stamp.at)
}
