//! Lines of a script to inputs.

use domain::call::exchange::{Answer, Exchange, ExchangeOutcome, Fault};
use domain::call::{
    CallLimits, CallReceived, CallUpdate, DigitTransport, Direction, HangUp, PlaybackOutcome,
    SipOrigin,
};
use domain::timestamp::Timestamp;
use domain::uri::{ApplicationUri, FaultClass, HttpMethod, SecondaryUri, Steering};
use router::{FetchRequest, Input};

/// What the parser has to know of the run so far.
pub(crate) struct Known<'a> {
    pub(crate) now: Timestamp,
    pub(crate) fetches: &'a [FetchRequest],
    pub(crate) update_version: u64,
}

/// `invited primary=https://a.example/voice secondary=https://b.example/voice,GET,timeout`, …
pub(crate) fn input(line: &str, body: &str, known: &Known<'_>) -> Input {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        ["invited", options @ ..] => Input::Invited(Box::new(invited(options))),
        ["answered", number, status, rest @ ..] => {
            let fetch = fetch(number, known);
            Input::ExchangeEnded(Box::new(exchange(
                fetch,
                answered(fetch, status, rest, body),
                known,
            )))
        }
        ["failed", number, code, class, message @ ..] => {
            let fetch = fetch(number, known);
            let url = Some(fetch.uri.url.clone());
            let fault = fault(code, class, &message.join(" "), url);
            Input::ExchangeEnded(Box::new(exchange(fetch, ExchangeOutcome::Failed(fault), known)))
        }
        ["played", number, ms] => Input::PlaybackEnded {
            playback: number.parse().unwrap(),
            outcome: PlaybackOutcome::Finished,
            played_ms: ms.parse().unwrap(),
        },
        ["unplayable", number, code, message @ ..] => Input::PlaybackEnded {
            playback: number.parse().unwrap(),
            outcome: PlaybackOutcome::Failed(fault(code, "error", &message.join(" "), None)),
            played_ms: 0,
        },
        ["digit", digit] => Input::Digit {
            digit: digit.chars().next().unwrap(),
            duration_ms: 100,
            by: DigitTransport::TelephoneEvent,
        },
        ["alarm", alarm] => Input::AlarmRang { alarm: alarm.parse().unwrap() },
        ["update", what @ ..] => {
            Input::UpdateRequested { version: known.update_version, update: update(what, body) }
        }
        ["hangup", how, reason @ ..] => Input::HungUp {
            how: hang_up(how),
            reason: (!reason.is_empty()).then(|| reason.join(" ")),
        },
        ["silent", ms] => Input::MediaTimedOut { silent_ms: ms.parse().unwrap() },
        _ => panic!("no such input: {line}"),
    }
}

fn invited(options: &[&str]) -> CallReceived {
    let mut received = CallReceived {
        direction: Direction::Inbound,
        from: "+12125551234".into(),
        to: "+15005550006".into(),
        caller_name: None,
        forwarded_from: None,
        parent_call_sid: None,
        phone_number_sid: None,
        application_sid: None,
        sip: None,
        steering: Steering::default(),
        limits: None,
    };
    for option in options {
        let (name, value) = option.split_once('=').unwrap();
        match name {
            "from" => received.from = value.into(),
            "to" => received.to = value.into(),
            "name" => received.caller_name = Some(value.into()),
            "forwarded" => received.forwarded_from = Some(value.into()),
            "primary" => received.steering.primary = Some(uri(value).uri),
            "secondary" => received.steering.secondaries.push(uri(value)),
            "limits" => received.limits = Some(limits(value)),
            "header" => {
                let (name, value) = value.split_once(':').unwrap();
                let sip = received.sip.get_or_insert_with(|| SipOrigin {
                    call_id: "abc@192.0.2.1".into(),
                    source_ip: "192.0.2.1".into(),
                    domain: "ringback.example".into(),
                    headers: Vec::new(),
                });
                sip.headers.push((name.into(), value.into()));
            }
            _ => panic!("no such option: {option}"),
        }
    }
    received
}

/// The longest duration in ms, the most idle documents, the most exchanges: `5000,2,9`.
fn limits(text: &str) -> CallLimits {
    let mut numbers = text.split(',').map(|number| number.parse::<u32>().unwrap());
    CallLimits {
        max_call_ms: numbers.next().unwrap().into(),
        max_idle_documents: numbers.next().unwrap(),
        max_exchanges: numbers.next().unwrap(),
    }
}

