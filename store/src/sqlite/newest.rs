//! What was written last, for those who follow the log in this process.

use parking_lot::Mutex;
use tokio::sync::watch;

use crate::{
    port::RecordedEvent,
    position::Position,
    tail::{Place, ROOM, Ring},
};

/// The newest events as the writer put them on disk, and where the log ends.
#[derive(Debug)]
pub(super) struct Newest {
    ring: Mutex<Ring>,
    end: watch::Sender<Position>,
}

impl Newest {
    /// Nothing yet, after the end of the log.
    pub(super) fn new(end: Position) -> Self {
        Self { ring: Mutex::new(Ring::new(ROOM, end)), end: watch::Sender::new(end) }
    }

    /// Takes in what is on disk now, in order, and wakes who waits for it.
    pub(super) fn extend(&self, events: Vec<RecordedEvent>) {
        let (Some(first), Some(last)) = (events.first(), events.last()) else { return };
        // The file's positions have no gaps.
        let (before, last) = (Position(first.position.0 - 1), last.position);
        let mut ring = self.ring.lock();
        if before != *self.end.borrow() {
            // A commit that was reported as failed was written after all; that part is in the file.
            ring.begin_at(before);
        }
        ring.extend(before, events);
        drop(ring);
        self.end.send_replace(last);
    }

    /// What follows `after`, at most `limit` events; nothing if it must be read from the file.
    pub(super) fn after(&self, after: Position, limit: usize) -> Option<Vec<RecordedEvent>> {
        match self.ring.lock().find(after, limit) {
            Place::Within(events) => Some(events),
            Place::AtEnd => Some(Vec::new()),
            Place::Before | Place::Beyond => None,
        }
    }

    /// Where the log ends; changes wake subscriptions.
    pub(super) fn wakeups(&self) -> watch::Receiver<Position> {
        self.end.subscribe()
    }
}
