//! The machine itself.

use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;

use crate::{Input, Output, Settings};

/// One live call, as a pure machine: inputs and the time in, outputs out.
#[derive(Debug)]
pub struct Flow {
    call_sid: CallSid,
    account_sid: AccountSid,
    settings: Settings,
}

impl Flow {
    /// A call that nothing has reached yet.
    pub fn new(call_sid: CallSid, account_sid: AccountSid, settings: Settings) -> Self {
        Self { call_sid, account_sid, settings }
    }

    /// Answers an input; appends what is to be done to `out`. `now` must be the recorded time of the batch.
    pub fn handle(&mut self, now: Timestamp, input: Input, out: &mut Vec<Output>) {
        let _ = (&self.call_sid, &self.account_sid, &self.settings, now, input, out);
    }
}
