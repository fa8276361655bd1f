//! Lists of calls.

use domain::call::{Direction, EndCause};
use domain::sid::CallSid;

use super::{CallFilter, CallStatus};
use crate::query::{From, Paging, TimeRange};
use crate::tests::{ALICE, BOB, Story, at, received, shown, story};

async fn found(filter: CallFilter) -> Vec<u128> {
    let (_dir, views) = shown(story().told().await).await;
    let page = views.calls(ALICE, &filter, &Paging::default()).await.unwrap();
    page.rows.iter().map(|row| row.sid.bits()).collect()
}

#[tokio::test]
async fn a_call_shows_all_that_happened_to_it() {
    let (_dir, views) = shown(story().told().await).await;
    let call = views.call(ALICE, CallSid::from_bits(1)).await.unwrap().unwrap();
    assert_eq!((call.status, call.direction), (CallStatus::Completed, Direction::Inbound));
    assert_eq!(call.parties.from, "+15551230000");
    assert_eq!((call.times.started_at, call.times.answered_at), (at(1_000), Some(at(1_020))));
    assert_eq!((call.times.ended_at, call.times.updated_at), (Some(at(4_020)), at(4_020)));
    let end = call.end.unwrap();
    assert_eq!((end.cause, end.duration_ms, end.sip_status), (EndCause::Caller, 3_000, None));
}

#[tokio::test]
async fn a_deleted_call_is_not_shown_and_still_counts() {
    let (_dir, views) = shown(story().told().await).await;
    assert_eq!(views.call(ALICE, CallSid::from_bits(2)).await.unwrap(), None);
    assert_eq!(found(CallFilter::default()).await, [3, 1]);
    let totals = views.totals(ALICE).await.unwrap();
    let calls: Vec<_> =
        totals.calls.iter().map(|total| (total.outcome.as_str(), total.calls)).collect();
    assert_eq!(calls, [("busy", 1), ("completed", 1), ("received", 3)]);
}

#[tokio::test]
async fn lists_are_filtered_by_address_status_parent_and_time() {
    let from =
        |address: &str| CallFilter { from: Some(address.to_owned()), ..CallFilter::default() };
    assert_eq!(found(from("sip:zoe@example.org")).await, [3]);
    assert_eq!(found(from("+15551230000' OR 1=1 --")).await, [0_u128; 0]);
    let to = Some(String::from("+15005550006"));
    assert_eq!(found(CallFilter { to, ..CallFilter::default() }).await, [3, 1]);
    let status = Some(CallStatus::Ringing);
    assert_eq!(found(CallFilter { status, ..CallFilter::default() }).await, [3]);
    let parent_call_sid = Some(CallSid::from_bits(9));
    assert!(found(CallFilter { parent_call_sid, ..CallFilter::default() }).await.is_empty());
    let range = |from, until| TimeRange { from: Some(at(from).0), until: Some(at(until).0) };
    let started = range(1_000, 3_000);
    assert_eq!(found(CallFilter { started, ..CallFilter::default() }).await, [1]);
    let ended = range(4_020, 4_021);
    assert_eq!(found(CallFilter { ended, ..CallFilter::default() }).await, [1]);
    let ended = TimeRange { from: None, until: Some(at(4_020).0) };
    assert!(found(CallFilter { ended, ..CallFilter::default() }).await.is_empty());
}

#[tokio::test]
async fn the_live_calls_of_every_account_are_found_after_a_crash() {
    let (_dir, views) = shown(story().told().await).await;
    let live = views.live_calls().await.unwrap();
    assert_eq!(live, [(BOB, CallSid::from_bits(4)), (ALICE, CallSid::from_bits(3))]);
}

/// Ten calls, three of them at the same time.
async fn ten() -> (tempfile::TempDir, crate::Views) {
    let mut story = Story::default();
    for number in 1..=10 {
        let ms = if (4..=6).contains(&number) { 40 } else { number * 10 };
        story.call(ms, ALICE, u128::from(number), received("+1", "+2"));
    }
    shown(story.told().await).await
}

#[tokio::test]
async fn pages_show_every_row_once_forwards_and_backwards() {
    let (_dir, views) = ten().await;
    let page = async |from| {
        views.calls(ALICE, &CallFilter::default(), &Paging::new(3, from)).await.unwrap()
    };
    let sids = |page: &crate::Page<crate::CallRow>| -> Vec<u128> {
        page.rows.iter().map(|row| row.sid.bits()).collect()
    };
    let mut forwards = Vec::new();
    let mut from = From::Start;
    let last = loop {
        let found = page(from).await;
        forwards.extend(sids(&found));
        match &found.next {
            Some(next) => from = From::After(next.clone()),
            None => break found,
        }
    };
    assert_eq!(forwards, [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]);
    let before = page(From::Before(last.previous.unwrap())).await;
    assert_eq!(sids(&before), [4, 3, 2]);
    assert_eq!(sids(&page(From::Page(1)).await), [7, 6, 5]);
}

#[tokio::test]
async fn a_page_after_a_row_does_not_move_when_newer_rows_come() {
    let (_dir, views) = ten().await;
    let first = views.calls(ALICE, &CallFilter::default(), &Paging::first(3)).await.unwrap();
    let next = Paging::new(3, From::After(first.next.unwrap()));
    let before = views.calls(ALICE, &CallFilter::default(), &next).await.unwrap();
    let mut more = Story::default();
    for number in 1..=10 {
        more.call(number * 10, ALICE, u128::from(number), received("+1", "+2"));
    }
    more.call(500, ALICE, 99, received("+1", "+2"));
    let (_dir, views) = shown(more.told().await).await;
    let after = views.calls(ALICE, &CallFilter::default(), &next).await.unwrap();
    assert_eq!(before.rows[0].sid, after.rows[0].sid);
}
