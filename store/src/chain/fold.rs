//! What a reader of the log knows so far, and whom it suspects.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::{Finding, Hash, Link, LogEnd, StreamEnd, ZERO, event_hash, log_hash};
use crate::{
    port::{RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// Moved events are looked for among at most so many broken links; the search is cubic.
const MAX_SEARCHED: usize = 48;

/// A stream as far as it was read.
#[derive(Debug)]
struct Tail {
    version: StreamVersion,
    hash: Hash,
    position: Position,
    /// Events that came before their turn, by version.
    early: BTreeMap<StreamVersion, RecordedEvent>,
    is_registered: bool,
}

/// A link of the log's chain that does not hold.
#[derive(Debug, Clone)]
struct BadLink {
    before: Hash,
    hash: Hash,
    chain: Hash,
    stream: StreamId,
    version: StreamVersion,
}

/// A link of a stream's chain that does not hold.
#[derive(Debug)]
struct Mismatch {
    before: Option<Position>,
    position: Position,
    stream: StreamId,
    version: StreamVersion,
}

/// What a reader of the log knows so far.
#[derive(Debug)]
pub(super) struct Fold {
    events: u64,
    last: Position,
    chain: Hash,
    tails: HashMap<StreamId, Tail>,
    bad_links: BTreeMap<Position, BadLink>,
    mismatches: Vec<Mismatch>,
    /// Altered for certain.
    altered: BTreeMap<Position, (StreamId, StreamVersion)>,
    moved: BTreeMap<Position, (StreamId, StreamVersion)>,
    /// Came before their turn: either they were moved or the one that was late.
    early: BTreeMap<Position, (StreamId, StreamVersion)>,
    others: Vec<Finding>,
    is_end_broken: bool,
}

impl Default for Fold {
    fn default() -> Self {
        Self {
            events: 0,
            last: Position::START,
            chain: ZERO,
            tails: HashMap::new(),
            bad_links: BTreeMap::new(),
            mismatches: Vec::new(),
            altered: BTreeMap::new(),
            moved: BTreeMap::new(),
            early: BTreeMap::new(),
            others: Vec::new(),
            is_end_broken: false,
        }
    }
}

impl Fold {
    pub(super) fn events(&self) -> u64 {
        self.events
    }

    pub(super) fn streams(&self) -> u64 {
        self.tails.len() as u64
    }

    /// The version up to which a stream was read.
    pub(super) fn stream_end(&self, stream: &StreamId) -> StreamVersion {
        self.tails.get(stream).map_or(StreamVersion::NONE, |tail| tail.version)
    }

    /// Takes the next event of the log.
    pub(super) fn take(&mut self, link: Link) {
        let Link { event, chain } = link;
        self.events += 1;
        let is_next = event.position.0 == self.last.0 + 1;
        if !is_next {
            self.miss_positions(Position(event.position.0.saturating_sub(1)));
        } else if log_hash(&self.chain, event.position, &event.hash) != chain {
            let bad = BadLink {
                before: self.chain,
                hash: event.hash,
                chain,
                stream: event.stream.clone(),
                version: event.version,
            };
            self.bad_links.insert(event.position, bad);
        }
        self.last = event.position;
        self.chain = chain;
        self.take_in_stream(event);
    }

    fn miss_positions(&mut self, last: Position) {
        let first = Position(self.last.0 + 1);
        self.others.push(Finding::MissingPositions { first, last });
    }

    fn take_in_stream(&mut self, event: RecordedEvent) {
        let tail = self.tails.entry(event.stream.clone()).or_insert_with(|| Tail {
            version: StreamVersion::NONE,
            hash: ZERO,
            position: Position::START,
            early: BTreeMap::new(),
            is_registered: false,
        });
        if event.version <= tail.version {
            self.moved.insert(event.position, (event.stream, event.version));
            return;
        }
        if event.version.0 > tail.version.0 + 1 {
            tail.early.insert(event.version, event);
            return;
        }
        self.mismatches.extend(tail.advance(event));
        while let Some(event) = tail.early.remove(&StreamVersion(tail.version.0 + 1)) {
            self.early.insert(event.position, (event.stream.clone(), event.version));
            self.mismatches.extend(tail.advance(event));
        }
    }

    /// Takes what the log's head says.
    pub(super) fn reach(&mut self, end: LogEnd) {
        if self.last < end.position {
            self.miss_positions(end.position);
        } else if self.chain != end.chain {
            self.is_end_broken = true;
        }
    }

    /// Takes what the register says of a stream; `grew` if it has events that were not read.
    pub(super) fn compare(&mut self, end: &StreamEnd, grew: bool) {
        let Some(tail) = self.tails.get_mut(&end.stream) else {
            if !grew {
                let (first, last) = (StreamVersion(1), end.version);
                let stream = end.stream.clone();
                self.others.push(Finding::MissingVersions { stream, first, last });
            }
            return;
        };
        tail.is_registered = true;
        if grew || !tail.early.is_empty() {
            return;
        }
        if end.version > tail.version {
            let (first, last) = (StreamVersion(tail.version.0 + 1), end.version);
            let stream = end.stream.clone();
            self.others.push(Finding::MissingVersions { stream, first, last });
        } else if end.version < tail.version {
            self.others.push(Finding::WrongRegister { stream: end.stream.clone() });
        } else if end.hash != tail.hash {
            self.altered.insert(tail.position, (end.stream.clone(), tail.version));
        }
    }

    /// The register has been read to its end.
    pub(super) fn expect_no_more(&mut self) {
        let mut unknown: Vec<_> =
            self.tails.iter().filter(|(_, tail)| !tail.is_registered).map(|(id, _)| id).collect();
        unknown.sort_unstable();
        let wrong = unknown.into_iter().map(|id| Finding::WrongRegister { stream: id.clone() });
        self.others.extend(wrong);
    }

    /// Weighs the suspicions.
    pub(super) fn into_findings(mut self, limit: usize) -> Vec<Finding> {
        self.find_gaps_in_streams();
        self.blame_mismatches();
        self.find_moved();
        let mut findings: Vec<(Position, Finding)> = Vec::new();
        for (&position, (stream, version)) in &self.altered {
            let (stream, version) = (stream.clone(), *version);
            findings.push((position, Finding::Altered { position, stream, version }));
        }
        for (&position, (stream, version)) in &self.moved {
            let (stream, version) = (stream.clone(), *version);
            findings.push((position, Finding::Reordered { position, stream, version }));
        }
        for &position in self.bad_links.keys().filter(|p| !self.is_explained(**p)) {
            findings.push((position, Finding::BrokenLink { position }));
        }
        if self.is_end_broken && !self.is_explained(Position(self.last.0 + 1)) {
            findings.push((self.last, Finding::BrokenLink { position: self.last }));
        }
        findings.extend(self.others.into_iter().map(|finding| (place(&finding), finding)));
        findings.sort_by_key(|(position, _)| *position);
        findings.truncate(limit);
        findings.into_iter().map(|(_, finding)| finding).collect()
    }

    /// A stream whose events came before their turn, and the turn never came.
    fn find_gaps_in_streams(&mut self) {
        let mut mismatches = Vec::new();
        for (stream, tail) in &mut self.tails {
            while let Some((&version, _)) = tail.early.first_key_value() {
                let (first, last) =
                    (StreamVersion(tail.version.0 + 1), StreamVersion(version.0 - 1));
                if first <= last {
                    let stream = stream.clone();
                    self.others.push(Finding::MissingVersions { stream, first, last });
                }
                if let Some(event) = tail.early.remove(&version) {
                    mismatches.extend(tail.resume(event, first <= last));
                }
            }
        }
        self.mismatches.append(&mut mismatches);
    }

    /// A stream's link fails when either of its two events was altered. It is the earlier one if the log's
    /// chain says that its hash is not what was written, or if all links were forged: who does that has
    /// given what he altered a hash that fits, and it is the next event that does not fit to it.
    fn blame_mismatches(&mut self) {
        let is_forged = self.is_end_broken && self.bad_links.is_empty();
        for mismatch in std::mem::take(&mut self.mismatches) {
            let Mismatch { before, position, stream, version } = mismatch;
            let is_bad = |position: u64| self.bad_links.contains_key(&Position(position));
            let is_earlier = |q: &Position| {
                is_forged || (!is_bad(position.0) && (is_bad(q.0) || is_bad(q.0 + 1)))
            };
            match before.filter(is_earlier) {
                Some(q) => {
                    self.altered.insert(q, (stream, StreamVersion(version.0 - 1)));
                }
                None => {
                    self.altered.insert(position, (stream, version));
                }
            }
        }
    }

    /// An event that came before its turn was moved, unless the log's chain says that it stands where it
    /// was written. A broken link whose event fits at the place of another was moved.
    fn find_moved(&mut self) {
        let is_chain_sound = self.bad_links.is_empty();
        let mut early = std::mem::take(&mut self.early);
        early.retain(|position, _| is_chain_sound || self.bad_links.contains_key(position));
        self.moved.append(&mut early);
        let suspects: Vec<(Position, BadLink)> = self
            .bad_links
            .iter()
            .filter(|(position, _)| !self.altered.contains_key(position))
            .take(MAX_SEARCHED)
            .map(|(position, link)| (*position, link.clone()))
            .collect();
        let chains: BTreeSet<Hash> =
            suspects.iter().flat_map(|(_, link)| [link.before, link.chain]).collect();
        let fits = |hash: &Hash, place: Position| {
            chains.iter().any(|before| chains.contains(&log_hash(before, place, hash)))
        };
        for (position, link) in &suspects {
            let elsewhere =
                suspects.iter().any(|(other, _)| other != position && fits(&link.hash, *other));
            if elsewhere && !fits(&link.hash, *position) {
                self.moved.insert(*position, (link.stream.clone(), link.version));
            }
        }
    }

    /// Whether a broken link follows from what was found: its event, or the one before it, is at fault.
    fn is_explained(&self, position: Position) -> bool {
        [position, Position(position.0.saturating_sub(1))]
            .iter()
            .any(|p| self.altered.contains_key(p) || self.moved.contains_key(p))
    }
}

impl Tail {
    fn advance(&mut self, event: RecordedEvent) -> Option<Mismatch> {
        self.resume(event, false)
    }

    /// Goes on at an event, which cannot be checked if those before it are missing.
    fn resume(&mut self, event: RecordedEvent, is_after_gap: bool) -> Option<Mismatch> {
        let expected = event_hash(&self.hash, &event.stream, event.version, &event.event);
        let before = (self.position != Position::START).then_some(self.position);
        self.version = event.version;
        self.hash = event.hash;
        self.position = event.position;
        (expected != event.hash && !is_after_gap).then_some(Mismatch {
            before,
            position: event.position,
            stream: event.stream,
            version: event.version,
        })
    }
}

fn place(finding: &Finding) -> Position {
    match finding {
        Finding::Altered { position, .. }
        | Finding::Reordered { position, .. }
        | Finding::BrokenLink { position }
        | Finding::MissingPositions { first: position, .. } => *position,
        Finding::MissingVersions { .. } | Finding::WrongRegister { .. } => Position(u64::MAX),
    }
}
