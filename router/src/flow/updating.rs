//! What REST asks of a live call.

use domain::call::exchange::Purpose;
use domain::call::{CallUpdate, CallUpdateTaken};
use domain::uri::ApplicationUri;

use super::machine::{Doing, Flow};
use super::reply;
use super::turn::Turn;
use crate::twiml::Document;

impl Flow {
    /// Takes an update up. Settings change nothing that goes on; everything else interrupts whatever the
    /// call is at, and an exchange that is under way still ends and is recorded, but steers nothing.
    ///
    /// A new status callback is the write side's matter: it holds from the request on.
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
            CallUpdate::Settings { fallback, time_limit_s, .. } => {
                if let Some(uri) = fallback {
                    self.replace_fallback(uri);
                }
                if let Some(seconds) = time_limit_s {
                    self.limit_time(seconds, turn);
                }
            }
        }
    }

    /// One fallback takes the place of all secondaries. It stands behind whatever is asked or followed now,
    /// also when that was a secondary itself.
    fn replace_fallback(&mut self, uri: ApplicationUri) {
        self.chain.replace_secondaries(uri);
        match &mut self.doing {
            Doing::Asking(question) => question.rank = 0,
            Doing::Following(following) => following.rank = 0,
            Doing::Nothing | Doing::Apologising { .. } | Doing::Ended => {}
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
