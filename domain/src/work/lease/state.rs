//! What a lease has become.

/// Who owns a workspace.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lease {
    /// How many owners there were.
    pub epoch: u64,
    /// The last one's name; empty when there was none.
    pub node: String,
}
