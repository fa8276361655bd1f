//! `<Redirect>`.

use domain::call::VerbOutcome;
use domain::call::exchange::Purpose;

use super::Step;
use crate::flow::Flow;
use crate::flow::turn::Turn;
use crate::twiml::verbs::Redirect;

impl Flow {
    /// Goes on with another document. The call is not answered by it.
    pub(super) fn begin_redirect(&mut self, redirect: &Redirect, turn: &mut Turn<'_>) -> Step {
        self.verb_ended(None, "Redirect", VerbOutcome::Done, turn);
        self.ask_within(Purpose::Redirect, &redirect.url, redirect.method, Vec::new(), turn);
        Step::Gone
    }
}
