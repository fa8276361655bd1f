//! The clock, read here and passed on as an argument.

use std::time::SystemTime;

use domain::timestamp::Timestamp;

/// The time now.
pub(crate) fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

/// How long from now until `at`; nothing when it has passed.
pub(crate) fn until(at: Timestamp) -> std::time::Duration {
    std::time::Duration::from_micros(u64::try_from(at.0.saturating_sub(now().0)).unwrap_or(0))
}
