//! `<Reject>`.
//!
//! | reason | SIP | status of the call |
//! |---|---|---|
//! | `rejected` (default) | 603 Decline | `no-answer` |
//! | `busy` | 486 Busy Here | `busy` |
//!
//! After the answer there is nothing left to refuse: the call is hung up.

use domain::call::{EndCause, FinalStatus, VerbOutcome};

use super::Step;
use crate::flow::Flow;
use crate::flow::SipRefusal;
use crate::flow::turn::Turn;
use crate::twiml::codes::SCHEMA;
use crate::twiml::verbs::{Reject, RejectReason};

impl Flow {
    /// Refuses the call.
    pub(super) fn begin_reject(&mut self, reject: &Reject, turn: &mut Turn<'_>) -> Step {
        if self.is_answered() {
            let message = "<Reject> comes too late, the call was answered; hung up".to_owned();
            self.warn(SCHEMA, message, turn);
        }
        self.verb_ended(None, "Reject", VerbOutcome::Done, turn);
        let cause = EndCause::RejectVerb;
        match reject.reason.unwrap_or(RejectReason::Rejected) {
            _ if self.is_answered() => self.hang_up(cause, turn),
            RejectReason::Busy => self.refuse(SipRefusal::BUSY, FinalStatus::Busy, cause, turn),
            RejectReason::Rejected => {
                self.refuse(SipRefusal::DECLINED, FinalStatus::NoAnswer, cause, turn);
            }
        }
        Step::Gone
    }
}
