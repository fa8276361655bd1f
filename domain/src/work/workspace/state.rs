//! What a workspace has become.

use super::WorkspaceSettings;

/// A workspace.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Workspace {
    /// The version of its last event, from 0.
    pub version: u64,
    /// What the tenant set.
    pub settings: WorkspaceSettings,
    /// From which the sids of what the workspace itself makes are drawn.
    pub seed: u64,
}
