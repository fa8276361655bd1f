//! A recorded call, run again.
//!
//! The inputs of a stream are given to a fresh flow, each with its recorded time, and what the flow says
//! is compared with the events that follow. Equal means: the record is what this program does with those
//! inputs. A difference means that the program or its settings changed, or that the record did.

use std::collections::{HashMap, VecDeque};

use domain::call::{CallEvent, CallUpdate};
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;

use crate::{Flow, Input, Output, Settings};

/// What came of a replay.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// Each input with what the flow answered, up to the divergence.
    pub steps: Vec<ReplayStep>,
    /// The first difference; none when the re-run equals the record.
    pub divergence: Option<Divergence>,
}

/// One input of the record.
#[derive(Debug, Clone, PartialEq)]
pub struct ReplayStep {
    /// The stream version of the input's event.
    pub version: u64,
    /// When it was recorded.
    pub at: Timestamp,
    /// All that the flow answered, facts and actions.
    pub outputs: Vec<Output>,
}

/// Where a re-run and its record part.
#[derive(Debug, Clone, PartialEq)]
pub struct Divergence {
    /// The stream version at which they part.
    pub version: u64,
    /// What the record has there; nothing when it ends before the re-run does.
    pub recorded: Option<CallEvent>,
    /// What the re-run says there; nothing when it says nothing.
    pub said: Option<CallEvent>,
}

/// Runs a call's stream again. `events` are all of its events in order: recorded time, stream version,
/// event. Events that the call router does not say (`CallUpdateRequested`, `CallMeasured`,
/// `StatusNotified` and the notification that follows it, `CallDeleted`, `CallAbandoned` and the end that
/// follows it) are passed over.
pub fn replay(
    call_sid: CallSid,
    account_sid: AccountSid,
    settings: &Settings,
    events: &[(Timestamp, u64, CallEvent)],
) -> Report {
    let mut rerun = Rerun {
        flow: Flow::new(call_sid, account_sid, settings.clone()),
        said: VecDeque::new(),
        updates: HashMap::new(),
        is_abandoned: false,
        is_after_callback: false,
        steps: Vec::new(),
    };
    for (at, version, event) in events {
        if let Err(divergence) = rerun.take(*at, *version, event) {
            return Report { steps: rerun.steps, divergence: Some(*divergence) };
        }
    }
    let version = events.last().map_or(1, |(_, version, _)| version + 1);
    let left = rerun.said.pop_front();
    let divergence = left.map(|said| Divergence { version, recorded: None, said: Some(said) });
    Report { steps: rerun.steps, divergence }
}

struct Rerun {
    flow: Flow,
    /// What the flow has said and the record has not shown yet.
    said: VecDeque<CallEvent>,
    updates: HashMap<u64, CallUpdate>,
    is_abandoned: bool,
    /// Whether the event before was a status callback's end, which has its notification behind it.
    is_after_callback: bool,
    steps: Vec<ReplayStep>,
}

impl Rerun {
    fn take(
        &mut self,
        at: Timestamp,
        version: u64,
        event: &CallEvent,
    ) -> Result<(), Box<Divergence>> {
        let is_callback = matches!(event, CallEvent::StatusNotified(_));
        let is_after_callback = std::mem::replace(&mut self.is_after_callback, is_callback);
        match event {
            CallEvent::NotificationRaised(_) if is_after_callback => Ok(()),
            CallEvent::CallUpdateRequested(requested) => {
                self.updates.insert(version, requested.update.clone());
                Ok(())
            }
            CallEvent::CallAbandoned(_) => {
                self.is_abandoned = true;
                Ok(())
            }
            CallEvent::CallMeasured(_)
            | CallEvent::StatusNotified(_)
            | CallEvent::CallDeleted(_) => Ok(()),
            CallEvent::CallEnded(_) if self.is_abandoned => Ok(()),
            CallEvent::DocumentRead(_)
            | CallEvent::VerbStarted(_)
            | CallEvent::VerbEnded(_)
            | CallEvent::CallAnswered(_)
            | CallEvent::FallbackTaken(_)
            | CallEvent::NotificationRaised(_)
            | CallEvent::CallEnded(_) => self.expect(version, event),
            CallEvent::CallReceived(_)
            | CallEvent::ExchangeEnded(_)
            | CallEvent::PlaybackEnded(_)
            | CallEvent::DigitReceived(_)
            | CallEvent::AlarmRang(_)
            | CallEvent::CallUpdateTaken(_)
            | CallEvent::CallerHungUp(_)
            | CallEvent::MediaTimedOut(_) => self.give(at, version, event),
        }
    }

