//! What the tables' rows mean.

use bytes::Bytes;
use rusqlite::{Row, types::FromSqlError};
use uuid::Uuid;

use crate::{
    chain::{Hash, Link, StreamEnd},
    port::{NewEvent, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// The columns that [`event`] reads; [`link`] reads `e.chain` after them.
pub(super) const EVENT_COLUMNS: &str = "e.position, e.version, e.account, s.category, s.key, \
    e.event_id, e.event_type, e.schema_version, e.recorded_at, e.correlation, e.causation, e.actor, \
    e.hash, e.data";

pub(super) fn event(row: &Row<'_>) -> rusqlite::Result<RecordedEvent> {
    let data = row.get_ref(13)?.as_bytes().map_err(|error| unfit(13, row, error))?;
    Ok(RecordedEvent {
        position: position(row, 0)?,
        version: version(row, 1)?,
        stream: StreamId { account: row.get(2)?, category: row.get(3)?, key: row.get(4)? },
        event: NewEvent {
            id: Uuid::from_bytes(row.get(5)?),
            event_type: row.get(6)?,
            schema_version: row.get(7)?,
            recorded_at: row.get(8)?,
            correlation: row.get(9)?,
            causation: row.get::<_, Option<[u8; 16]>>(10)?.map(Uuid::from_bytes),
            actor: row.get(11)?,
            data: Bytes::copy_from_slice(data),
        },
        hash: row.get::<_, Hash>(12)?,
    })
}

pub(super) fn link(row: &Row<'_>) -> rusqlite::Result<Link> {
    Ok(Link { event: event(row)?, chain: row.get::<_, Hash>(14)? })
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
