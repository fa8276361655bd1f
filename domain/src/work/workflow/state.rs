//! What a workflow has become.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::WorkflowSettings;

/// A workflow.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Workflow {
    /// The version of its last event, from 0.
    pub version: u64,
    /// What the tenant set.
    pub settings: WorkflowSettings,
    /// The newest revision of its document.
    pub revision: u32,
    /// The documents of the last revisions.
    pub revisions: BTreeMap<u32, Arc<str>>,
}

impl Workflow {
    /// The newest document.
    pub fn configuration(&self) -> &str {
        self.revisions.get(&self.revision).map_or("", |document| document)
    }
}