    /// The record shows what the flow should have said next.
    fn expect(&mut self, version: u64, event: &CallEvent) -> Result<(), Box<Divergence>> {
        let said = self.said.pop_front();
        if said.as_ref() == Some(event) {
            return Ok(());
        }
        Err(Box::new(Divergence { version, recorded: Some(event.clone()), said }))
    }

    /// The record shows an input.
    fn give(
        &mut self,
        at: Timestamp,
        version: u64,
        event: &CallEvent,
    ) -> Result<(), Box<Divergence>> {
        if let Some(said) = self.said.pop_front() {
            let recorded = Some(event.clone());
            return Err(Box::new(Divergence { version, recorded, said: Some(said) }));
        }
        let mut outputs = Vec::new();
        if let Some(input) = self.input(event) {
            self.flow.handle(at, input, &mut outputs);
        }
        self.said.extend(outputs.iter().filter_map(|output| match output {
            Output::Record(event) => Some(event.clone()),
            Output::Ring
            | Output::Answer
            | Output::Reject { .. }
            | Output::HangUp { .. }
            | Output::Play(_)
            | Output::StopPlayback { .. }
            | Output::Warm(_)
            | Output::Fetch(_)
            | Output::SetAlarm { .. }
            | Output::ClearAlarm { .. }
            | Output::Ended => None,
        }));
        self.steps.push(ReplayStep { version, at, outputs });
        self.expect(version, event)
    }

    /// The input that an event is the record of.
    fn input(&self, event: &CallEvent) -> Option<Input> {
        Some(match event.clone() {
            CallEvent::CallReceived(received) => Input::Invited(Box::new(received)),
            CallEvent::ExchangeEnded(ended) => Input::ExchangeEnded(Box::new(ended.exchange)),
            CallEvent::PlaybackEnded(ended) => Input::PlaybackEnded {
                playback: ended.playback,
                outcome: ended.outcome,
                played_ms: ended.played_ms,
            },
            CallEvent::DigitReceived(digit) => {
                Input::Digit { digit: digit.digit, duration_ms: digit.duration_ms, by: digit.by }
            }
            CallEvent::AlarmRang(rang) => Input::AlarmRang { alarm: rang.alarm },
            CallEvent::CallUpdateTaken(taken) => Input::UpdateRequested {
                version: taken.request_version,
                update: self.updates.get(&taken.request_version)?.clone(),
            },
            CallEvent::CallerHungUp(hung_up) => {
                Input::HungUp { how: hung_up.how, reason: hung_up.reason }
            }
            CallEvent::MediaTimedOut(silent) => {
                Input::MediaTimedOut { silent_ms: silent.silent_ms }
            }
            CallEvent::CallUpdateRequested(_)
            | CallEvent::CallAbandoned(_)
            | CallEvent::DocumentRead(_)
            | CallEvent::VerbStarted(_)
            | CallEvent::VerbEnded(_)
            | CallEvent::CallAnswered(_)
            | CallEvent::FallbackTaken(_)
            | CallEvent::NotificationRaised(_)
            | CallEvent::CallEnded(_)
            | CallEvent::CallMeasured(_)
            | CallEvent::StatusNotified(_)
            | CallEvent::CallDeleted(_) => return None,
        })
    }
}
