//! What an outbox has become.

/// How far a workspace's tenant was told and asked.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outbox {
    /// The highest sequence number among the events that were told.
    pub told_up_to: u64,
    /// How many assignments were asked about.
    pub asked: u64,
}
