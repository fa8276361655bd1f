//! Outputs to lines of a transcript.

use domain::call::exchange::{ExchangeOutcome, Fault};
use domain::call::{CallEvent, CallUpdate, PlaybackOutcome, VerbOutcome};
use domain::timestamp::Timestamp;
use router::{FetchRequest, Output, Source};

/// Parameters that every request has; shown only when a remark asks for `all parameters`.
const USUAL: [&str; 18] = [
    "CallSid",
    "AccountSid",
    "From",
    "To",
    "Caller",
    "Called",
    "ApiVersion",
    "Direction",
    "FromCity",
    "FromState",
    "FromZip",
    "FromCountry",
    "ToCity",
    "ToState",
    "ToZip",
    "ToCountry",
    "CallerCity",
    "CallerState",
];
const ALSO_USUAL: [&str; 6] =
    ["CallerZip", "CallerCountry", "CalledCity", "CalledState", "CalledZip", "CalledCountry"];

pub(crate) fn output(output: &Output, since: Timestamp, all_parameters: bool) -> String {
    match output {
        Output::Record(event) => format!("record {}", fact(event)),
        Output::Ring => "ring".into(),
        Output::Answer => "answer".into(),
        Output::Reject { status, reason } => format!("reject {status} {reason}"),
        Output::HangUp { reason } => format!("hang up, {reason:?}"),
        Output::Play(play) => {
            format!("play {} {} x{}", play.playback, source(&play.source), play.times)
        }
        Output::StopPlayback { playback } => format!("stop playback {playback}"),
        Output::Warm(sounds) => {
            let sounds: Vec<_> = sounds.iter().map(source).collect();
            format!("warm\n      {}", sounds.join("\n      "))
        }
        Output::Fetch(request) => fetch(request, all_parameters),
        Output::SetAlarm { alarm, at } => {
            format!("set alarm {alarm} at {} ms", at.ms_since(since))
        }
        Output::ClearAlarm { alarm } => format!("clear alarm {alarm}"),
        Output::Ended => "ended".into(),
    }
}

fn source(source: &Source) -> String {
    match source {
        Source::Say(speech) => {
            let shown: String = speech.text.chars().take(200).collect();
            let kind = if speech.is_ssml { "ssml" } else { "text" };
            let voice = speech.voice.as_deref().unwrap_or("-");
            let language = speech.language.as_deref().unwrap_or("-");
            format!("say {kind} {shown:?} voice {voice} language {language}")
        }
        Source::Url(url) => format!("url {url}"),
        Source::Digits(digits) => format!("digits {digits}"),
    }
}

fn fetch(request: &FetchRequest, all_parameters: bool) -> String {
    let FetchRequest { number, purpose, rank, uri, parameters } = request;
    let mut text = format!("fetch {number} {purpose:?} rank {rank} {:?} {}", uri.method, uri.url);
    for (name, value) in parameters {
        let is_usual = USUAL.contains(&name.as_str()) || ALSO_USUAL.contains(&name.as_str());
        if all_parameters || !is_usual {
            text.push_str(&format!("\n      {name}={value}"));
        }
    }
    text
}

fn place(document: u32, place: &[u32]) -> String {
    let place: Vec<_> = place.iter().map(ToString::to_string).collect();
    format!("{document}:{}", place.join("."))
}

fn fault(fault: &Fault) -> String {
    let url = fault.url.as_ref().map(|url| format!(" ({url})")).unwrap_or_default();
    format!("{} {:?} {}{url}", fault.code, fault.class, fault.message)
}

fn fact(event: &CallEvent) -> String {
    match event {
        CallEvent::CallReceived(it) => format!("CallReceived {} -> {}", it.from, it.to),
        CallEvent::ExchangeEnded(it) => {
            let outcome = match &it.exchange.outcome {
                ExchangeOutcome::Answered(answer) => format!("HTTP {}", answer.status),
                ExchangeOutcome::Failed(it) => fault(it),
            };
            format!("ExchangeEnded {} {outcome}", it.exchange.number)
        }
        CallEvent::PlaybackEnded(it) => {
            let outcome = match &it.outcome {
                PlaybackOutcome::Finished => "finished".into(),
                PlaybackOutcome::Failed(it) => fault(it),
            };
            format!("PlaybackEnded {} {outcome}, {} ms", it.playback, it.played_ms)
        }
        CallEvent::DigitReceived(it) => format!("DigitReceived {}", it.digit),
        CallEvent::AlarmRang(it) => format!("AlarmRang {}", it.alarm),
        CallEvent::CallUpdateRequested(it) => match &it.update {
            CallUpdate::Redirect { uri, .. } => format!("CallUpdateRequested redirect {}", uri.url),
            CallUpdate::Document { .. } => "CallUpdateRequested document".into(),
            CallUpdate::End { only_unanswered } => {
                format!("CallUpdateRequested end, only unanswered: {only_unanswered}")
            }
            CallUpdate::Settings { .. } => "CallUpdateRequested settings".into(),
        },
        CallEvent::CallUpdateTaken(it) => format!("CallUpdateTaken {}", it.request_version),
        CallEvent::CallerHungUp(it) => format!("CallerHungUp {:?} {:?}", it.how, it.reason),
        CallEvent::MediaTimedOut(it) => format!("MediaTimedOut {} ms", it.silent_ms),
        CallEvent::DocumentRead(it) => format!(
            "DocumentRead {} of exchange {:?}, {} verbs",
            it.document, it.exchange, it.verbs
        ),
        CallEvent::VerbStarted(it) => {
            format!("VerbStarted {} {}", place(it.document, &it.place), it.verb)
        }
        CallEvent::VerbEnded(it) => {
            let outcome = match &it.outcome {
                VerbOutcome::Done => "done".into(),
                VerbOutcome::Interrupted => "interrupted".into(),
                VerbOutcome::Failed { code } => format!("failed {code}"),
                VerbOutcome::Gathered { digits, finished_on_key } => {
                    format!("gathered {digits:?} {finished_on_key:?}")
                }
            };
            format!("VerbEnded {} {} {outcome}", place(it.document, &it.place), it.verb)
        }
        CallEvent::CallAnswered(_) => "CallAnswered".into(),
        CallEvent::FallbackTaken(it) => {
            let at = it.at.as_ref().map(|(document, at)| format!(" at {}", place(*document, at)));
            format!("FallbackTaken {}{} {}", it.rank, at.unwrap_or_default(), fault(&it.fault))
        }
        CallEvent::NotificationRaised(it) => {
            format!("NotificationRaised {:?} {}", it.level, fault(&it.fault))
        }
        CallEvent::CallEnded(it) => format!(
            "CallEnded {:?} {:?} after {} ms, sip {:?}",
            it.status, it.cause, it.duration_ms, it.sip_status
        ),
        CallEvent::CallAbandoned(_)
        | CallEvent::CallMeasured(_)
        | CallEvent::StatusNotified(_)
        | CallEvent::CallDeleted(_) => panic!("not the flow's to say: {event:?}"),
    }
}