/// `URL[,GET][,error][,timeout]…`
fn uri(text: &str) -> SecondaryUri {
    let mut parts = text.split(',');
    let mut uri = ApplicationUri::new(parts.next().unwrap(), HttpMethod::Post);
    let mut serves = Vec::new();
    for part in parts {
        match part {
            "GET" => uri.method = HttpMethod::Get,
            class => serves.push(fault_class(class)),
        }
    }
    SecondaryUri { uri, serves }
}

fn fault_class(text: &str) -> FaultClass {
    match text {
        "error" => FaultClass::Error,
        "timeout" => FaultClass::Timeout,
        "status-change" => FaultClass::StatusChange,
        "usage-limit" => FaultClass::UsageLimit,
        _ => panic!("no such class: {text}"),
    }
}

fn fault(code: &str, class: &str, message: &str, url: Option<String>) -> Fault {
    Fault { code: code.parse().unwrap(), class: fault_class(class), message: message.into(), url }
}

fn fetch<'a>(number: &str, known: &Known<'a>) -> &'a FetchRequest {
    let number: u32 = number.parse().unwrap();
    known.fetches.iter().find(|fetch| fetch.number == number).expect("such a fetch was asked for")
}

/// `answered 1 200 text/xml [FINAL_URL]`; the type may be `-` for none.
fn answered(fetch: &FetchRequest, status: &str, rest: &[&str], body: &str) -> ExchangeOutcome {
    let headers = match rest.first() {
        None | Some(&"-") => Vec::new(),
        Some(content_type) => vec![("content-type".to_owned(), (*content_type).to_owned())],
    };
    let asked = fetch.uri.url.split('#').next().unwrap();
    ExchangeOutcome::Answered(Answer {
        status: status.parse().unwrap(),
        headers,
        final_url: rest.get(1).unwrap_or(&asked).to_string(),
        body: body.into(),
        body_bytes: body.len() as u64,
        from_cache: false,
    })
}

fn exchange(fetch: &FetchRequest, outcome: ExchangeOutcome, known: &Known<'_>) -> Exchange {
    Exchange {
        number: fetch.number,
        purpose: fetch.purpose,
        rank: fetch.rank,
        url: fetch.uri.url.clone(),
        method: fetch.uri.method,
        parameters: fetch.parameters.clone(),
        attempts: 1,
        started_at: known.now,
        duration_ms: 0,
        outcome,
    }
}

fn update(what: &[&str], body: &str) -> CallUpdate {
    match what {
        ["redirect", to] => CallUpdate::Redirect { uri: uri(to).uri, fallback: None },
        ["redirect", to, fallback] => {
            CallUpdate::Redirect { uri: uri(to).uri, fallback: Some(uri(fallback).uri) }
        }
        ["document"] => CallUpdate::Document { twiml: body.into() },
        ["end"] => CallUpdate::End { only_unanswered: false },
        ["cancel"] => CallUpdate::End { only_unanswered: true },
        ["settings", options @ ..] => settings(options),
        _ => panic!("no such update: {what:?}"),
    }
}

/// `limit=60 fallback=https://f.example/,GET status=https://s.example/`.
fn settings(options: &[&str]) -> CallUpdate {
    let (mut status_callback, mut fallback, mut time_limit_s) = (None, None, None);
    for option in options {
        match option.split_once('=').unwrap() {
            ("status", url) => status_callback = Some(uri(url).uri),
            ("fallback", url) => fallback = Some(uri(url).uri),
            ("limit", seconds) => time_limit_s = Some(seconds.parse().unwrap()),
            (name, _) => panic!("no such setting: {name}"),
        }
    }
    let stops_status_callback = false;
    CallUpdate::Settings { status_callback, stops_status_callback, fallback, time_limit_s }
}

fn hang_up(how: &str) -> HangUp {
    match how {
        "bye" => HangUp::Bye,
        "cancel" => HangUp::Cancel,
        "no-ack" => HangUp::NoAck,
        "session-expired" => HangUp::SessionExpired,
        "transport-failed" => HangUp::TransportFailed,
        "no-common-media" => HangUp::NoCommonMedia,
        _ => panic!("no such hang-up: {how}"),
    }
}
