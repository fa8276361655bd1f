//! Histories that nobody would write: any events in any order, in any batches.

use domain::call::*;
use domain::fallback::*;
use domain::sid::*;
use proptest::prelude::*;

use super::story::{ALICE, BOB, Story, ended, fault, received, voice};
use super::{empty, follow};

/// What may happen next; most of it makes no sense after what went before.
#[derive(Debug, Clone, Copy)]
struct Step {
    kind: u8,
    which: u8,
}

pub(super) fn history(steps: &[(u8, u8)]) -> Story {
    let mut story = Story::default();
    for (place, (kind, which)) in steps.iter().enumerate() {
        step(&mut story, place as u64 * 10, Step { kind: *kind, which: *which });
    }
    story
}

fn step(story: &mut Story, ms: u64, Step { kind, which }: Step) {
    let account = if which.is_multiple_of(2) { ALICE } else { BOB };
    let call = u128::from(which);
    match kind {
        0 => story.call(ms, account, call, received("+1", "+2")),
        1 => story.call(ms, account, call, CallAnswered {}),
        2 => story.call(ms, account, call, ended(FinalStatus::Completed, ms)),
        3 => story.call(ms, account, call, CallDeleted {}),
        4 => story.call(ms, account, call, CallMeasured::default()),
        5..=7 => fail_or_recover(story, ms, account, kind, which),
        8..=10 => application(story, ms, account, kind, which),
        _ => {
            let sid = NotificationSid::from_bits(u128::from(ms));
            let level = NotificationLevel::Error;
            let raised =
                NotificationRaised { sid, level, fault: fault(u32::from(which)), exchange: None };
            story.call(ms, account, call, raised);
        }
    }
}

fn fail_or_recover(story: &mut Story, ms: u64, account: AccountSid, kind: u8, which: u8) {
    let url = format!("https://{which}.example");
    let call_sid = CallSid::from_bits(1);
    let event: FallbackEvent = if kind == 5 {
        UriRecovered { url, rank: 0, failures: 1, call_sid }.into()
    } else {
        UriFailed { url, rank: 0, fault: fault(11200), call_sid }.into()
    };
    story.then::<FallbackEvent>(ms, account, ("fallback", "PN1"), event);
}

fn application(story: &mut Story, ms: u64, account: AccountSid, kind: u8, which: u8) {
    use domain::application::*;
    let sid = ApplicationSid::from_bits(u128::from(which)).to_string();
    let settings = ApplicationSettings {
        friendly_name: ms.to_string(),
        voice: voice("https://a.example"),
        ..ApplicationSettings::default()
    };
    let event: ApplicationEvent = match kind {
        8 => ApplicationCreated { settings, secondaries: Vec::new() }.into(),
        9 => ApplicationConfigured { settings }.into(),
        _ => ApplicationDeleted {}.into(),
    };
    story.then::<ApplicationEvent>(ms, account, ("application", &sid), event);
}

async fn rows(story: &Story, batch: usize) -> String {
    let (_dir, views) = empty();
    follow(&views, story.told().await, batch).await;
    views.dump().await.unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn any_history_in_any_batches_gives_the_rows_of_one_event_at_a_time(
        steps in prop::collection::vec((0_u8..12, 0_u8..4), 1..80),
        batch in 2_usize..40,
    ) {
        let story = history(&steps);
        let runtime = tokio::runtime::Runtime::new().unwrap();
        let (single, batched) =
            runtime.block_on(async { (rows(&story, 1).await, rows(&story, batch).await) });
        prop_assert_eq!(single, batched);
    }
}
