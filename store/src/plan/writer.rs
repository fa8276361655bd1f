//! Numbers events and links them into their chains.

use crate::{
    chain::{self, Hash, ZERO},
    port::{NewEvent, StreamAppend, StreamId},
    position::{Position, StreamVersion},
};

/// A stream as the log's register has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StreamRow {
    /// Its number in this log.
    pub(crate) number: i64,
    /// Its last event's version.
    pub(crate) version: StreamVersion,
    /// Its last event's hash.
    pub(crate) hash: Hash,
}

/// The end of the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogTip {
    /// The last event's position.
    pub(crate) position: Position,
    /// The chain over all positions and hashes up to it.
    pub(crate) chain: Hash,
    /// How many streams there are; the last one's number.
    pub(crate) streams: i64,
}

impl LogTip {
    /// The end of an empty log.
    pub(crate) const EMPTY: Self = Self { position: Position::START, chain: ZERO, streams: 0 };
}

/// A line to be written to the log.
#[derive(Debug)]
pub(crate) struct Row<'a> {
    pub(crate) position: Position,
    pub(crate) stream: &'a StreamId,
    pub(crate) number: i64,
    pub(crate) version: StreamVersion,
    pub(crate) event: &'a NewEvent,
    pub(crate) hash: Hash,
    pub(crate) chain: Hash,
}

/// What becomes of a stream's register entry.
#[derive(Debug)]
pub(crate) struct StreamTip<'a> {
    pub(crate) stream: &'a StreamId,
    /// Its version before; [`StreamVersion::NONE`] when it is to be entered.
    pub(crate) before: StreamVersion,
    pub(crate) after: StreamRow,
}

/// Moves the end of the log forward, event by event.
#[derive(Debug)]
pub(crate) struct Writer {
    /// The end of the log so far.
    pub(crate) tip: LogTip,
}

impl Writer {
    /// Writes one stream's part of an append; `put` gets each row.
    pub(crate) fn extend<'a, E>(
        &mut self,
        part: &'a StreamAppend,
        row: Option<&StreamRow>,
        mut put: impl FnMut(Row<'a>) -> Result<(), E>,
    ) -> Result<StreamTip<'a>, E> {
        let mut after = row.copied().unwrap_or_else(|| self.enter());
        let before = after.version;
        for event in &part.events {
            self.tip.position = Position(self.tip.position.0 + 1);
            after.version = StreamVersion(after.version.0 + 1);
            after.hash = chain::event_hash(&after.hash, &part.stream, after.version, event);
            self.tip.chain = chain::log_hash(&self.tip.chain, self.tip.position, &after.hash);
            put(Row {
                position: self.tip.position,
                stream: &part.stream,
                number: after.number,
                version: after.version,
                event,
                hash: after.hash,
                chain: self.tip.chain,
            })?;
        }
        Ok(StreamTip { stream: &part.stream, before, after })
    }

    fn enter(&mut self) -> StreamRow {
        self.tip.streams += 1;
        StreamRow { number: self.tip.streams, version: StreamVersion::NONE, hash: ZERO }
    }
}
