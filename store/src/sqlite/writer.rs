//! The thread that writes. It takes all appends that wait, at most [`GROUP`], and writes them in one
//! transaction; each is judged by itself, so one that is refused does not hold up the others.

use rusqlite::{Connection, ErrorCode, OptionalExtension, Transaction, TransactionBehavior};
use tokio::sync::{mpsc, oneshot};
use uuid::Uuid;

use super::{linger::Linger, newest::Newest, rows};
use crate::{
    chain::Hash,
    plan::{self, Claim, Found, KeyRow, LogTip, Row, StreamRow, StreamTip, Verdict, Writer},
    port::{Append, AppendError, Appended, IdempotencyKey, NewEvent, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// The most appends of one transaction.
pub(super) const GROUP: usize = 512;

/// What an append came to.
pub(super) type Answer = Result<Appended, AppendError>;

/// An append, checked against the limits, and who waits for it.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) append: Append,
    pub(super) reply: oneshot::Sender<Answer>,
}

/// Writes until nobody can ask any more.
pub(super) fn run(
    mut connection: Connection,
    mut requests: mpsc::Receiver<Request>,
    newest: &Newest,
) {
    let mut group = Vec::with_capacity(GROUP);
    let mut linger = Linger::default();
    while requests.blocking_recv_many(&mut group, GROUP) > 0 {
        linger.wait(|| group.len() + requests.len());
        while group.len() < GROUP
            && let Ok(request) = requests.try_recv()
        {
            group.push(request);
        }
        linger.took(group.len());
        let (appends, replies): (Vec<Append>, Vec<_>) =
            group.drain(..).map(|request| (request.append, request.reply)).unzip();
        for (reply, answer) in replies.into_iter().zip(write(&mut connection, appends, newest)) {
            // Whoever asked may have gone; the events are written all the same.
            reply.send(answer).ok();
        }
    }
}

/// Writes a group; if that fails, each append by itself, so that only the one at fault is refused.
fn write(connection: &mut Connection, appends: Vec<Append>, newest: &Newest) -> Vec<Answer> {
    match write_together(connection, &appends) {
        Ok((answers, places)) => {
            newest.extend(recorded(appends, &answers, places));
            answers
        }
        Err(error) if appends.len() == 1 || is_of_the_disk(&error) => {
            tracing::warn!(%error, appends = appends.len(), "the event log was not written");
            appends.iter().map(|_| Err(failure(&error))).collect()
        }
        Err(_) => {
            let alone = |append| write(connection, vec![append], newest);
            appends.into_iter().flat_map(alone).collect()
        }
    }
}

/// Where an event was put.
#[derive(Debug, Clone, Copy)]
struct Place {
    position: Position,
    version: StreamVersion,
    hash: Hash,
}

/// The events of the appends that were written, with their places, as a reader of the file would find them.
fn recorded(appends: Vec<Append>, answers: &[Answer], places: Vec<Place>) -> Vec<RecordedEvent> {
    let is_written = |answer: &Answer| matches!(answer, Ok(Appended::Written { .. }));
    let written = appends.into_iter().zip(answers).filter(|(_, answer)| is_written(answer));
    let events = written.flat_map(|(append, _)| in_order(append));
    events
        .zip(places)
        .map(|((stream, event), Place { position, version, hash })| RecordedEvent {
            position,
            stream,
            version,
            event,
            hash,
        })
        .collect()
}

/// The events of an append, in the order in which the log got them.
fn in_order(append: Append) -> impl Iterator<Item = (StreamId, NewEvent)> {
    let entries: Vec<usize> = append.entries().collect();
    let parts = append.streams.into_iter().map(|part| (part.stream, part.events.into_iter()));
    let mut parts: Vec<_> = parts.collect();
    entries.into_iter().filter_map(move |n| {
        let (stream, events) = parts.get_mut(n)?;
        events.next().map(|event| (stream.clone(), event))
    })
}

fn write_together(
    connection: &mut Connection,
    appends: &[Append],
) -> rusqlite::Result<(Vec<Answer>, Vec<Place>)> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before = tip(&transaction)?;
    let mut log =
        Log { transaction: &transaction, writer: Writer { tip: before }, places: Vec::new() };
    let answers =
        appends.iter().map(|append| log.append(append)).collect::<rusqlite::Result<Vec<_>>>()?;
    let Log { writer: Writer { tip: after }, places, .. } = log;
    if after != before {
        move_tip(&transaction, &after)?;
        transaction.commit()?;
        metrics::counter!("ringback_store_events_total")
            .increment(after.position.0 - before.position.0);
        metrics::histogram!("ringback_store_group_appends").record(appends.len() as f64);
    }
    Ok((answers, places))
}

