//! What is known of a kept sound.

use std::time::SystemTime;

use http_cache_semantics::CachePolicy;
use ring::digest::{SHA256, digest};
use serde::{Deserialize, Serialize};

/// A kept sound. On disk: `index/{k}/{key}.json` beside `objects/{d}/{digest}.pcmu`, `k` and `d` being the
/// first two characters.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Entry {
    /// The address, without signature, that gives this sound.
    pub address: String,
    /// SHA-256 of the sound, hexadecimal.
    pub digest: String,
    /// Its length in bytes: 1/8,000 s each.
    pub bytes: u64,
    /// What the origin said of its answer; none for a sound that never changes.
    pub policy: Option<CachePolicy>,
}

impl Entry {
    /// Whether it may be used without asking anybody (RFC 9111 §4.2).
    #[must_use]
    pub fn is_fresh(&self, now: SystemTime) -> bool {
        self.policy.as_ref().is_none_or(|policy| !policy.is_stale(now))
    }
}

/// SHA-256 in hexadecimal.
pub(crate) fn sha256(bytes: &[u8]) -> String {
    crate::hex::encode(digest(&SHA256, bytes).as_ref())
}
