//! Verbs that are known and not executed yet: never silently.

use domain::call::VerbOutcome;

use super::Step;
use crate::flow::Flow;
use crate::flow::turn::Turn;
use crate::twiml::codes::NOT_EXECUTED;

impl Flow {
    /// Leaves a verb out and tells the tenant (13750).
    pub(super) fn leave_out(&mut self, verb: &str, turn: &mut Turn<'_>) -> Step {
        let message = format!("<{verb}> is not executed by this version of Ringback; left out");
        self.warn(NOT_EXECUTED, message, turn);
        Step::Done(VerbOutcome::Failed { code: NOT_EXECUTED })
    }
}
