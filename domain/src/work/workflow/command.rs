//! What may be asked of a workflow.

use super::WorkflowSettings;
use crate::settings::Change;
use crate::work::{Refusal, check};

/// The longest document, in bytes.
pub const MAX_CONFIGURATION_BYTES: usize = 1_038_576;
/// How long an offer stands at most, in seconds: a day.
pub const MAX_RESERVATION_TIMEOUT_S: u32 = 86_400;
/// How long an offer stands when nothing is said, in seconds.
pub const DEFAULT_RESERVATION_TIMEOUT_S: u32 = 120;
/// The most workflows of a workspace.
pub const MAX_WORKFLOWS: usize = 1_000;
/// The newest revisions of a document that a rollback can go to.
pub const KEPT_REVISIONS: usize = 20;

/// What may be asked of a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkflowCommand {
    /// Let it come to be, with these settings on top of the defaults. The document must be given.
    Create(WorkflowPatch),
    /// Change what the patch names.
    Configure {
        /// What is changed.
        patch: WorkflowPatch,
        /// `ReEvaluateTasks`: whether waiting work items are routed afresh.
        re_evaluate: bool,
    },
    /// Make the document of an earlier revision the newest again.
    RollBack {
        /// That revision: one of the last [`KEPT_REVISIONS`].
        to: u32,
        /// Whether waiting work items are routed afresh.
        re_evaluate: bool,
    },
    /// Let it be gone. Not while work items are in it.
    Delete,
}

/// A change to a workflow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkflowPatch {
    /// What people call it. No other workflow of the workspace may be called the same.
    pub friendly_name: Option<String>,
    /// `AssignmentCallbackUrl`.
    pub assignment_callback_url: Change<String>,
    /// `FallbackAssignmentCallbackUrl`.
    pub fallback_assignment_callback_url: Change<String>,
    /// `TaskReservationTimeout`; 120 s for a new one.
    pub reservation_timeout_s: Option<u32>,
    /// Where the document is fetched from.
    pub configuration_url: Change<String>,
    /// The document.
    pub configuration: Option<String>,
    /// Whether the document was fetched rather than given.
    pub is_fetched: bool,
}

impl WorkflowPatch {
    pub(super) fn apply(&self, before: &WorkflowSettings) -> Result<WorkflowSettings, Refusal> {
        let mut after = before.clone();
        if let Some(name) = &self.friendly_name {
            after.friendly_name.clone_from(name);
        }
        check::name("FriendlyName", &after.friendly_name)?;
        self.assignment_callback_url.apply(&mut after.assignment_callback_url);
        check::url("AssignmentCallbackUrl", after.assignment_callback_url.as_deref())?;
        self.fallback_assignment_callback_url.apply(&mut after.fallback_assignment_callback_url);
        let fallback = after.fallback_assignment_callback_url.as_deref();
        check::url("FallbackAssignmentCallbackUrl", fallback)?;
        self.configuration_url.apply(&mut after.configuration_url);
        check::url("ConfigurationUrl", after.configuration_url.as_deref())?;
        after.reservation_timeout_s =
            self.reservation_timeout_s.unwrap_or(before.reservation_timeout_s);
        let timeout = u64::from(after.reservation_timeout_s);
        let max = u64::from(MAX_RESERVATION_TIMEOUT_S);
        check::range("TaskReservationTimeout", timeout, 1, max)?;
        Ok(after)
    }
}
