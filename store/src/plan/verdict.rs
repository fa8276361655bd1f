//! May it be written, was it written before, or was somebody else first?

use bytes::Bytes;
use uuid::Uuid;

use super::writer::StreamRow;
use crate::{
    port::{Append, AppendError, Appended, ExpectedVersion, IdempotencyKey, StreamAppend},
    position::{Position, StreamVersion},
};

/// What must be looked up before a stream's part of an append can be judged.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Claim {
    /// Nothing: the stream is where the writer believes.
    Fresh,
    /// Nothing: the stream is elsewhere, and the events cannot be in it.
    Conflict,
    /// The ids of the events after this version, as many as are to be written.
    At(StreamVersion),
    /// Where in the stream this event is, if it was written without order; and the ids from there.
    Somewhere(Uuid),
}

/// Events that stand in a stream where a retry would have put its own.
#[derive(Debug)]
pub(crate) struct Found {
    /// The version before the first of them.
    pub(crate) after: StreamVersion,
    /// Their ids.
    pub(crate) ids: Vec<Uuid>,
    /// The position of the last of them.
    pub(crate) position: Position,
}

/// What is kept with an idempotency key.
#[derive(Debug, Clone)]
pub(crate) struct KeyRow {
    pub(crate) fingerprint: [u8; 32],
    pub(crate) position: Position,
    pub(crate) result: Bytes,
}

/// What to do with an append.
#[derive(Debug)]
pub(crate) enum Verdict {
    /// Write it.
    Write,
    /// It was written before; this is the answer.
    Already(Appended),
}

/// What an idempotency key says: nothing, if it is new.
pub(crate) fn key_verdict(
    given: &IdempotencyKey,
    known: Option<&KeyRow>,
) -> Result<Option<Appended>, AppendError> {
    match known {
        None => Ok(None),
        Some(row) if row.fingerprint != given.fingerprint => Err(AppendError::KeyReused),
        Some(row) => Ok(Some(Appended::Already {
            position: row.position,
            versions: Vec::new(),
            result: Some(row.result.clone()),
        })),
    }
}

/// What must be known of a stream, given its row.
pub(crate) fn claim(part: &StreamAppend, row: Option<&StreamRow>) -> Claim {
    let actual = row.map_or(StreamVersion::NONE, |row| row.version);
    let believed = match (part.expected, part.events.first()) {
        (ExpectedVersion::Any, Some(first)) if actual != StreamVersion::NONE => {
            return Claim::Somewhere(first.id);
        }
        (ExpectedVersion::Any, _) => return Claim::Fresh,
        (ExpectedVersion::NoStream, _) => StreamVersion::NONE,
        (ExpectedVersion::Exactly(version), _) => version,
    };
    match actual.0.checked_sub(believed.0) {
        Some(0) => Claim::Fresh,
        Some(_) if part.events.is_empty() => Claim::Conflict,
        Some(since) if since >= part.events.len() as u64 => Claim::At(believed),
        Some(_) | None => Claim::Conflict,
    }
}

/// Judges an append; `rows` and `found` stand in the order of its streams.
pub(crate) fn verdict(
    append: &Append,
    rows: &[Option<StreamRow>],
    found: &[Option<Found>],
) -> Result<Verdict, AppendError> {
    // What is only believed is judged last: a retry is a retry also when others have moved on since.
    let (mut before, mut refused) = (Vec::<(StreamVersion, Position)>::new(), None);
    for ((part, row), found) in append.streams.iter().zip(rows).zip(found) {
        match (claim(part, row.as_ref()), found) {
            (Claim::Fresh, _) | (Claim::Somewhere(_), None) => {}
            (Claim::At(_) | Claim::Somewhere(_), Some(found)) if is_same(part, found) => {
                let version = StreamVersion(found.after.0 + found.ids.len() as u64);
                before.push((version, found.position));
            }
            (Claim::Conflict, _) if part.events.is_empty() => {
                refused = refused.or_else(|| Some(conflict(part, row.as_ref())));
            }
            (Claim::Conflict | Claim::At(_) | Claim::Somewhere(_), _) => {
                return Err(conflict(part, row.as_ref()));
            }
        }
    }
    let writing = append.streams.iter().filter(|part| !part.events.is_empty()).count();
    match (before.len(), refused) {
        (0, None) => Ok(Verdict::Write),
        (0, Some(refused)) => Err(refused),
        (some, _) if some < writing => Err(first_moved(append, rows)),
        (_, _) => Ok(Verdict::Already(already(append, rows, before))),
    }
}

fn already(
    append: &Append,
    rows: &[Option<StreamRow>],
    before: Vec<(StreamVersion, Position)>,
) -> Appended {
    let position = before.iter().map(|(_, position)| *position).max().unwrap_or_default();
    let mut written = before.into_iter();
    let versions = append.streams.iter().zip(rows).map(|(part, row)| {
        let now = row.map_or(StreamVersion::NONE, |row| row.version);
        let then = if part.events.is_empty() { None } else { written.next() };
        then.map_or(now, |(version, _)| version)
    });
    Appended::Already { position, versions: versions.collect(), result: None }
}

fn is_same(part: &StreamAppend, found: &Found) -> bool {
    part.events.iter().map(|event| &event.id).eq(&found.ids)
}

fn conflict(part: &StreamAppend, row: Option<&StreamRow>) -> AppendError {
    let actual = row.map_or(StreamVersion::NONE, |row| row.version);
    AppendError::Conflict { stream: part.stream.clone(), actual }
}

/// Some streams have the events and some have not: no append of ours left it so.
fn first_moved(append: &Append, rows: &[Option<StreamRow>]) -> AppendError {
    let moved = append
        .streams
        .iter()
        .zip(rows)
        .find(|(part, row)| claim(part, row.as_ref()) != Claim::Fresh)
        .unwrap_or((&append.streams[0], &rows[0]));
    conflict(moved.0, moved.1.as_ref())
}
