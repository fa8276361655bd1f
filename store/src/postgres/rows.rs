//! What the tables' rows mean.

use bytes::Bytes;
use tokio_postgres::Row;

use crate::{
    chain::{Hash, Link, StreamEnd, ZERO},
    port::{NewEvent, ReadError, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// The columns that [`event`] reads; [`link`] reads `e.chain` after them.
pub(super) const EVENT_COLUMNS: &str = "e.position, e.version, e.account, s.category, s.key, \
    e.event_id, e.event_type, e.schema_version, e.recorded_at, e.correlation, e.causation, e.actor, \
    e.hash, e.data";

/// What a row has that it should not.
type Unfit = Box<dyn std::error::Error + Send + Sync>;

pub(super) fn event(row: &Row) -> Result<RecordedEvent, ReadError> {
    try_event(row).map_err(|error| damaged(row, &error))
}

pub(super) fn link(row: &Row) -> Result<Link, ReadError> {
    let chain = hash(row, 14).map_err(|error| damaged(row, &error))?;
    Ok(Link { event: event(row)?, chain })
}

/// Reads account, category, key, version and hash.
pub(super) fn stream_end(row: &Row) -> Result<StreamEnd, Unfit> {
    Ok(StreamEnd {
        stream: StreamId {
            account: row.try_get(0)?,
            category: row.try_get(1)?,
            key: row.try_get(2)?,
        },
        version: version(row, 3)?,
        hash: hash(row, 4)?,
    })
}

fn try_event(row: &Row) -> Result<RecordedEvent, Unfit> {
    Ok(RecordedEvent {
        position: position(row, 0)?,
        version: version(row, 1)?,
        stream: StreamId {
            account: row.try_get(2)?,
            category: row.try_get(3)?,
            key: row.try_get(4)?,
        },
        event: NewEvent {
            id: row.try_get(5)?,
            event_type: row.try_get(6)?,
            schema_version: row.try_get::<_, i32>(7)?.try_into()?,
            recorded_at: row.try_get(8)?,
            correlation: row.try_get(9)?,
            causation: row.try_get(10)?,
            actor: row.try_get(11)?,
            data: Bytes::copy_from_slice(row.try_get::<_, &str>(13)?.as_bytes()),
        },
        hash: hash(row, 12)?,
    })
}

pub(super) fn position(row: &Row, column: usize) -> Result<Position, Unfit> {
    Ok(Position(row.try_get::<_, i64>(column)?.try_into()?))
}

pub(super) fn version(row: &Row, column: usize) -> Result<StreamVersion, Unfit> {
    Ok(StreamVersion(row.try_get::<_, i64>(column)?.try_into()?))
}

pub(super) fn hash(row: &Row, column: usize) -> Result<Hash, Unfit> {
    let bytes: &[u8] = row.try_get(column)?;
    let mut hash = ZERO;
    if bytes.len() != hash.len() {
        return Err("a hash has not 32 bytes".into());
    }
    hash.copy_from_slice(bytes);
    Ok(hash)
}

fn damaged(row: &Row, error: &Unfit) -> ReadError {
    ReadError::Damaged { position: position(row, 0).unwrap_or_default(), what: error.to_string() }
}
