//! The time, as an argument.

use async_trait::async_trait;
use domain::timestamp::Timestamp;

/// The clock of workspaces' deadlines.
#[async_trait]
pub trait WorkClock: Send + Sync + 'static {
    /// The time now. It may go back.
    fn now(&self) -> Timestamp;

    /// Waits until `at`; answers at once when it has passed. It may answer a little early only when the
    /// clock was set back meanwhile.
    async fn until(&self, at: Timestamp);
}
