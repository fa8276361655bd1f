//! What a tenant's application answers, and what can happen to a call in any order.

use domain::call::exchange::{Exchange, ExchangeOutcome, Fault};
use domain::call::{CallReceived, CallUpdate, DigitTransport, HangUp, PlaybackOutcome};
use domain::sid::{AccountSid, CallSid};
use domain::uri::{ApplicationUri, FaultClass, HttpMethod, SecondaryUri, Steering};
use router::proof::{World, answered, check, exchange, received};
use router::twiml::{Document, Verb, mime, ssml};
use router::{FetchRequest, Flow, Input, Settings};

use super::draw::Draw;

/// A reply: its first line is the type, the rest the document. What is spoken is rendered.
pub fn twiml(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    let (kind, body) = text.split_once('\n').unwrap_or(("", &text));
    let _ = mime::kind(kind);
    for text in [body, &text] {
        let Ok(document) = Document::read(text) else { continue };
        for verb in &document.verbs {
            let Verb::Say(say) = verb else { continue };
            let markup = media::address::Spoken::Ssml(ssml::speak(&say.children));
            if let Ok(canonical) = markup.canonical() {
                let planned = media::speech::plan(&canonical, "en");
                let depth = "too many elements within elements";
                let is_fine = planned.as_ref().map_or_else(|e| e.message.contains(depth), |_| true);
                assert!(is_fine, "our own markup cannot be read: {planned:?}");
            }
        }
    }
}

const CALL: CallSid = CallSid::from_bits(0xca11);
const ACCOUNT: AccountSid = AccountSid::from_bits(0xacc0);
const MOST_INPUTS: usize = 128;

const PIECES: [&str; 14] = [
    "<Say>hello</Say>",
    "<Say/>",
    "<Play loop='0'>/a.wav</Play>",
    "<Play digits='12'/>",
    "<Pause length='2'/>",
    "<Pause length='0'/>",
    "<Gather numDigits='2'><Say>key</Say></Gather>",
    "<Gather actionOnEmptyResult='true' timeout='1'/>",
    "<Redirect>next?d={Digits}</Redirect>",
    "<Redirect>ftp://x</Redirect>",
    "<Reject/>",
    "<Hangup/>",
    "<Dial>+15551230000</Dial>",
    "<Play>https://media.example/a.mp3</Play>",
];
const CLASSES: [FaultClass; 4] =
    [FaultClass::Error, FaultClass::Timeout, FaultClass::StatusChange, FaultClass::UsageLimit];
const HANG_UPS: [HangUp; 6] = [
    HangUp::Bye,
    HangUp::Cancel,
    HangUp::NoAck,
    HangUp::SessionExpired,
    HangUp::TransportFailed,
    HangUp::NoCommonMedia,
];

/// A call to which the bytes happen. Its facts must be ones that the write side takes, and must replay.
pub fn flow(data: &[u8]) {
    let settings = Settings { max_idle_documents: 3, max_exchanges: 12, ..Settings::default() };
    let mut draw = Draw::new(data);
    let mut world = World::default();
    let mut flow = Flow::new(CALL, ACCOUNT, settings.clone());
    let invited = Input::Invited(Box::new(called(&mut draw)));
    let mut kept = world.give(&mut flow, invited);
    for _ in 0..MOST_INPUTS {
        if draw.is_empty() || kept.is_err() {
            break;
        }
        if let Some(input) = input(&mut world, &mut draw) {
            kept = world.give(&mut flow, input);
        }
    }
    let kept = kept.and_then(|()| check(&world.outputs));
    assert!(kept.is_ok(), "{kept:?}");
    let report = router::replay::replay(CALL, ACCOUNT, &settings, &world.facts);
    assert!(report.divergence.is_none(), "{:?}", report.divergence);
}

fn input(world: &mut World, draw: &mut Draw<'_>) -> Option<Input> {
    Some(match draw.u8() % 12 {
        0..4 => Input::ExchangeEnded(Box::new(ended(last(&world.fetches, draw)?, draw))),
        4 | 5 => Input::PlaybackEnded {
            playback: *last(&world.playbacks, draw)?,
            outcome: outcome(draw),
            played_ms: u64::from(draw.u16()),
        },
        6 => Input::Digit {
            digit: char::from(draw.u8()),
            duration_ms: draw.u32(),
            by: DigitTransport::Info,
        },
        7 => Input::AlarmRang { alarm: *last(&world.alarms, draw)? },
        8 => world.request(update(draw)),
        9 => Input::HungUp { how: draw.pick(&HANG_UPS), reason: None },
        10 => Input::MediaTimedOut { silent_ms: u64::from(draw.u32()) },
        _ => {
            world.now = world.now.plus_ms(u64::from(draw.u16()));
            return None;
        }
    })
}

fn update(draw: &mut Draw<'_>) -> CallUpdate {
    match draw.u8() % 4 {
        0 => CallUpdate::End { only_unanswered: draw.u8().is_multiple_of(2) },
        1 => CallUpdate::Redirect { uri: uri(draw), fallback: None },
        2 => CallUpdate::Redirect { uri: uri(draw), fallback: Some(uri(draw)) },
        _ => CallUpdate::Document { twiml: document(draw) },
    }
}

/// One of the newest three.
fn last<'a, T>(all: &'a [T], draw: &mut Draw<'_>) -> Option<&'a T> {
    all.iter().rev().nth(usize::from(draw.u8() % 3))
}

fn uri(draw: &mut Draw<'_>) -> ApplicationUri {
    let url = match draw.u8() % 4 {
        0 => draw.text(),
        1 => format!("https://app.example/voice?{}", draw.text()),
        2 => "https://app.example/v?from={From}&d={Digits}#rc=2".to_owned(),
        _ => "https://app.example/voice".to_owned(),
    };
    ApplicationUri::new(url, draw.pick(&[HttpMethod::Get, HttpMethod::Post]))
}

fn document(draw: &mut Draw<'_>) -> String {
    let count = draw.u8() % 8;
    if count == 7 {
        return draw.text();
    }
    let verbs: String = (0..count).map(|_| draw.pick(&PIECES)).collect();
    format!("<Response>{verbs}</Response>")
}

fn called(draw: &mut Draw<'_>) -> CallReceived {
    let primary = (!draw.u8().is_multiple_of(8)).then(|| uri(draw));
    let secondaries = (0..draw.u8() % 3)
        .map(|_| SecondaryUri { uri: uri(draw), serves: vec![draw.pick(&CLASSES)] })
        .collect();
    let from = draw.text();
    received(from, Steering { primary, secondaries, ..Steering::default() })
}

fn fault(class: FaultClass) -> Fault {
    Fault { code: 11_200, class, message: "down".into(), url: None }
}

fn outcome(draw: &mut Draw<'_>) -> PlaybackOutcome {
    if draw.u8().is_multiple_of(4) {
        PlaybackOutcome::Failed(fault(FaultClass::Error))
    } else {
        PlaybackOutcome::Finished
    }
}

fn ended(fetch: &FetchRequest, draw: &mut Draw<'_>) -> Exchange {
    if draw.u8().is_multiple_of(6) {
        return exchange(fetch, ExchangeOutcome::Failed(fault(draw.pick(&CLASSES))));
    }
    let kind = draw.pick(&["text/xml", "text/xml", "audio/mpeg", "text/plain", "image/png"]);
    let status = draw.pick(&[200, 200, 200, 204, 503]);
    exchange(fetch, answered(fetch, status, kind, document(draw)))
}
