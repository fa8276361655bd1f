//! Why a command was not done.

use domain::recorded::ActorError;
use domain::schema::DecodeError;
use domain::sid::SidError;
use store::port::{AppendError, ReadError};
use store::position::Position;

/// Why a command was not done.
#[derive(Debug, Clone, thiserror::Error)]
pub enum CommandError<R> {
    /// The domain said no. Nothing was written.
    #[error("{0}")]
    Refused(R),
    /// Others kept writing first; nothing was written. REST answers 409.
    #[error("others changed it at the same time, too many times")]
    Conflict,
    /// The idempotency key was used for another request.
    #[error("the idempotency key was used for another request")]
    KeyReused,
    /// Something broke.
    #[error(transparent)]
    Failed(#[from] Failure),
}

impl<R> CommandError<R> {
    /// The same with the refusal changed by `change`.
    pub fn map_refusal<S>(self, change: impl FnOnce(R) -> S) -> CommandError<S> {
        match self {
            Self::Refused(refusal) => CommandError::Refused(change(refusal)),
            Self::Conflict => CommandError::Conflict,
            Self::KeyReused => CommandError::KeyReused,
            Self::Failed(failure) => CommandError::Failed(failure),
        }
    }
}

/// What broke.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Failure {
    /// The disk is full. Nothing was written.
    #[error("the disk is full")]
    Full,
    /// The store is not there. Whether the events were written is not known.
    #[error("the store is unavailable: {0}")]
    Unavailable(String),
    /// An event is over the store's limits.
    #[error("the store does not take this: {0}")]
    Malformed(&'static str),
    /// What is stored cannot be understood.
    #[error("the log is damaged at position {position}: {what}")]
    Damaged {
        /// Where.
        position: Position,
        /// What is wrong.
        what: String,
    },
    /// A sealed secret cannot be opened: another master key, or the text was altered.
    #[error("a secret cannot be opened with this master key")]
    Sealed,
}

impl From<ReadError> for Failure {
    fn from(error: ReadError) -> Self {
        match error {
            ReadError::Unavailable(what) => Self::Unavailable(what),
            ReadError::Damaged { position, what } => Self::Damaged { position, what },
        }
    }
}

impl<R> From<ReadError> for CommandError<R> {
    fn from(error: ReadError) -> Self {
        Self::Failed(error.into())
    }
}

impl<R> From<AppendError> for CommandError<R> {
    fn from(error: AppendError) -> Self {
        match error {
            AppendError::Conflict { .. } => Self::Conflict,
            AppendError::KeyReused => Self::KeyReused,
            AppendError::Malformed(what) => Self::Failed(Failure::Malformed(what)),
            AppendError::Full => Self::Failed(Failure::Full),
            AppendError::Unavailable(what) => Self::Failed(Failure::Unavailable(what)),
        }
    }
}

/// Why a stored event is not one of the domain's.
#[derive(Debug, thiserror::Error)]
pub enum CodecError {
    /// Its payload.
    #[error(transparent)]
    Payload(#[from] DecodeError),
    /// Its account.
    #[error("account: {0}")]
    Account(#[from] SidError),
    /// Its actor.
    #[error(transparent)]
    Actor(#[from] ActorError),
}

impl CodecError {
    /// The failure that it means at a place in the log.
    pub fn at(&self, position: Position) -> Failure {
        Failure::Damaged { position, what: self.to_string() }
    }
}
