//! Random lives of the platform, each told by its seed, against the record run again.

use commands::reactors::CallHistory;
use commands::reactors::notify_status::plan;
use domain::call::CallEvent;
use domain::sid::CallSid;
use projections::CallStatus;
use router::Output;
use router::replay::replay;

use super::call::Simulated;
use super::platform::{ACCOUNT, Platform, settings};

const STEPS: usize = 400;
/// Seeds that once found something, and a few for the breadth.
const KEPT: [u64; 24] =
    [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23];

/// Lives a life and checks it. `cargo test -p server simulation` says the seed when a law is broken; it then
/// belongs to [`KEPT`].
async fn live(seed: u64) {
    let mut platform = Platform::new(seed);
    for _ in 0..STEPS {
        platform.step().await;
    }
    platform.come_to_rest().await;
    assert!(platform.over.len() > 5, "seed {seed}: hardly any call");
    for (sid, call) in &platform.over {
        what_was_done_follows_from_the_record(seed, &platform, *sid, call).await;
    }
    let rows = platform.views.dump().await.unwrap();
    assert!(rows == platform.rows_anew().await, "seed {seed}: a rebuild gives other rows");
}

async fn what_was_done_follows_from_the_record(
    seed: u64,
    platform: &Platform,
    sid: CallSid,
    call: &Simulated,
) {
    let history = CallHistory::load(&*platform.writer.store, ACCOUNT, sid).await.unwrap();
    if history.events.is_empty() {
        assert!(call.done.is_empty(), "seed {seed}, {sid}: done without a record: {:?}", call.done);
        return;
    }
    let facts: Vec<_> = history
        .events
        .iter()
        .map(|recorded| (recorded.recorded_at, recorded.version, recorded.event.clone()))
        .collect();
    let again = replay(sid, ACCOUNT, &settings(), &facts);
    assert_eq!(again.divergence, None, "seed {seed}, {sid}");
    let due: Vec<&Output> = again
        .steps
        .iter()
        .flat_map(|step| &step.outputs)
        .filter(|output| !matches!(output, Output::Record(_)))
        .collect();
    let is_prefix =
        call.done.len() <= due.len() && call.done.iter().eq(due[..call.done.len()].iter().copied());
    assert!(is_prefix, "seed {seed}, {sid}: done {:#?}\nof {due:#?}", call.done);
    the_row_says_what_the_caller_saw(seed, platform, sid, call).await;
    every_change_of_status_was_told(seed, platform, &history);
}

async fn the_row_says_what_the_caller_saw(
    seed: u64,
    platform: &Platform,
    sid: CallSid,
    call: &Simulated,
) {
    let row = platform.views.call(ACCOUNT, sid).await.unwrap();
    let row = row.unwrap_or_else(|| panic!("seed {seed}, {sid} has no row"));
    assert!(row.end.is_some(), "seed {seed}, {sid} is left ringing: {row:?}");
    if call.saw(|it| matches!(it, Output::Answer)) {
        assert_eq!(row.status, CallStatus::Completed, "seed {seed}, {sid}: it was answered");
    }
    if call.saw(|it| matches!(it, Output::Reject { .. })) {
        assert_ne!(row.status, CallStatus::Completed, "seed {seed}, {sid}: it was rejected");
    }
}

fn every_change_of_status_was_told(seed: u64, platform: &Platform, history: &CallHistory) {
    let sid = history.sid;
    for recorded in &history.events {
        let left = plan(history, recorded.version);
        assert!(left.is_empty(), "seed {seed}, {sid}: never told of {left:?}");
    }
    let told = platform.told.0.lock();
    let mut next = 0;
    for recorded in &history.events {
        if let CallEvent::StatusNotified(notified) = &recorded.event {
            assert_eq!(notified.sequence, next, "seed {seed}, {sid}: kept once and in order");
            assert!(told.contains(&(sid, next)), "seed {seed}, {sid}: {next} was never told");
            next += 1;
        }
    }
}

#[tokio::test]
async fn whatever_befalls_the_platform_nothing_was_ever_told_that_is_not_in_the_record() {
    for seed in KEPT {
        live(seed).await;
    }
}

#[tokio::test]
async fn a_life_that_nobody_has_seen_keeps_the_laws_too() {
    live(rand::random()).await;
}

#[tokio::test]
async fn a_seed_tells_the_whole_life() {
    let mut rows = Vec::new();
    for _ in 0..2 {
        let mut platform = Platform::new(7);
        for _ in 0..STEPS {
            platform.step().await;
        }
        platform.come_to_rest().await;
        rows.push(platform.views.dump().await.unwrap());
    }
    assert!(rows[0] == rows[1], "one seed, two lives");
}