fn is_of_the_disk(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(
        code,
        Some(ErrorCode::DiskFull | ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt)
    )
}

fn failure(error: &rusqlite::Error) -> AppendError {
    match error.sqlite_error_code() {
        Some(ErrorCode::DiskFull) => AppendError::Full,
        Some(_) | None => AppendError::Unavailable(error.to_string()),
    }
}

fn tip(transaction: &Transaction<'_>) -> rusqlite::Result<LogTip> {
    let mut statement =
        transaction.prepare_cached("SELECT position, chain, streams FROM log_head")?;
    statement.query_row([], |row| {
        Ok(LogTip { position: rows::position(row, 0)?, chain: row.get(1)?, streams: row.get(2)? })
    })
}

fn move_tip(transaction: &Transaction<'_>, tip: &LogTip) -> rusqlite::Result<()> {
    transaction
        .prepare_cached("UPDATE log_head SET position = ?1, chain = ?2, streams = ?3")?
        .execute((tip.position.to_sql(), tip.chain, tip.streams))
        .map(drop)
}

/// The log inside a transaction.
struct Log<'t> {
    transaction: &'t Transaction<'t>,
    writer: Writer,
    /// Where each event was put.
    places: Vec<Place>,
}

impl Log<'_> {
    fn append(&mut self, append: &Append) -> rusqlite::Result<Answer> {
        if let Some(key) = &append.idempotency {
            match plan::key_verdict(key, self.key(key)?.as_ref()) {
                Ok(None) => {}
                Ok(Some(answer)) => return Ok(Ok(answer)),
                Err(refusal) => return Ok(Err(refusal)),
            }
        }
        let mut rows = Vec::with_capacity(append.streams.len());
        let mut found = Vec::with_capacity(append.streams.len());
        for part in &append.streams {
            let row = self.stream(&part.stream)?;
            let claim = plan::claim(part, row.as_ref());
            found.push(match &row {
                None => None,
                Some(row) => self.look_up(row, &claim, part.events.len())?,
            });
            rows.push(row);
        }
        match plan::verdict(append, &rows, &found) {
            Err(refusal) => Ok(Err(refusal)),
            Ok(Verdict::Already(answer)) => Ok(Ok(answer)),
            Ok(Verdict::Write) => self.write(append, &rows).map(Ok),
        }
    }

    fn key(&self, key: &IdempotencyKey) -> rusqlite::Result<Option<KeyRow>> {
        self.transaction
            .prepare_cached(
                "SELECT fingerprint, position, result FROM idempotency_keys
                 WHERE account = ?1 AND key = ?2",
            )?
            .query_row((&key.account, &key.key), |row| {
                Ok(KeyRow {
                    fingerprint: row.get(0)?,
                    position: rows::position(row, 1)?,
                    result: row.get::<_, Vec<u8>>(2)?.into(),
                })
            })
            .optional()
    }

    fn stream(&self, id: &StreamId) -> rusqlite::Result<Option<StreamRow>> {
        self.transaction
            .prepare_cached(
                "SELECT stream_no, version, hash FROM streams
                 WHERE key = ?1 AND category = ?2 AND account = ?3",
            )?
            .query_row((&id.key, &id.category, &id.account), |row| {
                let version = rows::version(row, 1)?;
                Ok(StreamRow { number: row.get(0)?, version, hash: row.get(2)? })
            })
            .optional()
    }

    fn look_up(
        &self,
        row: &StreamRow,
        claim: &Claim,
        count: usize,
    ) -> rusqlite::Result<Option<Found>> {
        let after = match claim {
            Claim::Fresh | Claim::Conflict => return Ok(None),
            Claim::At(version) => *version,
            Claim::Somewhere(id) => match self.unordered(row, id)? {
                None => return Ok(None),
                Some(version) => StreamVersion(version.0.saturating_sub(1)),
            },
        };
        let mut statement = self.transaction.prepare_cached(
            "SELECT event_id, position FROM events
             WHERE stream_no = ?1 AND version > ?2 ORDER BY version LIMIT ?3",
        )?;
        let events = statement
            .query_map((row.number, after.to_sql(), count as i64), |row| {
                Ok((Uuid::from_bytes(row.get(0)?), rows::position(row, 1)?))
            })?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        let position = events.last().map_or(Position::START, |(_, position)| *position);
        Ok(Some(Found { after, ids: events.into_iter().map(|(id, _)| id).collect(), position }))
    }

    fn unordered(&self, row: &StreamRow, id: &Uuid) -> rusqlite::Result<Option<StreamVersion>> {
        self.transaction
            .prepare_cached(
                "SELECT min(version) FROM events
                 WHERE stream_no = ?1 AND event_id = ?2 AND unordered = 1",
            )?
            .query_row((row.number, id.as_bytes()), |row| row.get::<_, Option<i64>>(0))
            .map(|version| version.and_then(|v| u64::try_from(v).ok()).map(StreamVersion))
    }

    fn write(&mut self, append: &Append, rows: &[Option<StreamRow>]) -> rusqlite::Result<Appended> {
        let mut insert = self.transaction.prepare_cached(INSERT_EVENT)?;
        let places = &mut self.places;
        let tips = self.writer.write(append, rows, |row, unordered| {
            let Row { position, version, hash, .. } = row;
            places.push(Place { position, version, hash });
            insert_event(&mut insert, &row, unordered)
        })?;
        let versions = tips.versions();
        tips.moved().try_for_each(|tip| self.register(&tip))?;
        if let Some(key) = &append.idempotency {
            self.keep(key, append)?;
        }
        Ok(Appended::Written { position: self.writer.tip.position, versions })
    }

    fn register(&self, tip: &StreamTip<'_>) -> rusqlite::Result<()> {
        let StreamTip { stream, before, after } = tip;
        let version = after.version.to_sql();
        if *before == StreamVersion::NONE {
            return self
                .transaction
                .prepare_cached(
                    "INSERT INTO streams (stream_no, version, hash, account, category, key)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                )?
                .execute((
                    after.number,
                    version,
                    after.hash,
                    &stream.account,
                    &stream.category,
                    &stream.key,
                ))
                .map(drop);
        }
        self.transaction
            .prepare_cached("UPDATE streams SET version = ?2, hash = ?3 WHERE stream_no = ?1")?
            .execute((after.number, version, after.hash))
            .map(drop)
    }

    fn keep(&self, key: &IdempotencyKey, append: &Append) -> rusqlite::Result<()> {
        let position = self.writer.tip.position.to_sql();
        self.transaction
            .prepare_cached(
                "INSERT INTO idempotency_keys
                     (account, key, fingerprint, position, recorded_at, result)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            )?
            .execute((
                &key.account,
                &key.key,
                key.fingerprint,
                position,
                append.recorded_at(),
                &key.result[..],
            ))
            .map(drop)
    }
}

const INSERT_EVENT: &str = "INSERT INTO events (position, stream_no, version, account, event_id, \
    event_type, schema_version, recorded_at, correlation, causation, actor, unordered, hash, chain, data) \
    VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)";

fn insert_event(
    insert: &mut rusqlite::Statement<'_>,
    row: &Row<'_>,
    unordered: bool,
) -> rusqlite::Result<()> {
    use rusqlite::types::{ToSqlOutput, ValueRef};
    let event = row.event;
    // The limits have seen that it is UTF-8.
    let data = ToSqlOutput::Borrowed(ValueRef::Text(&event.data));
    insert
        .execute(rusqlite::params![
            row.position.to_sql(),
            row.number,
            row.version.to_sql(),
            row.stream.account,
            event.id.as_bytes(),
            event.event_type,
            event.schema_version,
            event.recorded_at,
            event.correlation,
            event.causation.as_ref().map(Uuid::as_bytes),
            event.actor,
            unordered,
            row.hash,
            row.chain,
            data,
        ])
        .map(drop)
}
