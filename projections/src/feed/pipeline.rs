//! The middle of the feed: events become one batch.

use domain::timestamp::Timestamp;
use store::port::RecordedEvent;
use store::position::Position;

use super::error::FeedError;
use crate::projectors::project;
use crate::query::ViewError;
use crate::rows::Batch;

/// From this many events on, projecting is work for a blocking thread.
const HEAVY: usize = 200;

/// Events, projected.
#[derive(Debug)]
pub(super) struct Projected {
    pub(super) batch: Batch,
    /// Where the checkpoint stood before them.
    pub(super) from: Position,
    /// Where it stands after them.
    pub(super) to: Position,
    /// When the last of them was recorded.
    pub(super) recorded_at: Timestamp,
    /// Why the event after `to` cannot be projected.
    pub(super) stopped: Option<FeedError>,
}

impl Projected {
    /// No events after `from`.
    pub(super) fn none(from: Position) -> Self {
        Self { batch: Batch::default(), from, to: from, recorded_at: Timestamp(0), stopped: None }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.from == self.to
    }
}

/// Projects events that follow position `from`.
pub(super) async fn projected(from: Position, events: Vec<RecordedEvent>) -> Projected {
    if events.len() < HEAVY {
        return all(from, &events);
    }
    let work = tokio::task::spawn_blocking(move || all(from, &events));
    work.await.unwrap_or_else(|error| Projected {
        stopped: Some(FeedError::Rows(ViewError::unavailable(error))),
        ..Projected::none(from)
    })
}

fn all(from: Position, events: &[RecordedEvent]) -> Projected {
    let mut projected = Projected::none(from);
    let mut ops = Vec::new();
    for event in events {
        if let Err(source) = project(event, &mut ops) {
            let position = event.position;
            projected.stopped = Some(FeedError::Unprojectable { position, source });
            break;
        }
        for op in ops.drain(..) {
            projected.batch.push(op);
        }
        projected.to = event.position;
        projected.recorded_at = Timestamp(event.event.recorded_at);
    }
    projected
}
