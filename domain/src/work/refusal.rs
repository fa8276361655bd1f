//! Why a workspace, or something in it, says no.

use super::WorkKind;
use super::expression::{AttributesError, ExpressionError};

/// Why a workspace, or something in it, says no. REST shows each with a code
/// (`taskrouter.md` §1.5): 20001 and HTTP 400 unless said otherwise.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// There is no such resource, or it was deleted. HTTP 404, code 20404.
    #[error("there is no such {0}")]
    NotFound(WorkKind),
    /// The sid is taken.
    #[error("the {0} exists already")]
    Exists(WorkKind),
    /// A name that must be the only one of its kind is taken.
    #[error("another {0} has this name")]
    NameTaken(WorkKind),
    /// A text has no characters, or too many.
    #[error("{field} must have from 1 to {max} characters")]
    BadLength {
        /// Which.
        field: &'static str,
        /// The most characters.
        max: usize,
    },
    /// A number is outside its range.
    #[error("{field} must be from {min} to {max}")]
    OutOfRange {
        /// Which.
        field: &'static str,
        /// The least that it may be.
        min: u64,
        /// The most that it may be.
        max: u64,
    },
    /// A URL is not an absolute `http:` or `https:` URL.
    #[error("{field} is not an absolute http or https URL")]
    BadUrl {
        /// Which.
        field: &'static str,
    },
    /// A channel's unique name is not a letter, `_` or `$` followed by letters, digits, `_` and `$`.
    #[error("the unique name must be a letter, _ or $ followed by letters, digits, _ and $")]
    BadUniqueName,
    /// Attributes are not a JSON object, or are too long.
    #[error(transparent)]
    BadAttributes(AttributesError),
    /// An expression cannot be read.
    #[error("{field}: {why}")]
    BadExpression {
        /// Which.
        field: &'static str,
        /// What was wrong, and where.
        why: ExpressionError,
    },
    /// A workflow's document cannot be read.
    #[error("the configuration is not accepted: {0}")]
    BadConfiguration(String),
    /// A resource that a field names does not exist in the workspace.
    #[error("{field} names a {resource} that does not exist")]
    Unknown {
        /// Which field.
        field: &'static str,
        /// What it should name.
        resource: WorkKind,
    },
    /// A virtual start time is in the future or before 1900.
    #[error("the virtual start time must lie between 1900 and now")]
    BadVirtualStart,
    /// A work item names neither a workflow nor a queue, and the workspace does not have one workflow alone.
    #[error("the work item must name a workflow, because the workspace does not have exactly one")]
    NoWorkflow,
    /// The resource cannot go from the state in which it is to the one that is asked for.
    #[error("cannot go from {from} to {to}")]
    BadTransition {
        /// Its state.
        from: &'static str,
        /// What was asked for.
        to: &'static str,
    },
    /// The offer was withdrawn because another worker was quicker. HTTP 410.
    #[error("the reservation was rescinded, another worker accepted the work item")]
    Rescinded,
    /// `If-Match` names another version. HTTP 412, code 20412.
    #[error("the resource has version {found}, not {wanted}")]
    VersionMismatch {
        /// The version that there is.
        found: u64,
        /// The version in `If-Match`.
        wanted: u64,
    },
    /// The resource cannot be deleted while another needs it.
    #[error("the {what} is in use by a {by}")]
    InUse {
        /// What was to be deleted.
        what: WorkKind,
        /// What needs it.
        by: WorkKind,
    },
    /// The workspace has as many as it may.
    #[error("a workspace has at most {max} of a {what}")]
    TooMany {
        /// Of what.
        what: WorkKind,
        /// How many it may have.
        max: usize,
    },
    /// A workflow has no such revision, or no longer.
    #[error("the workflow has no revision {0}")]
    NoSuchRevision(u32),
    /// An instruction is missing something or says something wrong; the code is the dialect's.
    #[error("{code}: {why}")]
    BadInstruction {
        /// The dialect's code, for example 40130.
        code: u32,
        /// What is wrong.
        why: &'static str,
    },
    /// The command is the floor's own, not one that is asked from outside.
    #[error("only the floor itself does this")]
    FloorsOwn,
    /// Events are missing before this one.
    #[error("event {found} does not follow event {last}")]
    Gap {
        /// The last event that was folded.
        last: u64,
        /// The event that came.
        found: u64,
    },
}
