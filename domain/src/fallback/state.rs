//! Which URIs are failing.

use std::collections::BTreeMap;

/// The most failing URIs that are remembered; failures of others are recorded, their recovery is not.
pub const MAX_FAILING: usize = 1_000;

/// The URIs that failed and have not answered well since.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FallbackHealth {
    /// The URL as recorded, and how many times it failed since it last answered well.
    pub failing: BTreeMap<String, u64>,
}
