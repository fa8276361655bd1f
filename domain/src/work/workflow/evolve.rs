//! What an event makes of a workflow.

use std::sync::Arc;

use super::*;
use crate::decider::Life;

pub(super) fn evolve(state: Life<Workflow>, event: &WorkflowEvent) -> Life<Workflow> {
    let version = event.stamp().version;
    match event {
        WorkflowEvent::WorkflowCreated(it) => Life::Live(Workflow {
            version,
            settings: it.settings.clone(),
            revision: 1,
            revisions: [(1, Arc::from(it.configuration.as_str()))].into(),
        }),
        WorkflowEvent::WorkflowConfigured(it) => {
            let settings = it.settings.clone();
            state.map(|workflow| Workflow { version, settings, ..workflow })
        }
        WorkflowEvent::WorkflowRevised(it) => state.map(|mut workflow| {
            workflow.revisions.insert(it.revision, Arc::from(it.configuration.as_str()));
            while workflow.revisions.len() > KEPT_REVISIONS {
                workflow.revisions.pop_first();
            }
            Workflow { version, revision: it.revision, ..workflow }
        }),
        WorkflowEvent::WorkflowReEvaluated(_) => {
            state.map(|workflow| Workflow { version, ..workflow })
        }
        WorkflowEvent::WorkflowDeleted(_) => Life::Gone,
    }
}
