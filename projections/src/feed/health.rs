//! How the feed does.

use domain::timestamp::Timestamp;
use store::position::Position;

/// How far the rows are behind the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Lag {
    /// Positions between the rows and the log's head; events, where positions have no gaps.
    pub events: u64,
    /// The age of the newest event in the rows while events follow it, in ms; else 0.
    pub ms: u64,
}

/// How the feed does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// How far the rows have come.
    pub position: Position,
    /// How far the log has come.
    pub head: Position,
    /// How far the rows are behind.
    pub lag: Lag,
    /// Why the feed stopped or cannot go on for now; absent while all is well.
    pub trouble: Option<String>,
}

impl Health {
    /// Notes that the rows have come to `position`, whose event was recorded at `recorded_at`.
    pub(super) fn moved(
        &mut self,
        position: Position,
        head: Position,
        recorded_at: Timestamp,
        now: Timestamp,
    ) {
        self.position = position;
        self.head = head.max(position);
        self.lag = Lag {
            events: self.head.0 - position.0,
            ms: if self.head > position { now.ms_since(recorded_at) } else { 0 },
        };
        self.trouble = None;
    }
}
