//! One input being answered.

use domain::call::CallEvent;
use domain::timestamp::Timestamp;

use crate::Output;

/// The time of an input and what has been answered to it so far.
pub(crate) struct Turn<'a> {
    pub(crate) now: Timestamp,
    pub(crate) out: &'a mut Vec<Output>,
}

impl Turn<'_> {
    /// States a fact.
    pub(crate) fn record(&mut self, event: impl Into<CallEvent>) {
        self.out.push(Output::Record(event.into()));
    }

    /// Asks for something to be done.
    pub(crate) fn act(&mut self, output: Output) {
        self.out.push(output);
    }
}
