//! The while that statistics are about.

use domain::sid::{TaskChannelSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use projections::{StatisticsQuery, TimeRange};

use super::super::read::{bad, number, time};
use super::super::task_channels;
use crate::front::{Ask, Problem, iso_seconds};

/// How far back is looked when nothing is said, in minutes.
const MINUTES: u32 = 15;
/// How far back can be looked, in µs: 30 days.
const FURTHEST_US: i64 = 30 * 86_400_000_000;
/// The most thresholds.
const MOST_THRESHOLDS: usize = 20;

/// The while, and what else narrows statistics.
pub(super) struct While {
    pub(super) from: Timestamp,
    pub(super) until: Timestamp,
    pub(super) channel_sid: Option<TaskChannelSid>,
    pub(super) split_s: Vec<u32>,
}

impl While {
    /// Reads `StartDate`, `EndDate`, `Minutes`, `TaskChannel` and `SplitByWaitTime`.
    pub(super) async fn read(ask: &Ask, inside: WorkspaceSid) -> Result<Self, Problem> {
        let query = &ask.query;
        let now = ask.now();
        let until = time(query, "EndDate")?;
        let minutes = number(query, "Minutes")?.unwrap_or(MINUTES);
        let back = i64::from(minutes).saturating_mul(60_000_000);
        let ago = Timestamp(until.unwrap_or(now).0.saturating_sub(back));
        let from = time(query, "StartDate")?.unwrap_or(ago);
        if now.0.saturating_sub(from.0) > FURTHEST_US + 60_000_000 {
            return Err(Problem::invalid(14241, "Statistics reach back 30 days"));
        }
        let until = until.unwrap_or_else(|| now.max(from));
        if until < from {
            return Err(bad("EndDate is before StartDate"));
        }
        Ok(Self { from, until, channel_sid: channel(ask, inside).await?, split_s: split(ask)? })
    }

    pub(super) fn query(&self) -> StatisticsQuery {
        // A second is named by its beginning.
        let until = Some(self.until.0.saturating_add(1_000_000));
        let at = TimeRange { from: Some(self.from.0), until };
        StatisticsQuery { at, channel_sid: self.channel_sid, split_s: self.split_s.clone() }
    }

    pub(super) fn start_time(&self) -> String {
        iso_seconds(self.from)
    }

    pub(super) fn end_time(&self) -> String {
        iso_seconds(self.until)
    }
}

/// The task channel that is asked for, by sid or unique name.
pub(super) async fn channel(
    ask: &Ask,
    inside: WorkspaceSid,
) -> Result<Option<TaskChannelSid>, Problem> {
    match ask.query.filled("TaskChannel") {
        Some(name) => Ok(Some(task_channels::found(ask, inside, name).await?.sid)),
        None => Ok(None),
    }
}

/// `SplitByWaitTime=5,30,60`, in seconds.
fn split(ask: &Ask) -> Result<Vec<u32>, Problem> {
    let words = ask.query.words("SplitByWaitTime").unwrap_or_default();
    if words.len() > MOST_THRESHOLDS {
        return Err(bad(format!("SplitByWaitTime has at most {MOST_THRESHOLDS} thresholds")));
    }
    let read = |word: &str| word.parse().map_err(|_| bad("SplitByWaitTime is a list of seconds"));
    words.into_iter().map(read).collect()
}
