//! What is known of a media asset.

use std::collections::BTreeMap;

use crate::call::exchange::Fault;

/// A media asset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MediaAsset {
    /// What it is; empty before it was asked for.
    pub address: String,
    /// The bytes that are kept of each form, by its name.
    pub kept: BTreeMap<String, u64>,
    /// Whether it was damaged and has not come back.
    pub is_damaged: bool,
    /// Why it could not be had, unless it could since.
    pub last_fault: Option<Fault>,
}

impl MediaAsset {
    /// All bytes that are kept.
    pub fn bytes(&self) -> u64 {
        self.kept.values().fold(0, |sum, bytes| sum.saturating_add(*bytes))
    }
}
