//! `<Hangup>`.

use domain::call::{EndCause, VerbOutcome};

use super::Step;
use crate::flow::Flow;
use crate::flow::turn::Turn;

impl Flow {
    /// Ends the call.
    pub(super) fn begin_hangup(&mut self, turn: &mut Turn<'_>) -> Step {
        self.verb_ended(None, "Hangup", VerbOutcome::Done, turn);
        self.hang_up(EndCause::HangupVerb, turn);
        Step::Gone
    }
}
