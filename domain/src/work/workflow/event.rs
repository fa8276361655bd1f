//! What can happen to a workflow.

use serde::{Deserialize, Serialize};

use crate::work::Stamp;
use crate::work::macros::work_events;

work_events! {
    /// What can happen to a workflow. The stream's key is the workflow's sid.
    pub enum WorkflowEvent {
        WorkflowCreated = 1,
        WorkflowConfigured = 1,
        WorkflowRevised = 1,
        WorkflowReEvaluated = 1,
        WorkflowDeleted = 1,
    }
}

/// All that a tenant sets on a workflow but its document.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkflowSettings {
    /// What people call it.
    pub friendly_name: String,
    /// Asked when an offer is made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub assignment_callback_url: Option<String>,
    /// Asked when that fails.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fallback_assignment_callback_url: Option<String>,
    /// How long an offer stands, 1–86,400 s.
    pub reservation_timeout_s: u32,
    /// Where the document is fetched from, if it is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub configuration_url: Option<String>,
}

/// A workflow came to be, with revision 1 of its document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkflowCreated {
    /// Where it stands.
    pub stamp: Stamp,
    /// What was set.
    pub settings: WorkflowSettings,
    /// The document, as it was given.
    pub configuration: String,
}

/// The workflow's settings are now these; its document is as it was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkflowConfigured {
    /// Where it stands.
    pub stamp: Stamp,
    /// All settings after the change.
    pub settings: WorkflowSettings,
}

/// Where a revision of a workflow's document comes from.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Serialize,
    Deserialize,
    schemars::JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum RevisionOrigin {
    /// It was given.
    Given,
    /// It was fetched from the workflow's `configuration_url`.
    Fetched,
    /// It is the document of an earlier revision again.
    RolledBack {
        /// That revision.
        to: u32,
    },
}

/// The workflow has another document. Work items that entered before keep to the one that they entered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkflowRevised {
    /// Where it stands.
    pub stamp: Stamp,
    /// The number of the revision, one more than that of the last.
    pub revision: u32,
    /// The document, as it was given.
    pub configuration: String,
    /// Where it comes from.
    pub origin: RevisionOrigin,
}

/// The work items that wait in the workflow are routed afresh, by its newest revision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkflowReEvaluated {
    /// Where it stands.
    pub stamp: Stamp,
    /// The newest revision.
    pub revision: u32,
}

/// The workflow is gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct WorkflowDeleted {
    /// Where it stands.
    pub stamp: Stamp,
}
