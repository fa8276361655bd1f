//! What a cache is allowed, beyond what messages say.

use std::time::Duration;

/// What a cache is allowed. The sounds of one partition and the relay go by different rules.
#[derive(Debug, Clone)]
pub struct Rules {
    /// Whether answers marked `private`, and answers to requests with `Authorization`, may be kept: only for a
    /// cache whose every user may see what any of them was given.
    pub keeps_private: bool,
    /// The longest that an answer is good on the ground of its `Last-Modified` alone (RFC 9111 §4.2.2).
    pub heuristic_at_most: Duration,
    /// The same on the ground that it has been the same for a while: a tenth of that while, at most this.
    pub settled_at_most: Duration,
    /// How long a stale answer may stand in for an origin that fails, where the answer says nothing of it.
    pub stale_if_error: Duration,
}

impl Rules {
    /// For one partition's sounds: five minutes on `Last-Modified`, one minute on experience, a day in need.
    #[must_use]
    pub const fn of_sounds() -> Self {
        Self {
            keeps_private: true,
            heuristic_at_most: Duration::from_secs(5 * 60),
            settled_at_most: Duration::from_secs(60),
            stale_if_error: Duration::from_secs(24 * 60 * 60),
        }
    }

    /// For the relay, a shared cache: a day on `Last-Modified`, nothing on experience; stale only where the
    /// origin allows it.
    #[must_use]
    pub const fn of_relay() -> Self {
        Self {
            keeps_private: false,
            heuristic_at_most: Duration::from_secs(24 * 60 * 60),
            settled_at_most: Duration::ZERO,
            stale_if_error: Duration::ZERO,
        }
    }
}
