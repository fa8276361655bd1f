//! Why the feed stopped.

use store::port::ReadError;
use store::position::Position;

use crate::projectors::ProjectError;
use crate::query::ViewError;

/// Why the feed stopped. It can be run again: it begins at its checkpoint.
#[derive(Debug, thiserror::Error)]
pub enum FeedError {
    /// An event that this program cannot project. Everything before it is in the rows; a newer program
    /// must go on from there.
    #[error("the feed stopped at position {position}: {source}")]
    Unprojectable {
        /// Where.
        position: Position,
        /// What is wrong with it.
        source: ProjectError,
    },
    /// The rows have seen more than the log holds: they were made from another log.
    #[error(
        "the read models are at position {position}, but the log ends at {head}: they were made from \
         another log; run `ringback rebuild`"
    )]
    AnotherLog {
        /// How far the rows have come.
        position: Position,
        /// How far the log has.
        head: Position,
    },
    /// The log could not be read.
    #[error(transparent)]
    Log(#[from] ReadError),
    /// The rows could not be written.
    #[error(transparent)]
    Rows(#[from] ViewError),
}

impl FeedError {
    /// Whether it may be over in a moment.
    pub fn is_passing(&self) -> bool {
        matches!(self, Self::Log(ReadError::Unavailable(_)) | Self::Rows(ViewError::Unavailable(_)))
    }
}
