//! Calls to which anything may happen in any order: what holds for every call must hold for them, and
//! they must replay.

use domain::call::exchange::{ExchangeOutcome, Fault};
use domain::call::{CallReceived, CallUpdate, DigitTransport, HangUp, PlaybackOutcome};
use domain::uri::{ApplicationUri, FaultClass, HttpMethod, SecondaryUri, Steering};
use proptest::prelude::*;
use router::Input;
use router::proof::{World, answered, check, exchange, received};

use crate::script;

/// Something that happens, before it is known to what.
#[derive(Debug, Clone)]
enum Happening {
    Invited { has_primary: bool, secondaries: Vec<Vec<FaultClass>> },
    Answered { which: usize, status: u16, content_type: &'static str, body: String },
    Unanswered { which: usize, class: FaultClass },
    Played { which: usize, ms: u64, fails: bool },
    Digit(char),
    Alarm { which: usize },
    Update(CallUpdate),
    HungUp(HangUp),
    Silent,
    Later(u64),
}

fn sound() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => Just("<Say>hello</Say>".to_owned()),
        1 => Just("<Say/>".to_owned()),
        1 => Just(format!("<Say>{}</Say>", "long ".repeat(900))),
        2 => Just("<Play loop='0'>/a.wav</Play>".to_owned()),
        1 => Just("<Play>mailto:x</Play>".to_owned()),
        1 => Just("<Play digits='12'/>".to_owned()),
        2 => Just("<Pause length='2'/>".to_owned()),
        1 => Just("<Pause length='0'/>".to_owned()),
    ]
}

fn verb() -> impl Strategy<Value = String> {
    let gather = (proptest::collection::vec(sound(), 0..3), 0_u32..3, any::<(bool, bool)>());
    prop_oneof![
        4 => sound(),
        4 => gather.prop_map(|(prompts, digits, (barge_in, on_empty))| {
            let digits = if digits == 0 { String::new() } else { format!("numDigits='{digits}'") };
            let prompts = prompts.concat();
            format!("<Gather {digits} bargeIn='{barge_in}' actionOnEmptyResult='{on_empty}'>{prompts}</Gather>")
        }),
        2 => Just("<Redirect>next</Redirect>".to_owned()),
        1 => Just("<Redirect>ftp://x</Redirect>".to_owned()),
        1 => Just("<Reject/>".to_owned()),
        1 => Just("<Hangup/>".to_owned()),
        1 => Just("<Dial>+15551230000</Dial>".to_owned()),
    ]
}

fn document() -> impl Strategy<Value = String> {
    prop_oneof![
        9 => proptest::collection::vec(verb(), 0..5)
            .prop_map(|verbs| format!("<Response>{}</Response>", verbs.concat())),
        1 => "[<>a-zA-Z/ ]{0,40}",
    ]
}

fn class() -> impl Strategy<Value = FaultClass> {
    prop_oneof![Just(FaultClass::Error), Just(FaultClass::Timeout), Just(FaultClass::UsageLimit)]
}

fn uri(url: &str) -> ApplicationUri {
    ApplicationUri::new(url, HttpMethod::Post)
}

fn update() -> impl Strategy<Value = CallUpdate> {
    prop_oneof![
        2 => document().prop_map(|twiml| CallUpdate::Document { twiml }),
        2 => any::<bool>().prop_map(|has_fallback| CallUpdate::Redirect {
            uri: uri("https://new.example/voice"),
            fallback: has_fallback.then(|| uri("not a url")),
        }),
        1 => any::<bool>().prop_map(|only_unanswered| CallUpdate::End { only_unanswered }),
        3 => (any::<bool>(), any::<bool>(), proptest::option::of(1_u32..20)).prop_map(
            |(has_callback, has_fallback, time_limit_s)| CallUpdate::Settings {
                stops_status_callback: !has_callback,
                status_callback: has_callback.then(|| uri("https://new.example/status")),
                fallback: has_fallback.then(|| uri("https://new.example/fallback")),
                time_limit_s,
            }
        ),
    ]
}

fn hang_up() -> impl Strategy<Value = HangUp> {
    prop_oneof![
        Just(HangUp::Bye),
        Just(HangUp::Cancel),
        Just(HangUp::NoAck),
        Just(HangUp::SessionExpired),
        Just(HangUp::TransportFailed),
        Just(HangUp::NoCommonMedia),
    ]
}

