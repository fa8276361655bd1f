//! What is done when the application fails: the next secondary, or an apology.

use domain::call::exchange::{Fault, Purpose};
use domain::call::{EndCause, FallbackTaken, NotificationLevel};

use super::machine::{Doing, Flow};
use super::turn::Turn;
use super::{parameters, reply};
use crate::twiml::codes;
use crate::{Output, Playback, Source, Speech};

impl Flow {
    /// Asks the next secondary behind `rank` that serves the fault. False when there is none.
    pub(crate) fn fall_back(
        &mut self,
        fault: &Fault,
        rank: u32,
        at: Option<(u32, Vec<u32>)>,
        turn: &mut Turn<'_>,
    ) -> bool {
        let Some((rank, uri)) = self.chain.after(rank, fault.class) else { return false };
        let uri = uri.clone();
        let url = fault.url.as_deref().or_else(|| self.base.as_ref().map(url::Url::as_str));
        let told = parameters::of_fault(fault, url, at.as_ref(), turn.now);
        turn.record(FallbackTaken { rank, fault: fault.clone(), at });
        self.doing = Doing::Nothing;
        self.ask(Purpose::Fallback, rank, uri, told, turn);
        true
    }

    /// Whether a secondary behind `rank` serves the fault.
    pub(crate) fn has_fallback(&self, fault: &Fault, rank: u32) -> bool {
        self.chain.after(rank, fault.class).is_some()
    }

    /// Nobody is left to ask: the caller hears the apology, then the call ends.
    pub(crate) fn give_up(
        &mut self,
        fault: Fault,
        at: Option<(u32, Vec<u32>)>,
        turn: &mut Turn<'_>,
    ) {
        let message =
            format!("no URI is left to ask after error {}: {}", fault.code, fault.message);
        let last = reply::error(codes::FALLBACKS_EXHAUSTED, message, fault.url.clone());
        turn.record(FallbackTaken { rank: self.chain.end(), fault, at });
        self.notify(NotificationLevel::Error, last, None, turn);
        self.answer(turn);
        let source = Source::Say(Speech {
            text: self.settings.apology.clone(),
            is_ssml: false,
            voice: None,
            language: None,
        });
        let playback = self.play(source, 1, turn);
        self.doing = Doing::Apologising { playback };
    }

    pub(super) fn apologised(&mut self, turn: &mut Turn<'_>) {
        self.doing = Doing::Nothing;
        self.hang_up(EndCause::ApplicationFailed, turn);
    }

    /// Begins a playback; gives its number.
    pub(crate) fn play(&mut self, source: Source, times: u32, turn: &mut Turn<'_>) -> u32 {
        let playback = self.numbers.next_playback();
        turn.act(Output::Play(Playback { playback, source, times }));
        playback
    }
}
