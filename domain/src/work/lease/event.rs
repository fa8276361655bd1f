//! What can happen to a lease.

use serde::{Deserialize, Serialize};

crate::events! {
    /// What can happen to the lease of a workspace. The stream's key is the workspace's sid.
    pub enum LeaseEvent {
        LeaseTaken = 1,
    }
}

/// A node owns the workspace from now on; nobody else does any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct LeaseTaken {
    /// One more than that of the owner before, from 1.
    pub epoch: u64,
    /// The name of the run of the program that took it.
    pub node: String,
}
