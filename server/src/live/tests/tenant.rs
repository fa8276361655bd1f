//! What a tenant's application answers, and what it is told.

use async_trait::async_trait;
use commands::reactors::{StatusCallback, StatusSender};
use domain::call::CallUpdate;
use domain::call::exchange::{Answer, Exchange, ExchangeOutcome, Fault, Purpose};
use domain::sid::CallSid;
use domain::timestamp::Timestamp;
use domain::uri::{ApplicationUri, FaultClass, HttpMethod, SecondaryUri, StatusEvent, Steering};
use parking_lot::Mutex;
use rand::Rng as _;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom as _;
use router::FetchRequest;
use router::proof::{answered, exchange};

const PIECES: [&str; 9] = [
    "<Say>hello</Say>",
    "<Play>/a.wav</Play>",
    "<Pause length='2'/>",
    "<Gather numDigits='2' timeout='3' actionOnEmptyResult='true'><Say>key</Say></Gather>",
    "<Redirect>next</Redirect>",
    "<Reject reason='busy'/>",
    "<Hangup/>",
    "<Dial>+15551230000</Dial>",
    "<Broken",
];

pub(super) fn document(random: &mut StdRng) -> String {
    let verbs: String = (0..random.random_range(0..5))
        .map(|_| *PIECES.choose(random).expect("there are pieces"))
        .collect();
    format!("<Response>{verbs}</Response>")
}

fn uri(path: &str) -> ApplicationUri {
    ApplicationUri::new(format!("https://tenant.example/{path}"), HttpMethod::Post)
}

pub(super) fn steering(random: &mut StdRng) -> Steering {
    let any = SecondaryUri { uri: uri("any"), serves: Vec::new() };
    let over = SecondaryUri { uri: uri("over"), serves: vec![FaultClass::StatusChange] };
    let mut secondaries = vec![any, over];
    secondaries.truncate(random.random_range(0..3));
    let status_events = vec![
        StatusEvent::Initiated,
        StatusEvent::Ringing,
        StatusEvent::Answered,
        StatusEvent::Completed,
    ];
    let status_callback = random.random_bool(0.7).then(|| uri("status"));
    let primary = random.random_bool(0.95).then(|| uri("voice"));
    Steering { primary, secondaries, status_callback, status_events }
}

pub(super) fn update(random: &mut StdRng) -> CallUpdate {
    match random.random_range(0..6) {
        0 => CallUpdate::Redirect { uri: uri("new"), fallback: None },
        1 => CallUpdate::Redirect { uri: uri("new"), fallback: Some(uri("newer")) },
        2 => CallUpdate::Document { twiml: document(random) },
        3 => CallUpdate::End { only_unanswered: random.random_bool(0.5) },
        _ => CallUpdate::Settings {
            status_callback: random.random_bool(0.3).then(|| uri("elsewhere")),
            stops_status_callback: random.random_bool(0.3),
            fallback: None,
            time_limit_s: Some(random.random_range(1..60)),
        },
    }
}

/// The end of a request: mostly a document, sometimes trouble.
pub(super) fn reply(fetch: &FetchRequest, random: &mut StdRng) -> Exchange {
    let outcome = match random.random_range(0..10) {
        0 => ExchangeOutcome::Failed(Fault {
            code: 11_205,
            class: FaultClass::Timeout,
            message: "nobody there".to_owned(),
            url: None,
        }),
        1 => answered(fetch, 503, "text/plain", "no".to_owned()),
        _ => answered(fetch, 200, "text/xml", document(random)),
    };
    exchange(fetch, outcome)
}

/// Is told of changes of status; answers every third with an error.
#[derive(Default)]
pub(super) struct Told(pub(super) Mutex<Vec<(CallSid, u32)>>);

#[async_trait]
impl StatusSender for Told {
    async fn send(&self, callback: StatusCallback) -> Exchange {
        self.0.lock().push((callback.call_sid, callback.sequence));
        let status = if callback.sequence % 3 == 2 { 500 } else { 200 };
        Exchange {
            number: callback.sequence + 1,
            purpose: Purpose::Status,
            rank: callback.rank,
            url: callback.uri.url,
            method: callback.uri.method,
            parameters: callback.parameters,
            attempts: 1,
            started_at: Timestamp(0),
            duration_ms: 1,
            outcome: ExchangeOutcome::Answered(Answer {
                status,
                headers: Vec::new(),
                final_url: String::new(),
                body: String::new(),
                body_bytes: 0,
                from_cache: false,
            }),
        }
    }
}
