//! The log itself, without its lock.

use std::collections::{BTreeMap, HashMap};

use uuid::Uuid;

use crate::{
    chain::Link,
    limits,
    plan::{self, Claim, Found, KeyRow, LogTip, Row, StreamRow, Verdict, Writer},
    port::{Append, AppendError, Appended, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// A stream's register entry and where its events are.
#[derive(Debug)]
pub(super) struct Stream {
    pub(super) row: StreamRow,
    /// Indices into [`Log::links`], by version.
    pub(super) places: Vec<usize>,
    /// The versions of events that were written with `ExpectedVersion::Any`.
    unordered: HashMap<Uuid, StreamVersion>,
}

/// Everything that was written.
#[derive(Debug)]
pub(super) struct Log {
    pub(super) tip: LogTip,
    /// By position, from 1.
    pub(super) links: Vec<Link>,
    pub(super) streams: BTreeMap<StreamId, Stream>,
    /// Whose stream a category and key name.
    pub(super) owners: HashMap<(String, String), String>,
    /// Indices into `links`, by account.
    pub(super) accounts: HashMap<String, Vec<usize>>,
    keys: HashMap<(String, String), KeyRow>,
}

impl Default for Log {
    fn default() -> Self {
        Self {
            tip: LogTip::EMPTY,
            links: Vec::new(),
            streams: BTreeMap::new(),
            owners: HashMap::new(),
            accounts: HashMap::new(),
            keys: HashMap::new(),
        }
    }
}

impl Log {
    /// Writes an append, or says why not.
    pub(super) fn append(&mut self, append: &Append) -> Result<Appended, AppendError> {
        limits::check(append)?;
        if let Some(key) = &append.idempotency {
            let known = self.keys.get(&(key.account.clone(), key.key.clone()));
            if let Some(answer) = plan::key_verdict(key, known)? {
                return Ok(answer);
            }
        }
        let (rows, found): (Vec<_>, Vec<_>) = append
            .streams
            .iter()
            .map(|part| {
                let stream = self.streams.get(&part.stream);
                let row = stream.map(|stream| stream.row);
                let claim = plan::claim(part, row.as_ref());
                (row, stream.and_then(|stream| self.look_up(stream, &claim, part.events.len())))
            })
            .unzip();
        match plan::verdict(append, &rows, &found)? {
            Verdict::Already(answer) => Ok(answer),
            Verdict::Write => Ok(self.write(append, &rows)),
        }
    }

    fn look_up(&self, stream: &Stream, claim: &Claim, count: usize) -> Option<Found> {
        let after = match claim {
            Claim::Fresh | Claim::Conflict => return None,
            Claim::At(version) => *version,
            Claim::Somewhere(id) => StreamVersion(stream.unordered.get(id)?.0 - 1),
        };
        let places = stream.places.iter().skip(usize::try_from(after.0).ok()?).take(count);
        let events: Vec<&RecordedEvent> = places.map(|&i| &self.links[i].event).collect();
        let position = events.last()?.position;
        Some(Found { after, ids: events.iter().map(|event| event.event.id).collect(), position })
    }

    fn write(&mut self, append: &Append, rows: &[Option<StreamRow>]) -> Appended {
        let mut writer = Writer { tip: self.tip };
        let written = writer.write(append, rows, |row, unordered| {
            self.put(&row, unordered);
            Ok::<(), std::convert::Infallible>(())
        });
        let Ok(tips) = written;
        let versions = tips.versions();
        for tip in tips.moved() {
            if let Some(stream) = self.streams.get_mut(tip.stream) {
                stream.row = tip.after;
            }
        }
        self.tip = writer.tip;
        if let Some(key) = &append.idempotency {
            let row = KeyRow {
                fingerprint: key.fingerprint,
                position: self.tip.position,
                result: key.result.clone(),
            };
            self.keys.insert((key.account.clone(), key.key.clone()), row);
        }
        Appended::Written { position: self.tip.position, versions }
    }

    fn put(&mut self, row: &Row<'_>, unordered: bool) {
        let place = self.links.len();
        let event = RecordedEvent {
            position: row.position,
            stream: row.stream.clone(),
            version: row.version,
            event: row.event.clone(),
            hash: row.hash,
        };
        self.links.push(Link { event, chain: row.chain });
        self.accounts.entry(row.stream.account.clone()).or_default().push(place);
        let stream = self.streams.entry(row.stream.clone()).or_insert_with(|| {
            let name = (row.stream.category.clone(), row.stream.key.clone());
            self.owners.entry(name).or_insert_with(|| row.stream.account.clone());
            let row = StreamRow { number: row.number, version: row.version, hash: row.hash };
            Stream { row, places: Vec::new(), unordered: HashMap::new() }
        });
        stream.places.push(place);
        if unordered {
            stream.unordered.insert(row.event.id, row.version);
        }
    }

    /// The index of the first event after a position.
    pub(super) fn first_after(&self, after: Position) -> usize {
        self.links.partition_point(|link| link.event.position <= after)
    }
}
