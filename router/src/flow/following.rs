//! Following a document: one verb after the other.

use std::sync::Arc;

use domain::call::exchange::Fault;
use domain::call::{
    DocumentRead, EndCause, NotificationLevel, VerbEnded, VerbOutcome, VerbStarted,
};

use super::machine::{Doing, Flow};
use super::reply;
use super::turn::Turn;
use crate::Output;
use crate::twiml::{Document, Verb};
use crate::verbs::{Gathering, Sounding, Step};

/// A place in a document, and what goes on there.
#[derive(Debug)]
pub(crate) struct Following {
    /// The document's number.
    pub(crate) number: u32,
    /// The rank of the URI that it came from.
    pub(crate) rank: u32,
    /// The exchange that brought it.
    pub(crate) exchange: Option<u32>,
    /// Its verbs.
    pub(crate) verbs: Arc<[Verb]>,
    /// The verb at hand, from 0.
    pub(crate) at: usize,
    /// What the verb at hand waits for.
    pub(crate) waiting: Waiting,
}

/// What a verb waits for.
#[derive(Debug)]
pub(crate) enum Waiting {
    /// Nothing: it has just begun, or is over.
    Nothing,
    /// The end of a sound or of a silence.
    Sound(Sounding),
    /// Keys.
    Gathering(Gathering),
}

impl Flow {
    /// Begins a document.
    pub(crate) fn follow(
        &mut self,
        document: Document,
        exchange: Option<u32>,
        rank: u32,
        turn: &mut Turn<'_>,
    ) {
        let number = self.numbers.next_document();
        let verbs: Arc<[Verb]> = document.verbs.into();
        let count = u32::try_from(verbs.len()).unwrap_or(u32::MAX);
        turn.record(DocumentRead { document: number, exchange, verbs: count });
        let url = self.base.as_ref().map(|url| url.as_str().to_owned());
        for flaw in document.flaws {
            let fault = reply::error(flaw.code, flaw.message, url.clone());
            self.notify(NotificationLevel::Warning, fault, exchange, turn);
        }
        let waiting = Waiting::Nothing;
        self.doing = Doing::Following(Following { number, rank, exchange, verbs, at: 0, waiting });
        self.go_on(turn);
        self.warm(turn);
    }

    /// Goes on with the verb at hand and those after it until one has to wait.
    pub(crate) fn go_on(&mut self, turn: &mut Turn<'_>) {
        loop {
            let Doing::Following(following) = &self.doing else { return };
            let verbs = Arc::clone(&following.verbs);
            let Some(verb) = verbs.get(following.at) else {
                return self.hang_up(EndCause::EndOfDocument, turn);
            };
            self.verb_started(None, verb.name(), turn);
            match self.begin(verb, turn) {
                Step::Done(outcome) => {
                    self.verb_ended(None, verb.name(), outcome, turn);
                    self.next_verb();
                }
                Step::Over => self.next_verb(),
                Step::Waits | Step::Gone => return,
            }
        }
    }

    /// Moves on to the verb after the one at hand.
    pub(crate) fn next_verb(&mut self) {
        if let Doing::Following(following) = &mut self.doing {
            following.at += 1;
            following.waiting = Waiting::Nothing;
        }
    }

    /// The document at hand and where in it the call is: the verb, and the child of it that `nested` names.
    pub(crate) fn place(&self, nested: Option<usize>) -> (u32, Vec<u32>) {
        let Doing::Following(following) = &self.doing else { return (0, Vec::new()) };
        let steps = std::iter::once(following.at).chain(nested);
        let place = steps.map(|step| u32::try_from(step).unwrap_or(u32::MAX)).collect();
        (following.number, place)
    }

    pub(crate) fn verb_started(&self, nested: Option<usize>, verb: &str, turn: &mut Turn<'_>) {
        let (document, place) = self.place(nested);
        turn.record(VerbStarted { document, place, verb: verb.to_owned() });
    }

    pub(crate) fn verb_ended(
        &self,
        nested: Option<usize>,
        verb: &str,
        outcome: VerbOutcome,
        turn: &mut Turn<'_>,
    ) {
        let (document, place) = self.place(nested);
        turn.record(VerbEnded { document, place, verb: verb.to_owned(), outcome });
    }

    /// Something in the middle of the document could not be done. The next secondary that serves the fault
    /// takes over, told where it happened; without one the verb is left out and the document goes on.
    /// Gives whether a secondary took over.
    pub(crate) fn verb_failed(
        &mut self,
        nested: Option<(usize, &str)>,
        fault: Fault,
        turn: &mut Turn<'_>,
    ) -> bool {
        let Doing::Following(following) = &self.doing else { return true };
        let (rank, exchange) = (following.rank, following.exchange);
        let Some(verb) = following.verbs.get(following.at).map(Verb::name) else { return true };
        let failed = VerbOutcome::Failed { code: fault.code };
        let at = self.place(nested.map(|(child, _)| child));
        let takes_over = self.has_fallback(&fault, rank);
        self.notify(NotificationLevel::Error, fault.clone(), exchange, turn);
        match nested {
            Some((child, name)) => {
                self.verb_ended(Some(child), name, failed, turn);
                if takes_over {
                    self.verb_ended(None, verb, VerbOutcome::Interrupted, turn);
                }
            }
            None => self.verb_ended(None, verb, failed, turn),
        }
        takes_over && self.fall_back(&fault, rank, Some(at), turn)
    }

    /// Tells the tenant that a verb was left out.
    pub(crate) fn warn(&mut self, code: u32, message: String, turn: &mut Turn<'_>) {
        let Doing::Following(following) = &self.doing else { return };
        let exchange = following.exchange;
        let url = self.base.as_ref().map(|url| url.as_str().to_owned());
        self.notify(NotificationLevel::Warning, reply::error(code, message, url), exchange, turn);
    }

    /// Stops the verb at hand where it is.
    pub(super) fn interrupt_verb(&mut self, turn: &mut Turn<'_>) {
        let Doing::Following(following) = &mut self.doing else { return };
        let Some(verb) = following.verbs.get(following.at).map(Verb::name) else { return };
        match std::mem::replace(&mut following.waiting, Waiting::Nothing) {
            Waiting::Nothing => return,
            Waiting::Sound(sounding) => self.silence(sounding, turn),
            Waiting::Gathering(gathering) => self.stop_gathering(gathering, turn),
        }
        self.verb_ended(None, verb, VerbOutcome::Interrupted, turn);
    }

    /// Stops a sound or a silence.
    pub(crate) fn silence(&mut self, sounding: Sounding, turn: &mut Turn<'_>) {
        match sounding {
            Sounding::Playback(playback) => turn.act(Output::StopPlayback { playback }),
            Sounding::Silence { alarm, .. } => self.alarms.clear(alarm, turn),
        }
    }
}
