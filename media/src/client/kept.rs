//! Whole sounds that a client keeps.

use std::sync::Arc;
use std::time::Instant;

use http::HeaderValue;
use moka::sync::Cache;

use super::freshness::Freshness;
use crate::sound::Sound;

/// A sound with what the layer said of it.
#[derive(Debug, Clone)]
pub(super) struct Kept {
    pub(super) sound: Arc<Sound>,
    pub(super) etag: Option<HeaderValue>,
    pub(super) freshness: Freshness,
    pub(super) asked_at: Instant,
}

impl Kept {
    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        match self.freshness {
            Freshness::Immutable => true,
            Freshness::For(time) => now.saturating_duration_since(self.asked_at) < time,
            Freshness::AskFirst | Freshness::Never => false,
        }
    }
}

/// The least recently used go first.
pub(super) fn shelf(max_bytes: u64) -> Cache<String, Kept> {
    Cache::builder()
        .max_capacity(max_bytes)
        .weigher(|address: &String, kept: &Kept| {
            u32::try_from(kept.sound.len() + address.len() as u64).unwrap_or(u32::MAX)
        })
        .build()
}