fn happening() -> impl Strategy<Value = Happening> {
    let status = prop_oneof![8 => Just(200_u16), 1 => Just(204), 1 => Just(503)];
    let content_type = prop_oneof![
        8 => Just("text/xml"),
        1 => Just("audio/mpeg"),
        1 => Just("text/plain"),
        1 => Just("application/json"),
    ];
    prop_oneof![
        12 => (0_usize..2, status, content_type, document()).prop_map(
            |(which, status, content_type, body)| Happening::Answered { which, status, content_type, body }
        ),
        2 => (0_usize..2, class()).prop_map(|(which, class)| Happening::Unanswered { which, class }),
        12 => (0_usize..2, 0_u64..3_000, prop::bool::weighted(0.2))
            .prop_map(|(which, ms, fails)| Happening::Played { which, ms, fails }),
        6 => prop::char::ranges(vec!['0'..='9', '#'..='#', '*'..='*', 'x'..='x'].into())
            .prop_map(Happening::Digit),
        8 => (0_usize..3).prop_map(|which| Happening::Alarm { which }),
        2 => update().prop_map(Happening::Update),
        1 => hang_up().prop_map(Happening::HungUp),
        1 => Just(Happening::Silent),
        3 => (0_u64..10_000).prop_map(Happening::Later),
    ]
}

fn invited() -> impl Strategy<Value = Happening> {
    let secondaries = proptest::collection::vec(proptest::collection::vec(class(), 0..2), 0..3);
    (prop::bool::weighted(0.9), secondaries)
        .prop_map(|(has_primary, secondaries)| Happening::Invited { has_primary, secondaries })
}

/// The input that a happening is in this world; none when it concerns nothing there, or only time passes.
fn input(world: &mut World, happening: Happening) -> Option<Input> {
    Some(match happening {
        Happening::Invited { has_primary, secondaries } => {
            Input::Invited(Box::new(called(has_primary, secondaries)))
        }
        Happening::Answered { which, status, content_type, body } => {
            let fetch = world.fetches.iter().rev().nth(which)?;
            Input::ExchangeEnded(Box::new(exchange(
                fetch,
                answered(fetch, status, content_type, body),
            )))
        }
        Happening::Unanswered { which, class } => {
            let fetch = world.fetches.iter().rev().nth(which)?;
            let fault = Fault { code: 11_205, class, message: "down".into(), url: None };
            Input::ExchangeEnded(Box::new(exchange(fetch, ExchangeOutcome::Failed(fault))))
        }
        Happening::Played { which, ms, fails } => Input::PlaybackEnded {
            playback: *world.playbacks.iter().rev().nth(which)?,
            outcome: if fails { gone() } else { PlaybackOutcome::Finished },
            played_ms: ms,
        },
        Happening::Digit(digit) => {
            Input::Digit { digit, duration_ms: 80, by: DigitTransport::Info }
        }
        Happening::Alarm { which } => {
            Input::AlarmRang { alarm: *world.alarms.iter().rev().nth(which)? }
        }
        Happening::Update(update) => world.request(update),
        Happening::HungUp(how) => Input::HungUp { how, reason: None },
        Happening::Silent => Input::MediaTimedOut { silent_ms: 30_000 },
        Happening::Later(ms) => {
            world.now = world.now.plus_ms(ms);
            return None;
        }
    })
}

fn called(has_primary: bool, secondaries: Vec<Vec<FaultClass>>) -> CallReceived {
    let secondaries = secondaries
        .into_iter()
        .map(|serves| SecondaryUri { uri: uri("https://backup.example/voice"), serves })
        .collect();
    let primary = has_primary.then(|| uri("https://app.example/voice"));
    received("+12125551234", Steering { primary, secondaries, ..Steering::default() })
}

fn gone() -> PlaybackOutcome {
    let message = "HTTP 404".to_owned();
    PlaybackOutcome::Failed(Fault { code: 11_200, class: FaultClass::Error, message, url: None })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn whatever_happens_a_call_keeps_its_laws_and_replays(
        first in invited(),
        rest in proptest::collection::vec(happening(), 1..80),
    ) {
        let mut world = World::default();
        let mut flow = script::flow();
        for happening in std::iter::once(first).chain(rest) {
            let Some(input) = input(&mut world, happening) else { continue };
            world.give(&mut flow, input).map_err(TestCaseError::fail)?;
        }
        check(&world.outputs).map_err(TestCaseError::fail)?;
        let report = script::replay(&world.facts);
        prop_assert_eq!(report.divergence, None);
    }
}
