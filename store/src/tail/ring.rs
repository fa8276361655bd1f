//! A run of the newest events, without holes.

use std::collections::VecDeque;

use crate::{port::RecordedEvent, position::Position};

/// How much is kept.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Room {
    /// The most events.
    pub(crate) events: usize,
    /// The most bytes of all payloads.
    pub(crate) bytes: usize,
}

/// What is kept: some seconds of a busy log.
pub(crate) const ROOM: Room = Room { events: 4_096, bytes: 8 << 20 };

/// Every event after `start` up to `end`.
#[derive(Debug)]
pub(crate) struct Ring {
    room: Room,
    start: Position,
    end: Position,
    bytes: usize,
    events: VecDeque<RecordedEvent>,
}

/// Where a reader stands.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// Something that it has not seen was forgotten here.
    Before,
    /// What follows is here.
    Within(Vec<RecordedEvent>),
    /// It has seen all that is here.
    AtEnd,
    /// It has seen more than is here.
    Beyond,
}

impl Ring {
    /// Nothing yet, after `start`.
    pub(crate) fn new(room: Room, start: Position) -> Self {
        Self { room, start, end: start, bytes: 0, events: VecDeque::new() }
    }

    /// What there is for a reader who has seen everything up to `after`.
    pub(crate) fn find(&self, after: Position, limit: usize) -> Place {
        if after < self.start {
            return Place::Before;
        }
        if after >= self.end {
            return if after == self.end { Place::AtEnd } else { Place::Beyond };
        }
        let first = self.events.partition_point(|event| event.position <= after);
        Place::Within(self.events.range(first..).take(limit).cloned().collect())
    }

    /// Forgets everything and goes on after `start`.
    pub(crate) fn begin_at(&mut self, start: Position) {
        *self = Self::new(self.room, start);
    }

    /// Takes in what the log has after position `from`, unless others were faster.
    pub(crate) fn extend(&mut self, from: Position, events: Vec<RecordedEvent>) {
        if from != self.end {
            return;
        }
        for event in events {
            self.end = event.position;
            self.bytes += event.event.data.len();
            self.events.push_back(event);
        }
        while self.events.len() > self.room.events || self.bytes > self.room.bytes {
            let Some(oldest) = self.events.pop_front() else { return };
            self.bytes -= oldest.event.data.len();
            self.start = oldest.position;
        }
    }
}
