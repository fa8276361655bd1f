use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Context as _;
use commands::codec::payload;
use domain::call::{CallDecider, CallEvent};
use domain::decider::Decider as _;
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;
use jiff::Timestamp as Instant;
use router::Output;
use router::replay::{Report, replay as run_again};
use store::chain::Evidence;
use store::port::{RecordedEvent, StreamId};
use store::position::{Position, StreamVersion};

use super::arguments::Replay;
use super::{offline, say};
use crate::data;

const PAGE: usize = 1_000;

/// `ringback replay`: 0 when every re-run equals its record, 1 when one does not.
pub(super) async fn replay(arguments: Replay) -> anyhow::Result<ExitCode> {
    let config = offline::config(&arguments.place)?;
    let log = data::read_log(&config.store).await?;
    let streams = match &arguments.sid {
        Some(sid) => vec![one(&log, sid).await?],
        None => every(&log).await?,
    };
    let mut differ = 0;
    for stream in &streams {
        let record = read(&log, stream).await?;
        let report = again(stream, &record)?;
        if arguments.sid.is_some() {
            step(&record, &report, arguments.full);
        }
        if let Some(divergence) = &report.divergence {
            differ += 1;
            say(&format!(
                "{}: parts from its record at version {}",
                stream.key, divergence.version
            ));
            say(&format!("  recorded: {}", told(divergence.recorded.as_ref())));
            say(&format!("  re-run:   {}", told(divergence.said.as_ref())));
        }
    }
    say(&format!("{} calls run again, {differ} differ from their record", streams.len()));
    Ok(if differ == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn one(log: &Arc<dyn Evidence>, sid: &str) -> anyhow::Result<StreamId> {
    let sid: CallSid = sid.parse()?;
    let found = log.find_stream(CallDecider::CATEGORY, &sid.to_string()).await?;
    found.with_context(|| format!("there is no call {sid}"))
}

/// Every call of the log, in the order in which they began.
async fn every(log: &Arc<dyn Evidence>) -> anyhow::Result<Vec<StreamId>> {
    let mut streams = Vec::new();
    let mut after = Position::START;
    loop {
        let events = log.read_all(after, PAGE).await?;
        let Some(last) = events.last() else { return Ok(streams) };
        after = last.position;
        let first = |event: &RecordedEvent| {
            event.version == StreamVersion(1) && event.stream.category == CallDecider::CATEGORY
        };
        streams.extend(events.into_iter().filter(first).map(|event| event.stream));
    }
}

type Record = Vec<(RecordedEvent, CallEvent)>;

async fn read(log: &Arc<dyn Evidence>, stream: &StreamId) -> anyhow::Result<Record> {
    let mut record = Record::new();
    loop {
        let after = record.last().map_or(StreamVersion::NONE, |(stored, _)| stored.version);
        let page = log.read_stream(stream, after, PAGE).await?;
        if page.is_empty() {
            return Ok(record);
        }
        for stored in page {
            let event =
                payload(&stored).with_context(|| format!("position {}", stored.position))?;
            record.push((stored, event));
        }
    }
}

fn again(stream: &StreamId, record: &Record) -> anyhow::Result<Report> {
    let account: AccountSid = stream.account.parse()?;
    let call: CallSid = stream.key.parse()?;
    let events: Vec<_> = record
        .iter()
        .map(|(stored, event)| {
            (Timestamp(stored.event.recorded_at), stored.version.0, event.clone())
        })
        .collect();
    Ok(run_again(call, account, &router::Settings::default(), &events))
}

/// Prints the call event by event, and after each input what the flow does beside recording.
fn step(record: &Record, report: &Report, full: bool) {
    for (stored, event) in record {
        let mark = if event.is_input() { ">" } else { " " };
        let at = Instant::from_microsecond(stored.event.recorded_at).unwrap_or_default();
        let at = at.strftime("%H:%M:%S%.3f");
        say(&format!("{at} {:>4} {mark} {}", stored.version.0, stored.event.event_type));
        if full {
            say(&format!("             {}", String::from_utf8_lossy(&stored.event.data)));
        }
        let acted = report.steps.iter().find(|step| step.version == stored.version.0);
        for output in acted.iter().flat_map(|step| &step.outputs) {
            if !matches!(output, Output::Record(_)) {
                say(&format!("                     → {}", action(output)));
            }
        }
    }
}

fn action(output: &Output) -> String {
    match output {
        Output::Fetch(fetch) => format!("ask {} (rank {})", fetch.uri.url, fetch.rank),
        Output::Play(playback) => format!("play {:?} {}×", playback.source, playback.times),
        Output::Reject { status, reason } => format!("reject {status} {reason}"),
        Output::Warm(sounds) => format!("make ready {sounds:?}"),
        Output::Record(_)
        | Output::Ring
        | Output::Answer
        | Output::HangUp { .. }
        | Output::StopPlayback { .. }
        | Output::SetAlarm { .. }
        | Output::ClearAlarm { .. }
        | Output::Ended => format!("{output:?}").to_lowercase(),
    }
}

fn told(event: Option<&CallEvent>) -> String {
    event.map_or_else(|| "nothing".to_owned(), |event| format!("{event:?}"))
}
