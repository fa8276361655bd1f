//! Reads a whole log and says which events were altered, removed or moved.

use std::fmt;

use async_trait::async_trait;

use super::{Hash, fold::Fold};
use crate::{
    port::{EventStore, ReadError, RecordedEvent, StreamId},
    position::{Position, StreamVersion},
};

/// How many events are read at once.
const BATCH: usize = 2_000;

/// An event with its link in the log's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The event.
    pub event: RecordedEvent,
    /// The log's chain up to and with it.
    pub chain: Hash,
}

/// Where the log's head says that the log ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogEnd {
    /// The last event's position.
    pub position: Position,
    /// The log's chain there.
    pub chain: Hash,
}

/// Where the register of streams says that a stream ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StreamEnd {
    /// Which.
    pub stream: StreamId,
    /// Its last event's version.
    pub version: StreamVersion,
    /// Its last event's hash.
    pub hash: Hash,
}

/// A store that shows its chains.
#[async_trait]
pub trait Evidence: EventStore {
    /// All events after position `after` with their links, in order, at most `limit`.
    async fn links(&self, after: Position, limit: usize) -> Result<Vec<Link>, ReadError>;

    /// What the log's head says.
    async fn log_end(&self) -> Result<LogEnd, ReadError>;

    /// What the register says of the streams after `after`, at most `limit`. The order is the adapter's own,
    /// and always the same.
    async fn stream_ends(
        &self,
        after: Option<&StreamId>,
        limit: usize,
    ) -> Result<Vec<StreamEnd>, ReadError>;
}

/// Something that is not as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// The event is not what was written.
    Altered {
        /// Where it stands.
        position: Position,
        /// Its stream.
        stream: StreamId,
        /// Its version.
        version: StreamVersion,
    },
    /// The event does not stand where it was written.
    Reordered {
        /// Where it stands.
        position: Position,
        /// Its stream.
        stream: StreamId,
        /// Its version.
        version: StreamVersion,
    },
    /// The log has no events at these positions.
    MissingPositions {
        /// The first.
        first: Position,
        /// The last.
        last: Position,
    },
    /// A stream has no events of these versions.
    MissingVersions {
        /// Which.
        stream: StreamId,
        /// The first.
        first: StreamVersion,
        /// The last.
        last: StreamVersion,
    },
    /// The register of streams does not say what the stream's events say.
    WrongRegister {
        /// Which.
        stream: StreamId,
    },
    /// The log's chain is broken between this position and the one before, and nothing says which of
    /// the two events was altered.
    BrokenLink {
        /// The later one. When it is the last of the log, the head itself may be what was altered.
        position: Position,
    },
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Altered { position, stream, version } => {
                write!(f, "altered: position {position}, version {version} of {stream}")
            }
            Self::Reordered { position, stream, version } => {
                write!(f, "moved: position {position}, version {version} of {stream}")
            }
            Self::MissingPositions { first, last } => {
                write!(f, "missing: positions {first} to {last}")
            }
            Self::MissingVersions { stream, first, last } => {
                write!(f, "missing: versions {first} to {last} of {stream}")
            }
            Self::WrongRegister { stream } => write!(f, "wrong register entry: {stream}"),
            Self::BrokenLink { position } => write!(f, "broken: the chain at position {position}"),
        }
    }
}

/// What a verification came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// How many events were read.
    pub events: u64,
    /// How many streams they are in.
    pub streams: u64,
    /// Where the log ended when the verification began.
    pub end: LogEnd,
    /// What is wrong, by position; at most [`Report::MAX_FINDINGS`].
    pub findings: Vec<Finding>,
}

impl Report {
    /// After so many findings no more are gathered.
    pub const MAX_FINDINGS: usize = 1_000;

    /// Whether the log is as it was written.
    #[must_use]
    pub fn is_sound(&self) -> bool {
        self.findings.is_empty()
    }
}

/// Reads the whole log up to its present end and checks both chains, the head and the register.
///
/// Appends may go on meanwhile. Memory is needed for one entry per stream.
///
/// # Errors
/// When the store cannot be read, or an event is so damaged that it cannot be decoded:
/// [`ReadError::Damaged`] then says where.
pub async fn verify(store: &dyn Evidence) -> Result<Report, ReadError> {
    let end = store.log_end().await?;
    let mut fold = Fold::default();
    let mut after = Position::START;
    loop {
        let mut links = store.links(after, BATCH).await?;
        links.retain(|link| link.event.position <= end.position);
        let Some(last) = links.last() else { break };
        after = last.event.position;
        links.into_iter().for_each(|link| fold.take(link));
    }
    fold.reach(end);
    compare_register(store, &mut fold).await?;
    Ok(Report {
        events: fold.events(),
        streams: fold.streams(),
        end,
        findings: fold.into_findings(Report::MAX_FINDINGS),
    })
}

async fn compare_register(store: &dyn Evidence, fold: &mut Fold) -> Result<(), ReadError> {
    let mut after = None;
    loop {
        let ends = store.stream_ends(after.as_ref(), BATCH).await?;
        for end in &ends {
            let seen = fold.stream_end(&end.stream);
            // The stream may have grown since the log's end was read.
            let grew =
                end.version > seen && !store.read_stream(&end.stream, seen, 1).await?.is_empty();
            fold.compare(end, grew);
        }
        match ends.into_iter().last() {
            Some(end) => after = Some(end.stream),
            None => break,
        }
    }
    fold.expect_no_more();
    Ok(())
}
