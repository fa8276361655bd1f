//! What REST asks of a live call.

use domain::call::exchange::Purpose;
use domain::call::{CallUpdate, CallUpdateTaken};

use super::machine::{Doing, Flow};
use super::reply;
use super::turn::Turn;
use crate::twiml::Document;

impl Flow {
    /// Takes an update up. It interrupts whatever the call is at; an exchange that is under way still
    /// ends and is recorded, but its answer steers nothing.
    pub(super) fn update(&mut self, version: u64, update: CallUpdate, turn: &mut Turn<'_>) {
        turn.record(CallUpdateTaken { request_version: version });
        self.pacing.happened();
        match update {
            CallUpdate::Redirect { uri, fallback } => {
                self.interrupt(turn);
                self.chain.redirect(uri.clone(), fallback);
                self.ask(Purpose::Redirect, 0, uri, Vec::new(), turn);
            }
            CallUpdate::Document { twiml } => {
                self.interrupt(turn);
                match Document::read(&twiml) {
                    Ok(document) => self.follow(document, None, 0, turn),
                    Err(error) => {
                        let fault = reply::error(error.code, error.message, None);
                        self.no_document(fault, None, (0, None), turn);
                    }
                }
            }
            CallUpdate::End { only_unanswered } => {
                if !(only_unanswered && self.is_answered()) {
                    self.ended_by_api(turn);
                }
            }
        }
    }

    /// Stops whatever the call is at.
    pub(crate) fn interrupt(&mut self, turn: &mut Turn<'_>) {
        match &self.doing {
            Doing::Following(_) => self.interrupt_verb(turn),
            Doing::Apologising { playback } => {
                let playback = *playback;
                turn.act(crate::Output::StopPlayback { playback });
            }
            Doing::Nothing | Doing::Asking(_) | Doing::Ended => {}
        }
        self.doing = Doing::Nothing;
    }
}
