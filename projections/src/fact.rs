//! An event as a projector sees it.

use domain::timestamp::Timestamp;

use crate::rows::Value;

/// An event with what a row can need of its envelope.
#[derive(Debug, Clone, Copy)]
pub struct Fact<'a, E> {
    /// The sid of the account that owns the stream.
    pub account: &'a str,
    /// The stream's key, for example the call's sid.
    pub key: &'a str,
    /// The event's place in its stream, from 1.
    pub version: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// What happened.
    pub event: &'a E,
}

impl<E> Fact<'_, E> {
    /// The key of the row that stands for the stream: the account, then the stream's key.
    pub(crate) fn row(&self) -> [Value; 2] {
        [self.account.into(), self.key.into()]
    }
}
