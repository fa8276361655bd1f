//! Sounds that could not be had a moment ago.

use std::time::{Duration, SystemTime};

use crate::fault::{MediaFault, code};

/// The most that are remembered.
const MAX_REMEMBERED: u64 = 10_000;

/// Faults by name, remembered for a short time: an origin that is down is not asked for every call.
#[derive(Debug, Clone)]
pub(super) struct Refusals {
    faults: moka::sync::Cache<String, (MediaFault, SystemTime)>,
    remembered_for: Duration,
}

impl Refusals {
    pub(super) fn new(remembered_for: Duration) -> Self {
        Self { faults: moka::sync::Cache::new(MAX_REMEMBERED), remembered_for }
    }

    /// Remembers a fault, unless it is our own: that one may be over at once.
    pub(super) fn note(&self, name: &str, fault: MediaFault, now: SystemTime) {
        if fault.code != code::INTERNAL && !self.remembered_for.is_zero() {
            self.faults.insert(name.to_owned(), (fault, now + self.remembered_for));
        }
    }

    /// The fault that is to be expected again.
    pub(super) fn recent(&self, name: &str, now: SystemTime) -> Option<MediaFault> {
        let (fault, until) = self.faults.get(name)?;
        if now < until {
            return Some(fault);
        }
        self.faults.invalidate(name);
        None
    }
}
