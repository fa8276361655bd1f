//! How a verb begins.

use domain::call::VerbOutcome;

use crate::flow::Flow;
use crate::flow::turn::Turn;
use crate::twiml::Verb;

use super::sound::Sound;

/// What came of beginning a verb.
#[derive(Debug)]
pub(crate) enum Step {
    /// It is over; the next one can begin.
    Done(VerbOutcome),
    /// It is over, its end is recorded already, and the next one can begin.
    Over,
    /// It waits for an input.
    Waits,
    /// The call has gone elsewhere: another document is asked for, or it ended.
    Gone,
}

impl Flow {
    /// Begins a verb.
    pub(crate) fn begin(&mut self, verb: &Verb, turn: &mut Turn<'_>) -> Step {
        match verb {
            Verb::Say(say) => self.begin_sound(Sound::Say(say), turn),
            Verb::Play(play) => self.begin_sound(Sound::Play(play), turn),
            Verb::Pause(pause) => self.begin_sound(Sound::Pause(pause), turn),
            Verb::Gather(gather) => self.begin_gather(gather, turn),
            Verb::Redirect(redirect) => self.begin_redirect(redirect, turn),
            Verb::Reject(reject) => self.begin_reject(reject, turn),
            Verb::Hangup(_) => self.begin_hangup(turn),
            Verb::Connect(_)
            | Verb::Dial(_)
            | Verb::Echo(_)
            | Verb::Enqueue(_)
            | Verb::Leave(_)
            | Verb::Pay(_)
            | Verb::Prompt(_)
            | Verb::Queue(_)
            | Verb::Record(_)
            | Verb::Refer(_)
            | Verb::Sms(_)
            | Verb::Start(_)
            | Verb::Stop(_) => self.leave_out(verb.name(), turn),
        }
    }
}
