//! What was done, in all and for each partition. A partition's counts say nothing of any other's.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use parking_lot::Mutex;

use super::config::{Inner, Layer};
use crate::address::Partition;

/// What a layer did since it was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LayerCounts {
    /// Answers from the cache alone.
    pub hits: u64,
    /// Sounds that were asked of an engine or an origin; equal requests at the same time are one.
    pub fills: u64,
    /// Of these, those that failed.
    pub failures: u64,
    /// Runs of a speech engine.
    pub speech_runs: u64,
}

/// What a layer did for one partition since it was made.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PartitionCounts {
    /// Answers from the cache alone.
    pub hits: u64,
    /// Sounds that were asked of an engine or an origin.
    pub misses: u64,
    /// Of these, those that the origin confirmed, or sent again unchanged.
    pub revalidations: u64,
    /// Answers that were stale, because the origin failed.
    pub stale: u64,
    /// Sounds that could not be had.
    pub failures: u64,
}

#[derive(Debug, Default)]
pub(super) struct Counters {
    pub(super) hits: AtomicU64,
    pub(super) fills: AtomicU64,
    pub(super) failures: AtomicU64,
    by_partition: Mutex<HashMap<String, Arc<OfPartition>>>,
}

#[derive(Debug, Default)]
pub(super) struct OfPartition {
    pub(super) hits: AtomicU64,
    pub(super) misses: AtomicU64,
    pub(super) revalidations: AtomicU64,
    pub(super) stale: AtomicU64,
    pub(super) failures: AtomicU64,
}

impl Inner {
    pub(super) fn count(&self, partition: &str, which: impl Fn(&OfPartition) -> &AtomicU64) {
        let counts = {
            let mut all = self.counts.by_partition.lock();
            match all.get(partition) {
                Some(counts) => Arc::clone(counts),
                None => Arc::clone(all.entry(partition.to_owned()).or_default()),
            }
        };
        which(&counts).fetch_add(1, Ordering::Relaxed);
    }
}

impl Layer {
    /// What was done so far.
    #[must_use]
    pub fn counts(&self) -> LayerCounts {
        LayerCounts {
            hits: self.0.counts.hits.load(Ordering::Relaxed),
            fills: self.0.counts.fills.load(Ordering::Relaxed),
            failures: self.0.counts.failures.load(Ordering::Relaxed),
            speech_runs: self.0.speaker.runs(),
        }
    }

    /// What was done so far for one partition.
    #[must_use]
    pub fn counts_of(&self, partition: &Partition) -> PartitionCounts {
        let counts = self.0.counts.by_partition.lock().get(partition.as_str()).cloned();
        let Some(counts) = counts else { return PartitionCounts::default() };
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        PartitionCounts {
            hits: read(&counts.hits),
            misses: read(&counts.misses),
            revalidations: read(&counts.revalidations),
            stale: read(&counts.stale),
            failures: read(&counts.failures),
        }
    }
}
