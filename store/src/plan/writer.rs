//! Numbers events and links them into their chains.

use crate::{
    chain::{self, Hash, ZERO},
    port::{Append, ExpectedVersion, NewEvent, StreamAppend, StreamId},
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

/// A stream's tip, the events that it is still to get, and whether their order does not matter.
type Begun<'a> = (StreamTip<'a>, std::slice::Iter<'a, NewEvent>, bool);

/// What becomes of the streams of an append, in its order.
#[derive(Debug)]
pub(crate) struct Tips<'a>(Vec<StreamTip<'a>>);

impl<'a> Tips<'a> {
    /// The versions afterwards.
    pub(crate) fn versions(&self) -> Vec<StreamVersion> {
        self.0.iter().map(|tip| tip.after.version).collect()
    }

    /// The streams that got events.
    pub(crate) fn moved(self) -> impl Iterator<Item = StreamTip<'a>> {
        self.0.into_iter().filter(|tip| tip.before != tip.after.version)
    }
}

/// Moves the end of the log forward, event by event.
#[derive(Debug)]
pub(crate) struct Writer {
    /// The end of the log so far.
    pub(crate) tip: LogTip,
}

impl Writer {
    /// Writes an append; `put` gets each row, in order, and whether its stream's order does not matter.
    pub(crate) fn write<'a, E>(
        &mut self,
        append: &'a Append,
        rows: &[Option<StreamRow>],
        mut put: impl FnMut(Row<'a>, bool) -> Result<(), E>,
    ) -> Result<Tips<'a>, E> {
        let parts = append.streams.iter().zip(rows);
        let mut tips: Vec<_> = parts.map(|(part, row)| self.begin(part, row.as_ref())).collect();
        for n in append.entries() {
            let (tip, events, unordered) = &mut tips[n];
            let Some(event) = events.next() else { continue };
            let StreamTip { stream, after, .. } = tip;
            self.tip.position = Position(self.tip.position.0 + 1);
            after.version = StreamVersion(after.version.0 + 1);
            after.hash = chain::event_hash(&after.hash, stream, after.version, event);
            self.tip.chain = chain::log_hash(&self.tip.chain, self.tip.position, &after.hash);
            let row = Row {
                position: self.tip.position,
                stream,
                number: after.number,
                version: after.version,
                event,
                hash: after.hash,
                chain: self.tip.chain,
            };
            put(row, *unordered)?;
        }
        Ok(Tips(tips.into_iter().map(|(tip, ..)| tip).collect()))
    }

    /// A stream that is only asked about is not entered.
    fn begin<'a>(&mut self, part: &'a StreamAppend, row: Option<&StreamRow>) -> Begun<'a> {
        let unknown = StreamRow { number: 0, version: StreamVersion::NONE, hash: ZERO };
        let after = match row {
            Some(row) => *row,
            None if part.events.is_empty() => unknown,
            None => self.enter(),
        };
        let tip = StreamTip { stream: &part.stream, before: after.version, after };
        (tip, part.events.iter(), part.expected == ExpectedVersion::Any)
    }

    fn enter(&mut self) -> StreamRow {
        self.tip.streams += 1;
        StreamRow { number: self.tip.streams, version: StreamVersion::NONE, hash: ZERO }
    }
}
