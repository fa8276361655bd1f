//! What `<Say>`, `<Play>` and `<Pause>` have in common, at the top level and inside `<Gather>`.

use domain::call::VerbOutcome;
use domain::call::exchange::Fault;

use super::{Step, pause, play, say};
use crate::flow::Flow;
use crate::flow::following::Waiting;
use crate::flow::turn::Turn;
use crate::flow::{Doing, error};
use crate::twiml::Verb;
use crate::twiml::verbs::{GatherPrompt, Pause, Play, Say};

/// The most repetitions; `loop="0"` asks for as many as there are.
const MOST_LOOPS: u32 = 1_000;

/// A verb that lets the caller hear something.
#[derive(Clone, Copy)]
pub(crate) enum Sound<'a> {
    Say(&'a Say),
    Play(&'a Play),
    Pause(&'a Pause),
}

impl<'a> From<&'a GatherPrompt> for Sound<'a> {
    fn from(prompt: &'a GatherPrompt) -> Self {
        match prompt {
            GatherPrompt::Say(say) => Self::Say(say),
            GatherPrompt::Play(play) => Self::Play(play),
            GatherPrompt::Pause(pause) => Self::Pause(pause),
        }
    }
}

/// A sound or silence under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sounding {
    /// A playback, by its number.
    Playback(u32),
    /// A silence until an alarm.
    Silence { alarm: u32, ms: u64 },
}

/// Why a sound cannot begin.
#[derive(Debug)]
pub(crate) enum Hitch {
    /// There is nothing in it; it is left out with a warning.
    Skips { code: u32, message: String },
    /// It is wrong; that is a fault of the application.
    Fails { code: u32, message: String, url: Option<String> },
}

impl Flow {
    /// Begins a sound, which picks the call up; or a silence, which does not.
    pub(super) fn sound(
        &mut self,
        sound: Sound<'_>,
        turn: &mut Turn<'_>,
    ) -> Result<Sounding, Hitch> {
        let (source, loops) = match sound {
            Sound::Pause(pause) => {
                let ms = pause::duration_ms(pause);
                return Ok(Sounding::Silence { alarm: self.alarms.set(ms, turn), ms });
            }
            Sound::Say(say) => (say::source(say)?, say.loops),
            Sound::Play(play) => (play::source(play, self.resolve(&play.url))?, play.loops),
        };
        let times = match loops {
            None => 1,
            Some(0) => MOST_LOOPS,
            Some(loops) => loops.min(MOST_LOOPS),
        };
        self.answer(turn);
        Ok(Sounding::Playback(self.play(source, times, turn)))
    }

    pub(super) fn begin_sound(&mut self, sound: Sound<'_>, turn: &mut Turn<'_>) -> Step {
        match self.sound(sound, turn) {
            Ok(sounding) => {
                if let Doing::Following(following) = &mut self.doing {
                    following.waiting = Waiting::Sound(sounding);
                }
                Step::Waits
            }
            Err(Hitch::Skips { code, message }) => {
                self.warn(code, message, turn);
                Step::Done(VerbOutcome::Failed { code })
            }
            Err(Hitch::Fails { code, message, url }) => {
                if self.verb_failed(None, error(code, message, url), turn) {
                    Step::Gone
                } else {
                    Step::Over
                }
            }
        }
    }

    /// The verb at hand failed: a secondary takes over, or the next verb begins.
    fn fail_at_hand(&mut self, fault: Fault, turn: &mut Turn<'_>) {
        if !self.verb_failed(None, fault, turn) {
            self.next_verb();
            self.go_on(turn);
        }
    }

    /// Whether the playback is the one that the caller hears.
    pub(crate) fn is_playing(&self, playback: u32) -> bool {
        self.sounding() == Some(Sounding::Playback(playback))
    }

    /// How long the silence is that the alarm ends, if it ends one.
    pub(crate) fn silence_of(&self, rang: u32) -> Option<u64> {
        match self.sounding() {
            Some(Sounding::Silence { alarm, ms }) if alarm == rang => Some(ms),
            Some(Sounding::Silence { .. } | Sounding::Playback(_)) | None => None,
        }
    }

    fn sounding(&self) -> Option<Sounding> {
        let Doing::Following(following) = &self.doing else { return None };
        match &following.waiting {
            Waiting::Nothing => None,
            Waiting::Sound(sounding) => Some(*sounding),
            Waiting::Gathering(gathering) => gathering.sounding,
        }
    }

    /// The sound or silence that the caller heard came to its end.
    pub(crate) fn sound_over(&mut self, turn: &mut Turn<'_>) {
        let Doing::Following(following) = &self.doing else { return };
        if let Waiting::Gathering(_) = following.waiting {
            return self.prompt_over(turn);
        }
        if let Some(verb) = following.verbs.get(following.at).map(Verb::name) {
            self.verb_ended(None, verb, VerbOutcome::Done, turn);
        }
        self.next_verb();
        self.go_on(turn);
    }

    /// The sound could not be had.
    pub(crate) fn sound_failed(&mut self, fault: Fault, turn: &mut Turn<'_>) {
        let Doing::Following(following) = &self.doing else { return };
        match following.waiting {
            Waiting::Gathering(_) => self.prompt_failed(fault, turn),
            Waiting::Sound(_) | Waiting::Nothing => self.fail_at_hand(fault, turn),
        }
    }
}
