use std::collections::HashSet;

use domain::sid::CallSid;
use domain::timestamp::Timestamp;
use domain::uri::{ApplicationUri, FaultClass, HttpMethod, SecondaryUri, Steering};
use proptest::prelude::*;

use super::alarms::Alarms;
use super::chain::Chain;
use super::numbers::Numbers;
use super::pacing::{Excess, Pacing};
use super::template::fill;
use super::turn::Turn;
use crate::{Output, Settings};

fn uri(url: &str) -> ApplicationUri {
    ApplicationUri::new(url, HttpMethod::Post)
}

fn chain(serves: &[&[FaultClass]]) -> Chain {
    let secondaries = serves
        .iter()
        .zip(1..)
        .map(|(serves, rank)| SecondaryUri {
            uri: uri(&format!("https://b{rank}.example/")),
            serves: serves.to_vec(),
        })
        .collect();
    Chain::new(Steering {
        primary: Some(uri("https://a.example/")),
        secondaries,
        ..Steering::default()
    })
}

#[test]
fn secondaries_are_taken_in_order_and_only_those_that_serve_the_fault() {
    use FaultClass::{Error, StatusChange, Timeout, UsageLimit};
    let chain = chain(&[&[Timeout], &[Error, Timeout], &[], &[StatusChange]]);
    let ranks = |class| {
        let mut ranks = vec![0];
        while let Some((rank, _)) = chain.after(ranks[ranks.len() - 1], class) {
            ranks.push(rank);
        }
        ranks
    };
    assert_eq!(ranks(Timeout), [0, 1, 2, 3]);
    assert_eq!(ranks(Error), [0, 2, 3]);
    assert_eq!(ranks(StatusChange), [0, 3, 4]);
    assert_eq!(ranks(UsageLimit), [0, 3]);
    assert_eq!(chain.end(), 5, "the announcement is one behind the last");
}

#[test]
fn a_new_primary_keeps_the_secondaries_unless_it_brings_its_own() {
    let mut chain = chain(&[&[], &[]]);
    chain.redirect(uri("https://new.example/"), None);
    assert_eq!(chain.primary().unwrap().url, "https://new.example/");
    assert_eq!(chain.end(), 3);
    chain.redirect(uri("https://newer.example/"), Some(uri("https://own.example/")));
    assert_eq!(chain.after(0, FaultClass::Error).unwrap().1.url, "https://own.example/");
    assert_eq!(chain.end(), 2);
}

#[test]
fn notifications_of_a_thousand_calls_have_sids_of_their_own() {
    let mut sids = HashSet::new();
    for call in 0..1_000 {
        let mut numbers = Numbers::default();
        for _ in 0..50 {
            assert!(sids.insert(numbers.next_notification(CallSid::from_bits(call))));
        }
    }
}

/// The sids stand in streams for ever, so the mixture must not change.
#[test]
fn the_sid_of_a_notification_is_the_same_on_every_run() {
    let mut numbers = Numbers::default();
    let sid =
        numbers.next_notification(CallSid::from_bits(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef));
    assert_eq!(sid.to_string(), "NO8e3980323f3dce39fa343635f1aba4a5");
}

#[test]
fn templates_in_the_query_are_filled_and_percent_encoded() {
    let parameters: Vec<(String, String)> =
        [("From", "+1555"), ("To", "sip:a b@c"), ("SipHeader_X-Q", "{To}")]
            .map(|(name, value)| (name.into(), value.into()))
            .into();
    for (url, filled) in [
        ("https://a.example/v?f={From}", "https://a.example/v?f=%2B1555"),
        (
            "https://a.example/v?f={From}{To}#rc=2",
            "https://a.example/v?f=%2B1555sip%3Aa+b%40c#rc=2",
        ),
        ("https://a.example/{From}?x=1", "https://a.example/{From}?x=1"),
        ("https://a.example/v?j={\"a\":{From}}", "https://a.example/v?j={\"a\":%2B1555}"),
        ("https://a.example/v?n={CallerName}&u={Nobody}", "https://a.example/v?n=&u={Nobody}"),
        ("https://a.example/v?open={From", "https://a.example/v?open={From"),
        ("https://a.example/v?h={SipHeader_X-Q}", "https://a.example/v?h=%7BTo%7D"),
        ("https://a.example/v#f={From}", "https://a.example/v#f={From}"),
    ] {
        assert_eq!(fill(url, &parameters), filled, "{url}");
    }
}

proptest! {
    #[test]
    fn a_url_without_braces_stays_as_it_is(url in "[^{]{0,80}") {
        prop_assert_eq!(fill(&url, &[("From".to_owned(), "x".to_owned())]), url);
    }

    #[test]
    fn no_url_makes_the_filling_panic(url in "[?#{}aFrom]{0,60}") {
        let _ = fill(&url, &[("From".to_owned(), "{From}".to_owned())]);
    }
}

#[test]
fn a_call_that_only_asks_is_stopped_and_one_that_does_something_is_not() {
    let settings = Settings { max_idle_documents: 2, max_exchanges: 100, ..Settings::default() };
    let mut pacing = Pacing::default();
    assert_eq!([(); 3].map(|()| pacing.ask(0, &settings)), [Ok(()), Ok(()), Err(Excess::InARow)]);
    pacing.heard(999);
    assert_eq!(pacing.ask(0, &settings), Err(Excess::InARow));
    pacing.heard(1);
    assert_eq!(pacing.ask(0, &settings), Ok(()));
    pacing.happened();
    assert_eq!(pacing.ask(99, &settings), Ok(()));
    assert_eq!(pacing.ask(100, &settings), Err(Excess::InAll));
}

#[test]
fn the_alarm_of_the_time_limit_never_falls_far_behind() {
    let mut out = Vec::new();
    let mut turn = Turn { now: Timestamp(0), out: &mut out };
    let mut alarms = Alarms::default();
    alarms.set_limit(Timestamp(1_000_000_000), &mut turn);
    for _ in 0..500 {
        let alarm = alarms.set(10, &mut turn);
        assert!(alarms.rang(alarm));
        assert!((alarm.saturating_sub(40)..=alarm + 1).any(|near| alarms.is_limit(near)));
    }
    alarms.clear_all(&mut turn);
    let set = out.iter().filter(|it| matches!(it, Output::SetAlarm { .. })).count();
    let cleared = out.iter().filter(|it| matches!(it, Output::ClearAlarm { .. })).count();
    assert_eq!(set, cleared + 500);
    let limits = out
        .iter()
        .filter(|it| matches!(it, Output::SetAlarm { at, .. } if *at == Timestamp(1_000_000_000)));
    assert!(limits.count() > 10, "it is set anew for the same time");
}
