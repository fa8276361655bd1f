//! What is handed to an owner.

use bytes::Bytes;
use domain::timestamp::Timestamp;
use domain::work::floor::{Demand, Floor};
use domain::work::{Refusal, WorkFact};
use store::position::Position;

use crate::{CommandError, Context, Failure};

/// Why a command on a workspace was not done.
pub type WorkError = CommandError<Refusal>;

/// What a command on a workspace came to.
#[derive(Debug, Clone, PartialEq)]
pub struct WorkDone {
    /// Where a reader must have come to see it.
    pub position: Position,
    /// What happened, with all that followed at once; nothing when it was so already.
    pub facts: Vec<WorkFact>,
    /// What was kept with the idempotency key when the command was done before under it.
    pub repeated: Option<Bytes>,
}

/// Told what came of a command, with the floor as it is on disk.
pub(super) type Reply = Box<dyn FnOnce(Result<(WorkDone, &Floor), WorkError>) + Send>;
/// Given the floor as it is on disk and the time.
pub(super) type Question = Box<dyn FnOnce(Result<(&Floor, Timestamp), Failure>) + Send>;

/// A command that waits.
pub(super) struct Submission {
    pub(super) context: Context,
    pub(super) demand: Demand,
    pub(super) reply: Reply,
}

/// What is handed to an owner.
pub(super) enum Job {
    Submit(Box<Submission>),
    Ask(Question),
    /// Let the workspace's clock be so many milliseconds further ahead of the world's.
    Advance(u64),
}
