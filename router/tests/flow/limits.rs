//! Documents and chains that are as long as they may be, on a small stack.

use domain::call::exchange::{Answer, Exchange, ExchangeOutcome};
use domain::call::{CallEvent, CallReceived, Direction};
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;
use domain::uri::{ApplicationUri, HttpMethod, SecondaryUri, Steering};
use router::{FetchRequest, Flow, Input, Output, Settings};

fn uri(url: &str) -> ApplicationUri {
    ApplicationUri::new(url, HttpMethod::Post)
}

fn received(primary: &str, secondaries: usize) -> Input {
    let secondary = SecondaryUri { uri: uri("mailto:nobody"), serves: Vec::new() };
    Input::Invited(Box::new(CallReceived {
        direction: Direction::Inbound,
        from: "+12125551234".into(),
        to: "+15005550006".into(),
        caller_name: None,
        forwarded_from: None,
        parent_call_sid: None,
        phone_number_sid: None,
        application_sid: None,
        sip: None,
        steering: Steering {
            primary: Some(uri(primary)),
            secondaries: vec![secondary; secondaries],
            ..Steering::default()
        },
        limits: None,
    }))
}

fn answered(fetch: &FetchRequest, body: String) -> Input {
    Input::ExchangeEnded(Box::new(Exchange {
        number: fetch.number,
        purpose: fetch.purpose,
        rank: fetch.rank,
        url: fetch.uri.url.clone(),
        method: fetch.uri.method,
        parameters: Vec::new(),
        attempts: 1,
        started_at: Timestamp(0),
        duration_ms: 0,
        outcome: ExchangeOutcome::Answered(Answer {
            status: 200,
            headers: vec![("content-type".into(), "text/xml".into())],
            final_url: fetch.uri.url.clone(),
            body_bytes: body.len() as u64,
            body,
            from_cache: false,
        }),
    }))
}

fn flow() -> Flow {
    Flow::new(CallSid::from_bits(1), AccountSid::from_bits(2), Settings::default())
}

/// Runs on half of what a thread of the server has.
fn on_a_small_stack(act: impl FnOnce() + Send + 'static) {
    std::thread::Builder::new().stack_size(1 << 20).spawn(act).unwrap().join().unwrap();
}

fn ends(out: &[Output]) -> usize {
    out.iter().filter(|it| matches!(it, Output::Record(CallEvent::CallEnded(_)))).count()
}

#[test]
fn a_document_of_nothing_but_failing_verbs_is_followed_to_its_end() {
    for verb in ["<Play>mailto:x</Play>", "<Say/>", "<Dial/>"] {
        on_a_small_stack(move || {
            let (mut flow, mut out) = (flow(), Vec::new());
            flow.handle(Timestamp(0), received("https://a.example/", 0), &mut out);
            let Some(Output::Fetch(fetch)) = out.pop() else { panic!("nothing was asked") };
            let body = format!("<Response>{}</Response>", verb.repeat(500));
            flow.handle(Timestamp(0), answered(&fetch, body), &mut out);
            assert_eq!(ends(&out), 1);
        });
    }
}

#[test]
fn prompts_that_all_fail_lead_to_the_wait_for_keys() {
    on_a_small_stack(|| {
        let (mut flow, mut out) = (flow(), Vec::new());
        flow.handle(Timestamp(0), received("https://a.example/", 0), &mut out);
        let Some(Output::Fetch(fetch)) = out.pop() else { panic!("nothing was asked") };
        let prompts = "<Play>mailto:x</Play>".repeat(499);
        let body = format!("<Response><Gather>{prompts}</Gather></Response>");
        flow.handle(Timestamp(0), answered(&fetch, body), &mut out);
        assert!(matches!(out.last(), Some(Output::SetAlarm { .. })));
    });
}

#[test]
fn a_long_chain_of_uris_that_cannot_be_asked_ends() {
    on_a_small_stack(|| {
        for secondaries in [0, 1, 50, 1_000] {
            let (mut flow, mut out) = (flow(), Vec::new());
            flow.handle(Timestamp(0), received("mailto:somebody", secondaries), &mut out);
            let is_apologising = out.iter().any(|it| matches!(it, Output::Play(_)));
            assert!(is_apologising || flow.is_ended(), "{secondaries}");
        }
    });
}
