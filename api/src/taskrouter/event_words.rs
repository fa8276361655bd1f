//! What events and resources are called in the dialect.

use domain::work::{WorkEvent, WorkKind};

use crate::webhooks::event_types;

/// The dialect's name of an event: where the dialect tells it in parts, the part about what it happened to, or
/// else the last. Nothing for what the dialect does not tell.
pub(super) fn event_type(event: &WorkEvent) -> Option<&'static str> {
    let types = event_types(event);
    let (word, _) = resource(event.kind());
    let is_own = |name: &str| name.split_once('.').is_some_and(|(of, _)| of == word);
    types.iter().find(|name| is_own(name)).or_else(|| types.last()).copied()
}

/// What a kind of resource is called, and the part of a path under which its resources are.
pub(super) const fn resource(kind: WorkKind) -> (&'static str, &'static str) {
    match kind {
        WorkKind::Workspace => ("workspace", ""),
        WorkKind::Activity => ("activity", "Activities"),
        WorkKind::TaskChannel => ("task-channel", "TaskChannels"),
        WorkKind::Worker => ("worker", "Workers"),
        WorkKind::TaskQueue => ("task-queue", "TaskQueues"),
        WorkKind::Workflow => ("workflow", "Workflows"),
        WorkKind::WorkItem => ("task", "Tasks"),
        WorkKind::Reservation => ("reservation", ""),
    }
}
