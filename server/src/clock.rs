//! The clock, read here and passed on as an argument.

use std::time::{Duration, SystemTime};

use async_trait::async_trait;
use commands::work::WorkClock;
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

/// How long a wait goes on at most before the clock is looked at again: it may have been set.
const LOOK: Duration = Duration::from_secs(10);

/// The clock of workspaces' deadlines.
pub(crate) struct WorldClock;

#[async_trait]
impl WorkClock for WorldClock {
    fn now(&self) -> Timestamp {
        now()
    }

    async fn until(&self, at: Timestamp) {
        loop {
            let wait = until(at);
            if wait.is_zero() {
                return;
            }
            tokio::time::sleep(wait.min(LOOK)).await;
        }
    }
}
