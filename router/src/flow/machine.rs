//! The machine itself: what it holds, and which input goes where.

use std::sync::Arc;

use domain::call::{
    AlarmRang, CallLimits, CallReceived, DigitReceived, DigitTransport, MediaTimedOut,
    NotificationLevel, NotificationRaised, PlaybackEnded, PlaybackOutcome, exchange::Fault,
    exchange::Purpose,
};
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;
use smallvec::SmallVec;
use url::Url;

use super::alarms::Alarms;
use super::asking::Question;
use super::chain::Chain;
use super::following::Following;
use super::numbers::Numbers;
use super::pacing::Pacing;
use super::reply;
use super::turn::Turn;
use crate::{Input, Output, Settings};

/// One live call, as a pure machine: inputs and the time in, outputs out.
///
/// ```text
/// Invited ──▶ asking ──▶ following a document ──▶ asking … ──▶ ended
///                └─ every URI failed ──▶ apologising ──────────┘
/// ```
#[derive(Debug)]
pub struct Flow {
    pub(super) call_sid: CallSid,
    pub(super) account_sid: AccountSid,
    pub(super) settings: Arc<Settings>,
    /// The facts of the INVITE; its steering has moved to `chain`.
    pub(super) received: Option<Box<CallReceived>>,
    pub(super) answered_at: Option<Timestamp>,
    /// How long REST lets the call last after its answer, in ms.
    pub(super) time_limit_ms: Option<u64>,
    pub(super) chain: Chain,
    pub(super) numbers: Numbers,
    pub(crate) alarms: Alarms,
    pub(super) pacing: Pacing,
    /// Exchanges that have not ended, those included whose answer steers nothing any more.
    pub(super) in_flight: SmallVec<[u32; 2]>,
    /// The URL of the last document that had one.
    pub(super) base: Option<Url>,
    pub(crate) doing: Doing,
}

/// What the call is at.
#[derive(Debug)]
pub(crate) enum Doing {
    /// Nothing has reached it.
    Nothing,
    /// It awaits an answer of the application.
    Asking(Question),
    /// It follows a document.
    Following(Following),
    /// The caller hears the built-in apology.
    Apologising { playback: u32 },
    /// It is over.
    Ended,
}

impl Flow {
    /// A call that nothing has reached yet.
    pub fn new(
        call_sid: CallSid,
        account_sid: AccountSid,
        settings: impl Into<Arc<Settings>>,
    ) -> Self {
        Self {
            call_sid,
            account_sid,
            settings: settings.into(),
            received: None,
            answered_at: None,
            time_limit_ms: None,
            chain: Chain::default(),
            numbers: Numbers::default(),
            alarms: Alarms::default(),
            pacing: Pacing::default(),
            in_flight: SmallVec::new(),
            base: None,
            doing: Doing::Nothing,
        }
    }

    /// Answers an input; appends what is to be done to `out`.
    ///
    /// `now` must be the time under which the batch is recorded, because a replay is given that one.
    pub fn handle(&mut self, now: Timestamp, input: Input, out: &mut Vec<Output>) {
        let turn = &mut Turn { now, out };
        match (&self.doing, input) {
            (Doing::Nothing, Input::Invited(received)) => self.invited(received, turn),
            (Doing::Nothing | Doing::Ended, _) | (_, Input::Invited(_)) => {}
            (_, Input::ExchangeEnded(exchange)) => self.exchange_ended(*exchange, turn),
            (_, Input::PlaybackEnded { playback, outcome, played_ms }) => {
                self.playback_ended(PlaybackEnded { playback, outcome, played_ms }, turn);
            }
            (_, Input::Digit { digit, duration_ms, by }) => {
                self.digit(digit, duration_ms, by, turn);
            }
            (_, Input::AlarmRang { alarm }) => self.alarm_rang(alarm, turn),
            (_, Input::UpdateRequested { version, update }) => self.update(version, update, turn),
            (_, Input::HungUp { how, reason }) => self.hung_up(how, reason, turn),
            (_, Input::MediaTimedOut { silent_ms }) => {
                turn.record(MediaTimedOut { silent_ms });
                self.connection_lost(turn);
            }
        }
    }

    /// Whether the call is over.
    pub const fn is_ended(&self) -> bool {
        matches!(self.doing, Doing::Ended)
    }

    /// Whether the call was picked up.
    pub const fn is_answered(&self) -> bool {
        self.answered_at.is_some()
    }

    fn invited(&mut self, mut received: Box<CallReceived>, turn: &mut Turn<'_>) {
        turn.record((*received).clone());
        self.keep_to(received.limits);
        self.chain = Chain::new(std::mem::take(&mut received.steering));
        self.received = Some(received);
        turn.act(Output::Ring);
        match self.chain.primary().cloned() {
            Some(uri) => self.ask(Purpose::Start, 0, uri, Vec::new(), turn),
            None => {
                let greeting = reply::say(&self.settings.greeting);
                self.follow(greeting, None, 0, turn);
            }
        }
    }

    /// Takes the limits of the call's first fact, where they are others than those it was made with.
    fn keep_to(&mut self, limits: Option<CallLimits>) {
        if let Some(limits) = limits {
            let settings = self.settings.within(limits);
            if settings != *self.settings {
                self.settings = Arc::new(settings);
            }
        }
    }

    fn playback_ended(&mut self, ended: PlaybackEnded, turn: &mut Turn<'_>) {
        let is_apology =
            matches!(&self.doing, Doing::Apologising { playback } if *playback == ended.playback);
        if !is_apology && !self.is_playing(ended.playback) {
            return;
        }
        turn.record(ended.clone());
        self.heard(ended.played_ms);
        match (is_apology, ended.outcome) {
            (true, _) => self.apologised(turn),
            (false, PlaybackOutcome::Finished) => self.sound_over(turn),
            (false, PlaybackOutcome::Failed(fault)) => self.sound_failed(fault, turn),
        }
    }

    fn digit(&mut self, digit: char, duration_ms: u32, by: DigitTransport, turn: &mut Turn<'_>) {
        if !matches!(digit, '0'..='9' | '*' | '#' | 'A'..='D') {
            return;
        }
        turn.record(DigitReceived { digit, duration_ms, by });
        self.pacing.happened();
        self.gather_digit(digit, turn);
    }

    fn alarm_rang(&mut self, alarm: u32, turn: &mut Turn<'_>) {
        if !self.alarms.rang(alarm) {
            return;
        }
        turn.record(AlarmRang { alarm });
        if self.alarms.is_limit(alarm) {
            self.too_long(turn);
        } else if let Some(silent_ms) = self.silence_of(alarm) {
            self.heard(silent_ms);
            self.sound_over(turn);
        } else {
            self.gather_timed_out(alarm, turn);
        }
    }

    /// The caller heard sound or silence.
    pub(crate) const fn heard(&mut self, ms: u64) {
        self.pacing.heard(ms);
    }

    /// Tells the tenant of a fault.
    pub(crate) fn notify(
        &mut self,
        level: NotificationLevel,
        fault: Fault,
        exchange: Option<u32>,
        turn: &mut Turn<'_>,
    ) {
        let sid = self.numbers.next_notification(self.call_sid);
        turn.record(NotificationRaised { sid, level, fault, exchange });
    }
}
