//! The alarms of one call, on the runtime's timer.

use domain::timestamp::Timestamp;

/// Alarms that have been set and have not rung. A call has very few at a time.
#[derive(Debug, Default)]
pub(super) struct Alarms(Vec<(Timestamp, u32)>);

impl Alarms {
    pub(super) fn set(&mut self, alarm: u32, at: Timestamp) {
        self.0.push((at, alarm));
    }

    pub(super) fn clear(&mut self, alarm: u32) {
        self.0.retain(|(_, number)| *number != alarm);
    }

    /// Waits for the next alarm and takes it; for ever when none is set.
    ///
    /// Cancel safe: an alarm is taken only when it rings.
    pub(super) async fn ring(&mut self) -> u32 {
        let Some(index) = (0..self.0.len()).min_by_key(|index| self.0[*index]) else {
            return std::future::pending().await;
        };
        let wait = crate::clock::until(self.0[index].0);
        if !wait.is_zero() {
            tokio::time::sleep(wait).await;
        }
        self.0.swap_remove(index).1
    }
}
