//! What may be asked of a workspace.

use super::{QueueOrder, WorkspaceSettings};
use crate::settings::Change;
use crate::sid::ActivitySid;
use crate::work::{Refusal, check};

/// The most types that an events filter may name.
pub const MAX_EVENTS_FILTER: usize = 100;

/// What may be asked of a workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WorkspaceCommand {
    /// Let it come to be, with the activities Offline, Available and Unavailable and the usual channels.
    Create {
        /// What is set on top of the defaults. Activities are not there yet, so none can be named.
        patch: WorkspacePatch,
        /// What else is made.
        template: Template,
        /// 64 random bits.
        seed: u64,
    },
    /// Change what the patch names.
    Configure(WorkspacePatch),
    /// Let it be gone. Open reservations are canceled and open work items with them.
    Delete,
}

/// What a new workspace has beside its activities and channels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Template {
    /// Nothing.
    #[default]
    Empty,
    /// One queue for everybody and one workflow that brings every work item there.
    Fifo,
}

/// A change to a workspace's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct WorkspacePatch {
    /// What people call it.
    pub friendly_name: Option<String>,
    /// `EventCallbackUrl`.
    pub event_callback_url: Change<String>,
    /// `EventsFilter`.
    pub events_filter: Option<Vec<String>>,
    /// `MultiTaskEnabled`; true for a new one.
    pub multi_task_enabled: Option<bool>,
    /// `PrioritizeQueueOrder`; FIFO for a new one.
    pub queue_order: Option<QueueOrder>,
    /// `DefaultActivitySid`.
    pub default_activity_sid: Option<ActivitySid>,
    /// `TimeoutActivitySid`.
    pub timeout_activity_sid: Option<ActivitySid>,
}

impl WorkspacePatch {
    pub(super) fn apply(&self, before: &WorkspaceSettings) -> Result<WorkspaceSettings, Refusal> {
        let mut after = before.clone();
        if let Some(name) = &self.friendly_name {
            after.friendly_name.clone_from(name);
        }
        check::name("FriendlyName", &after.friendly_name)?;
        self.event_callback_url.apply(&mut after.event_callback_url);
        check::url("EventCallbackUrl", after.event_callback_url.as_deref())?;
        if let Some(filter) = &self.events_filter {
            check::range("EventsFilter", filter.len() as u64, 0, MAX_EVENTS_FILTER as u64)?;
            filter.iter().try_for_each(|kind| check::name("EventsFilter", kind))?;
            after.events_filter.clone_from(filter);
        }
        after.multi_task_enabled = self.multi_task_enabled.unwrap_or(before.multi_task_enabled);
        after.queue_order = self.queue_order.unwrap_or(before.queue_order);
        after.default_activity_sid =
            self.default_activity_sid.unwrap_or(before.default_activity_sid);
        after.timeout_activity_sid =
            self.timeout_activity_sid.unwrap_or(before.timeout_activity_sid);
        Ok(after)
    }
}
