//! A call and the world around it.

use domain::call::{Call, CallCommand, CallDecider, CallEvent, CallUpdate, CallUpdateRequested};
use domain::decider::Decider;
use domain::timestamp::Timestamp;

use crate::{FetchRequest, Flow, Input, Output};

/// What a call was given, what it asked for and did not get yet, and what the write side knows of it.
#[derive(Debug)]
pub struct World {
    /// The time.
    pub now: Timestamp,
    /// Requests to the application, the oldest first.
    pub fetches: Vec<FetchRequest>,
    /// Numbers of playbacks.
    pub playbacks: Vec<u32>,
    /// Numbers of alarms, those that were cleared as well.
    pub alarms: Vec<u32>,
    /// The call's stream: recorded time, version, event.
    pub facts: Vec<(Timestamp, u64, CallEvent)>,
    /// All that it said.
    pub outputs: Vec<Output>,
    call: Option<Call>,
}

impl Default for World {
    /// Nothing has happened; it is 1970.
    fn default() -> Self {
        Self {
            now: Timestamp(0),
            fetches: Vec::new(),
            playbacks: Vec::new(),
            alarms: Vec::new(),
            facts: Vec::new(),
            outputs: Vec::new(),
            call: None,
        }
    }
}

impl World {
    /// Gives the flow an input: what it says begins with a fact, is one that the write side takes, and is nothing
    /// after the end.
    ///
    /// # Errors
    /// The law that is broken, in words.
    pub fn give(&mut self, flow: &mut Flow, input: Input) -> Result<(), String> {
        let was_ended = flow.is_ended();
        let mut out = Vec::new();
        flow.handle(self.now, input, &mut out);
        if was_ended && !out.is_empty() {
            return Err(format!("said after the end: {out:?}"));
        }
        if !matches!(out.first(), None | Some(Output::Record(_))) {
            return Err(format!("the input itself is not the first fact: {out:?}"));
        }
        let facts: Vec<CallEvent> = out.iter().filter_map(fact).cloned().collect();
        let decided = CallDecider::decide(&self.call, CallCommand::Progress(facts.clone()));
        if decided.as_ref() != Ok(&facts) {
            return Err(format!("{decided:?} of {facts:?}"));
        }
        out.into_iter().for_each(|output| self.take(output));
        Ok(())
    }

    /// REST asks for an update; gives the input that tells the flow.
    pub fn request(&mut self, update: CallUpdate) -> Input {
        let version = self.facts.len() as u64 + 1;
        self.record(CallUpdateRequested { update: update.clone() }.into());
        Input::UpdateRequested { version, update }
    }

    fn take(&mut self, output: Output) {
        match &output {
            Output::Record(event) => self.record(event.clone()),
            Output::Fetch(request) => self.fetches.push((**request).clone()),
            Output::Play(play) => self.playbacks.push(play.playback),
            Output::SetAlarm { alarm, .. } => self.alarms.push(*alarm),
            Output::Ring
            | Output::Answer
            | Output::Reject { .. }
            | Output::HangUp { .. }
            | Output::StopPlayback { .. }
            | Output::Warm(_)
            | Output::ClearAlarm { .. }
            | Output::Ended => {}
        }
        self.outputs.push(output);
    }

    fn record(&mut self, event: CallEvent) {
        let version = self.facts.len() as u64 + 1;
        self.call = CallDecider::evolve(self.call.take(), &event);
        self.facts.push((self.now, version, event));
    }
}

const fn fact(output: &Output) -> Option<&CallEvent> {
    if let Output::Record(event) = output { Some(event) } else { None }
}
