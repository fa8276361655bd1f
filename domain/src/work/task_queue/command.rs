//! What may be asked of a task queue.

use super::TaskQueueSettings;
use crate::settings::Change;
use crate::sid::ActivitySid;
use crate::work::expression::{Dialect, Expression, Scope};
use crate::work::workspace::QueueOrder;
use crate::work::{Refusal, check};

/// The most task queues of a workspace.
pub const MAX_TASK_QUEUES: usize = 5_000;
/// The most workers to which a work item is offered at a time.
pub const MAX_RESERVED_WORKERS: u32 = 50;
/// The longest expression, in characters.
pub const MAX_TARGET_WORKERS_CHARS: usize = 16_384;

/// What may be asked of a task queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TaskQueueCommand {
    /// Let it come to be, with these settings on top of the defaults.
    Create(TaskQueuePatch),
    /// Change what the patch names.
    Configure(TaskQueuePatch),
    /// Let it be gone. Not while a workflow names it or work items wait in it.
    Delete,
}

/// A change to a task queue's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TaskQueuePatch {
    /// What people call it. No other queue of the workspace may be called the same.
    pub friendly_name: Option<String>,
    /// `TargetWorkers`; `1==1` for a new one.
    pub target_workers: Option<String>,
    /// `MaxReservedWorkers`; 1 for a new one.
    pub max_reserved_workers: Option<u32>,
    /// `TaskOrder`; the workspace's for a new one.
    pub order: Option<QueueOrder>,
    /// `ReservationActivitySid`.
    pub reservation_activity_sid: Change<ActivitySid>,
    /// `AssignmentActivitySid`.
    pub assignment_activity_sid: Change<ActivitySid>,
}

impl TaskQueuePatch {
    pub(super) fn apply(&self, before: &TaskQueueSettings) -> Result<TaskQueueSettings, Refusal> {
        let mut after = before.clone();
        if let Some(name) = &self.friendly_name {
            after.friendly_name.clone_from(name);
        }
        check::name("FriendlyName", &after.friendly_name)?;
        if let Some(expression) = &self.target_workers {
            check_target_workers(expression)?;
            after.target_workers.clone_from(expression);
        }
        after.max_reserved_workers =
            self.max_reserved_workers.unwrap_or(before.max_reserved_workers);
        let (most, max) = (u64::from(MAX_RESERVED_WORKERS), after.max_reserved_workers);
        check::range("MaxReservedWorkers", u64::from(max), 1, most)?;
        after.order = self.order.unwrap_or(before.order);
        self.reservation_activity_sid.apply(&mut after.reservation_activity_sid);
        self.assignment_activity_sid.apply(&mut after.assignment_activity_sid);
        Ok(after)
    }
}

fn check_target_workers(expression: &str) -> Result<(), Refusal> {
    let (field, max) = ("TargetWorkers", MAX_TARGET_WORKERS_CHARS);
    if expression.chars().count() > max {
        return Err(Refusal::BadLength { field, max });
    }
    if expression.trim().is_empty() {
        return Ok(());
    }
    let read = Expression::parse(expression, Scope::Queue, Dialect::default());
    read.map(drop).map_err(|why| Refusal::BadExpression { field, why })
}
