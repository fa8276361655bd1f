//! What is wrong, or doubtful, in a document.

use crate::work::expression::{ExpressionError, Lint};

/// Why a text is not a workflow's document. The message is for the person who wrote it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DocumentError {
    /// Over [`super::MAX_DOCUMENT_BYTES`].
    #[error("the document is longer than {} bytes", super::MAX_DOCUMENT_BYTES)]
    TooLong,
    /// Not JSON.
    #[error("the document is not JSON: {what} at line {line} column {column}")]
    NotJson {
        /// 1-based.
        line: usize,
        /// 1-based, in bytes.
        column: usize,
        /// What is wrong there.
        what: String,
    },
    /// A member is missing or is not what it should be.
    #[error("{path}: expected {expected}, found {found}")]
    Unexpected {
        /// Where: `task_routing.filters[0].targets[1].timeout`.
        path: String,
        /// What should be there.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// An expression cannot be read.
    #[error("{path}: {error}")]
    Expression {
        /// Where it is.
        path: String,
        /// What is wrong in it, and where in it.
        error: ExpressionError,
    },
    /// Both kinds of known worker in one target.
    #[error("{path}: only one of known_worker_sid and known_worker_friendly_name can be given")]
    TwoKnownWorkers {
        /// The target.
        path: String,
    },
    /// More than [`super::MAX_FILTERS`], or [`super::MAX_TARGETS`].
    #[error("{path}: at most {max} of them")]
    TooMany {
        /// Which list.
        path: String,
        /// How many it may have.
        max: usize,
    },
}

/// A kind of doubt about a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum DocumentWarningKind {
    /// About an expression.
    Expression(Lint),
    /// A member that has no meaning here.
    Ignored,
    /// A target, filter or default that no item comes to.
    Unreachable,
    /// Items that no filter takes are canceled, because there is no default.
    NoDefault,
    /// Items wait for one worker for as long as they live.
    WaitsForOne,
    /// A JSON string where a number was expected; it is taken as a number.
    NumberAsString,
}

impl DocumentWarningKind {
    /// The kind in the words of a document: `unreachable`.
    pub fn code(self) -> &'static str {
        match self {
            Self::Expression(lint) => lint.code(),
            Self::Ignored => "ignored",
            Self::Unreachable => "unreachable",
            Self::NoDefault => "no-default",
            Self::WaitsForOne => "waits-for-one",
            Self::NumberAsString => "number-as-string",
        }
    }
}

/// A doubt, for the person who wrote the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DocumentWarning {
    /// The kind.
    pub kind: DocumentWarningKind,
    /// Where: `task_routing.filters[0].expression`.
    pub path: String,
    /// Where in the expression, in characters, counted from 1.
    pub position: Option<usize>,
    /// What it is about and what to do.
    pub message: String,
}
