//! `<Gather>`.
//!
//! | attribute | default | what it does |
//! |---|---|---|
//! | `input` | `dtmf` | without `dtmf` no key counts; speech is not heard by this version (13326) |
//! | `action`, `method` | the document's own URL, POST | asked with `Digits`, `FinishedOnKey`, `msg` |
//! | `timeout` | 5 s | runs from the end of the prompts, anew from each key |
//! | `numDigits` | none (256) | that many keys end it |
//! | `finishOnKey` | `#` | any of these keys ends it and is no digit; empty: no key does |
//! | `bargeIn` | true | a key stops the prompts; else keys count, and the prompts are heard out |
//! | `actionOnEmptyResult` | false | without a digit the next verb follows, unless this is true |

use std::sync::Arc;

use domain::call::VerbOutcome;
use domain::call::exchange::{Fault, Purpose};

use super::Step;
use super::sound::{Hitch, Sound, Sounding};
use crate::flow::following::Waiting;
use crate::flow::turn::Turn;
use crate::flow::{Doing, Flow, error};
use crate::twiml::Verb;
use crate::twiml::attribute::Timeout;
use crate::twiml::codes::GATHER_INPUT;
use crate::twiml::verbs::{Gather, GatherInput, GatherPrompt};

/// How many digits are collected when nothing else ends it.
const MOST_DIGITS: u32 = 256;

/// A `<Gather>` under way.
#[derive(Debug, Default)]
pub(crate) struct Gathering {
    /// The prompt at hand, from 0; as many as there are when all were heard.
    prompt: usize,
    /// What the caller hears.
    pub(crate) sounding: Option<Sounding>,
    /// The alarm of the time limit, and the limit.
    timer: Option<(u32, u64)>,
    digits: String,
    /// Which key ended it.
    finished_on_key: Option<char>,
    /// Whether it ends as soon as the prompts are over.
    is_complete: bool,
}

impl Gather {
    fn hears_keys(&self) -> bool {
        self.input.as_ref().is_none_or(|input| input.0.contains(&GatherInput::Dtmf))
    }

    fn hears_speech(&self) -> bool {
        self.input.as_ref().is_some_and(|input| input.0.contains(&GatherInput::Speech))
    }

    fn is_finished_on(&self, key: char) -> bool {
        self.finish_on_key.as_ref().map_or(key == '#', |keys| keys.0.contains(key))
    }

    fn timeout_ms(&self) -> u64 {
        match self.timeout {
            Some(Timeout::Seconds(seconds)) => u64::from(seconds) * 1_000,
            Some(Timeout::Auto) | None => 5_000,
        }
    }

    fn most_digits(&self) -> usize {
        let most = self.num_digits.map_or(MOST_DIGITS, |number| number.0.min(MOST_DIGITS));
        usize::try_from(most).unwrap_or(usize::MAX)
    }
}

impl Flow {
    pub(super) fn begin_gather(&mut self, gather: &Gather, turn: &mut Turn<'_>) -> Step {
        self.answer(turn);
        if gather.hears_speech() {
            let message = "<Gather> does not hear speech in this version of Ringback".to_owned();
            self.warn(GATHER_INPUT, message, turn);
        }
        if let Doing::Following(following) = &mut self.doing {
            following.waiting = Waiting::Gathering(Gathering::default());
        }
        self.prompts(turn);
        Step::Waits
    }

    /// Begins the prompt at hand, or the wait for keys when all were heard.
    fn prompts(&mut self, turn: &mut Turn<'_>) {
        loop {
            let Some((gathering, verbs, at)) = self.gathering() else { return };
            let Some(Verb::Gather(gather)) = verbs.get(at) else { return };
            let child = gathering.prompt;
            let Some(prompt) = gather.children.get(child) else {
                return self.prompts_over(gather, turn);
            };
            self.verb_started(Some(child), prompt.name(), turn);
            match self.sound(Sound::from(prompt), turn) {
                Ok(sounding) => {
                    if let Some((gathering, ..)) = self.gathering() {
                        gathering.sounding = Some(sounding);
                    }
                    return;
                }
                Err(Hitch::Skips { code, message }) => {
                    self.warn(code, message, turn);
                    let failed = VerbOutcome::Failed { code };
                    self.verb_ended(Some(child), prompt.name(), failed, turn);
                    self.next_prompt();
                }
                Err(Hitch::Fails { code, message, url }) => {
                    let fault = error(code, message, url);
                    if self.verb_failed(Some((child, prompt.name())), fault, turn) {
                        return;
                    }
                    self.next_prompt();
                }
            }
        }
    }

    fn prompts_over(&mut self, gather: &Gather, turn: &mut Turn<'_>) {
        let Some((gathering, ..)) = self.gathering() else { return };
        if gathering.is_complete {
            self.gathered(gather, turn);
        } else {
            self.await_keys(gather, turn);
        }
    }

    /// Sets the time limit anew.
    fn await_keys(&mut self, gather: &Gather, turn: &mut Turn<'_>) {
        let ms = gather.timeout_ms();
        let Some((gathering, ..)) = self.gathering() else { return };
        if let Some((old, _)) = gathering.timer.take() {
            self.alarms.clear(old, turn);
        }
        let alarm = self.alarms.set(ms, turn);
        if let Some((gathering, ..)) = self.gathering() {
            gathering.timer = Some((alarm, ms));
        }
    }

