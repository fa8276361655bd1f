//! Runs a script and keeps what came of it.

use std::collections::BTreeMap;

use domain::call::{CallEvent, CallUpdateRequested};
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;
use router::{FetchRequest, Flow, Input, Output, Settings};

use super::{parse, render};

/// 2026-11-22T12:00:00Z.
const BEGINNING: Timestamp = Timestamp(1_795_348_800_000_000);

const CALL: CallSid = CallSid::from_bits(0xca11);
const ACCOUNT: AccountSid = AccountSid::from_bits(0xacc0);

/// A script that was run.
pub(crate) struct Run {
    /// The transcript.
    pub(crate) text: String,
    /// The call's stream.
    pub(crate) facts: Vec<(Timestamp, u64, CallEvent)>,
    outputs: Vec<Output>,
}

/// Settings whose limits a script can reach.
fn settings() -> Settings {
    Settings { max_idle_documents: 3, max_exchanges: 6, ..Settings::default() }
}

/// Runs the inputs of a transcript; what it has for outputs is not looked at.
pub(crate) fn run(script: &str) -> Run {
    let all_parameters = script.contains("# all parameters");
    let mut run = Run { text: String::new(), facts: Vec::new(), outputs: Vec::new() };
    let mut flow = flow();
    let mut now = BEGINNING;
    let mut fetches: Vec<FetchRequest> = Vec::new();
    let mut alarms: BTreeMap<u32, Timestamp> = BTreeMap::new();
    let mut lines = script.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with('#') || line.is_empty() {
            run.line(line);
            continue;
        }
        let Some(command) = line.strip_prefix("> ") else { continue };
        run.line(line);
        let mut body = String::new();
        while let Some(more) = lines.next_if(|line| line.starts_with('|')) {
            run.line(more);
            body.push_str(more.trim_start_matches('|').trim_start());
            body.push('\n');
        }
        if let Some(ms) = command.strip_prefix('+') {
            now = now.plus_ms(ms.parse().unwrap());
            continue;
        }
        if let Some(alarm) = command.strip_prefix("alarm ") {
            now = alarms.get(&alarm.parse().unwrap()).map_or(now, |at| now.max(*at));
        }
        let update_version = run.facts.len() as u64 + 1;
        let known = parse::Known { now, fetches: &fetches, update_version };
        let input = parse::input(command, body.trim_end(), &known);
        if let Input::UpdateRequested { update, .. } = &input {
            run.fact(now, CallUpdateRequested { update: update.clone() }.into());
        }
        let mut out = Vec::new();
        flow.handle(now, input, &mut out);
        for output in &out {
            run.line(&format!("    {}", render::output(output, BEGINNING, all_parameters)));
            match output {
                Output::Record(event) => run.fact(now, event.clone()),
                Output::Fetch(request) => fetches.push((**request).clone()),
                Output::SetAlarm { alarm, at } => {
                    alarms.insert(*alarm, *at);
                }
                Output::Ring
                | Output::Answer
                | Output::Reject { .. }
                | Output::HangUp { .. }
                | Output::Play(_)
                | Output::StopPlayback { .. }
                | Output::ClearAlarm { .. }
                | Output::Warm(_)
                | Output::Ended => {}
            }
        }
        run.outputs.extend(out);
    }
    run
}

impl Run {
    fn line(&mut self, line: &str) {
        self.text.push_str(line);
        self.text.push('\n');
    }

    fn fact(&mut self, now: Timestamp, event: CallEvent) {
        let version = self.facts.len() as u64 + 1;
        self.facts.push((now, version, event));
    }

    /// Runs the facts again.
    pub(crate) fn replay(&self) -> router::replay::Report {
        replay(&self.facts)
    }

    /// What holds for every call that ended.
    pub(crate) fn check(&self) -> Result<(), String> {
        router::proof::check(&self.outputs)
    }
}

/// A call that nothing has reached yet.
pub(crate) fn flow() -> Flow {
    Flow::new(CALL, ACCOUNT, settings())
}

/// Runs a stream again.
pub(crate) fn replay(facts: &[(Timestamp, u64, CallEvent)]) -> router::replay::Report {
    replay_with(&settings(), facts)
}

/// Runs a stream again with other settings than those that it was run with.
pub(crate) fn replay_with(
    settings: &Settings,
    facts: &[(Timestamp, u64, CallEvent)],
) -> router::replay::Report {
    router::replay::replay(CALL, ACCOUNT, settings, facts)
}
