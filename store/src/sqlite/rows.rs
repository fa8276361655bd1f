//! What the tables' rows mean.

use std::collections::{HashMap, hash_map::Entry};

use bytes::Bytes;
use rusqlite::{Connection, OptionalExtension, Row, types::FromSqlError};
use uuid::Uuid;

use crate::{
    chain::{Hash, Link, StreamEnd},
    port::{NewEvent, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// The columns that [`Decoder::event`] reads; [`Decoder::link`] reads `e.chain` after them.
pub(super) const EVENT_COLUMNS: &str = "e.position, e.version, e.account, e.stream_no, e.event_id, \
    e.event_type, e.schema_version, e.recorded_at, e.correlation, e.causation, e.actor, e.hash, e.data";

/// What is to be done with events of a stream that is not in the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nameless {
    /// They are damaged.
    Refuse,
    /// They are shown, for the proof that they are damaged.
    Show,
}

/// Makes events of rows. It looks up the name of a stream once; a join would do so for every event.
pub(super) struct Decoder<'c> {
    connection: &'c Connection,
    nameless: Nameless,
    names: HashMap<i64, (String, String)>,
}

impl<'c> Decoder<'c> {
    pub(super) fn new(connection: &'c Connection, nameless: Nameless) -> Self {
        Self { connection, nameless, names: HashMap::new() }
    }

    pub(super) fn event(&mut self, row: &Row<'_>) -> rusqlite::Result<RecordedEvent> {
        let data = row.get_ref(12)?.as_bytes().map_err(|error| unfit(12, row, error))?;
        let account = row.get(2)?;
        let (category, key) = self.name(row.get(3)?)?.clone();
        Ok(RecordedEvent {
            position: position(row, 0)?,
            version: version(row, 1)?,
            stream: StreamId { account, category, key },
            event: NewEvent {
                id: Uuid::from_bytes(row.get(4)?),
                event_type: row.get(5)?,
                schema_version: row.get(6)?,
                recorded_at: row.get(7)?,
                correlation: row.get(8)?,
                causation: row.get::<_, Option<[u8; 16]>>(9)?.map(Uuid::from_bytes),
                actor: row.get(10)?,
                data: Bytes::copy_from_slice(data),
            },
            hash: row.get::<_, Hash>(11)?,
        })
    }

    pub(super) fn link(&mut self, row: &Row<'_>) -> rusqlite::Result<Link> {
        Ok(Link { event: self.event(row)?, chain: row.get::<_, Hash>(13)? })
    }

    fn name(&mut self, number: i64) -> rusqlite::Result<&(String, String)> {
        match self.names.entry(number) {
            Entry::Occupied(known) => Ok(known.into_mut()),
            Entry::Vacant(unknown) => {
                let sql = "SELECT category, key FROM streams WHERE stream_no = ?1";
                let name = self
                    .connection
                    .prepare_cached(sql)?
                    .query_row([number], |row| Ok((row.get(0)?, row.get(1)?)))
                    .optional()?;
                match (name, self.nameless) {
                    (Some(name), _) => Ok(unknown.insert(name)),
                    (None, Nameless::Show) => {
                        Ok(unknown.insert((String::new(), format!("stream {number}"))))
                    }
                    (None, Nameless::Refuse) => Err(rusqlite::Error::QueryReturnedNoRows),
                }
            }
        }
    }
}

/// Reads account, category, key, version and hash.
pub(super) fn stream_end(row: &Row<'_>) -> rusqlite::Result<StreamEnd> {
    Ok(StreamEnd {
        stream: StreamId { account: row.get(0)?, category: row.get(1)?, key: row.get(2)? },
        version: version(row, 3)?,
        hash: row.get(4)?,
    })
}

pub(super) fn position(row: &Row<'_>, column: usize) -> rusqlite::Result<Position> {
    unsigned(row, column).map(Position)
}

pub(super) fn version(row: &Row<'_>, column: usize) -> rusqlite::Result<StreamVersion> {
    unsigned(row, column).map(StreamVersion)
}

fn unsigned(row: &Row<'_>, column: usize) -> rusqlite::Result<u64> {
    let value: i64 = row.get(column)?;
    u64::try_from(value).map_err(|_| rusqlite::Error::IntegralValueOutOfRange(column, value))
}

fn unfit(column: usize, row: &Row<'_>, error: FromSqlError) -> rusqlite::Error {
    let found = row.get_ref(column).map_or(rusqlite::types::Type::Null, |value| value.data_type());
    rusqlite::Error::FromSqlConversionFailure(column, found, Box::new(error))
}