    /// A prompt was heard to its end.
    pub(super) fn prompt_over(&mut self, turn: &mut Turn<'_>) {
        if let Some((child, name)) = self.prompt_at_hand() {
            self.verb_ended(Some(child), name, VerbOutcome::Done, turn);
        }
        self.next_prompt();
        self.prompts(turn);
    }

    /// A prompt could not be had: a secondary takes over, or the next prompt begins.
    pub(super) fn prompt_failed(&mut self, fault: Fault, turn: &mut Turn<'_>) {
        let Some(prompt) = self.prompt_at_hand() else { return };
        if !self.verb_failed(Some(prompt), fault, turn) {
            self.next_prompt();
            self.prompts(turn);
        }
    }

    /// A key: digit, or end.
    pub(crate) fn gather_digit(&mut self, key: char, turn: &mut Turn<'_>) {
        let Some((gathering, verbs, at)) = self.gathering() else { return };
        let Some(Verb::Gather(gather)) = verbs.get(at) else { return };
        if !gather.hears_keys() || gathering.is_complete {
            return;
        }
        if gather.is_finished_on(key) {
            gathering.finished_on_key = Some(key);
            gathering.is_complete = true;
        } else {
            gathering.digits.push(key);
            gathering.is_complete = gathering.digits.len() >= gather.most_digits();
        }
        let (is_complete, is_sounding) = (gathering.is_complete, gathering.sounding.is_some());
        if is_sounding && gather.barge_in == Some(false) {
            return;
        }
        self.stop_prompt(turn);
        if is_complete {
            self.gathered(gather, turn);
        } else {
            self.await_keys(gather, turn);
        }
    }

    /// The time limit rang.
    pub(crate) fn gather_timed_out(&mut self, alarm: u32, turn: &mut Turn<'_>) {
        let Some((gathering, verbs, at)) = self.gathering() else { return };
        let Some(Verb::Gather(gather)) = verbs.get(at) else { return };
        if let Some((_, ms)) = gathering.timer.take_if(|(timer, _)| *timer == alarm) {
            self.heard(ms);
            self.gathered(gather, turn);
        }
    }

    /// The end: the application is asked with what was collected, or the next verb follows.
    fn gathered(&mut self, gather: &Gather, turn: &mut Turn<'_>) {
        let Some((gathering, ..)) = self.gathering() else { return };
        let gathering = std::mem::take(gathering);
        if let Doing::Following(following) = &mut self.doing {
            following.waiting = Waiting::Nothing;
        }
        if let Some((alarm, _)) = gathering.timer {
            self.alarms.clear(alarm, turn);
        }
        let Gathering { digits, finished_on_key, .. } = gathering;
        let outcome = VerbOutcome::Gathered { digits: digits.clone(), finished_on_key };
        self.verb_ended(None, "Gather", outcome, turn);
        if digits.is_empty() && gather.action_on_empty_result != Some(true) {
            self.next_verb();
            return self.go_on(turn);
        }
        let key = finished_on_key.map(String::from).unwrap_or_default();
        let told = [("msg", "Gather End".to_owned()), ("Digits", digits), ("FinishedOnKey", key)];
        let told = told.map(|(name, value)| (name.to_owned(), value)).into();
        let action = gather.action.as_deref().unwrap_or_default();
        self.ask_within(Purpose::Action, action, gather.method, told, turn);
    }

    /// Stops a `<Gather>` from outside.
    pub(crate) fn stop_gathering(&mut self, gathering: Gathering, turn: &mut Turn<'_>) {
        if let Doing::Following(following) = &mut self.doing {
            following.waiting = Waiting::Gathering(gathering);
        }
        self.stop_prompt(turn);
        let timer = self.gathering().and_then(|(gathering, ..)| gathering.timer.take());
        if let Some((alarm, _)) = timer {
            self.alarms.clear(alarm, turn);
        }
        if let Doing::Following(following) = &mut self.doing {
            following.waiting = Waiting::Nothing;
        }
    }

    /// Stops the prompt at hand, if one is heard; those after it are not begun.
    fn stop_prompt(&mut self, turn: &mut Turn<'_>) {
        let prompt = self.prompt_at_hand();
        let Some((gathering, verbs, at)) = self.gathering() else { return };
        let Some(sounding) = gathering.sounding.take() else { return };
        if let Some(Verb::Gather(gather)) = verbs.get(at) {
            gathering.prompt = gather.children.len();
        }
        self.silence(sounding, turn);
        if let Some((child, name)) = prompt {
            self.verb_ended(Some(child), name, VerbOutcome::Interrupted, turn);
        }
    }

    fn next_prompt(&mut self) {
        if let Some((gathering, ..)) = self.gathering() {
            gathering.prompt += 1;
            gathering.sounding = None;
        }
    }

    fn prompt_at_hand(&mut self) -> Option<(usize, &'static str)> {
        let (gathering, verbs, at) = self.gathering()?;
        let Some(Verb::Gather(gather)) = verbs.get(at) else { return None };
        gather
            .children
            .get(gathering.prompt)
            .map(|child| (gathering.prompt, GatherPrompt::name(child)))
    }

    /// The `<Gather>` at hand, the verbs of its document, and which of them it is.
    fn gathering(&mut self) -> Option<(&mut Gathering, Arc<[Verb]>, usize)> {
        let Doing::Following(following) = &mut self.doing else { return None };
        let (verbs, at) = (Arc::clone(&following.verbs), following.at);
        match &mut following.waiting {
            Waiting::Gathering(gathering) => Some((gathering, verbs, at)),
            Waiting::Nothing | Waiting::Sound(_) => None,
        }
    }
}
