use std::sync::Arc;

use domain::call::{
    CallAnswered, CallEnded, CallEvent, CallUpdate, CallUpdateTaken, DocumentRead, EndCause,
    FallbackTaken, FinalStatus,
};
use domain::fallback::FallbackDecider;
use domain::uri::{ApplicationUri, HttpMethod};

use super::*;
use crate::Writer;
use crate::calls::{LiveCall, request_update};
use crate::execute::load;
use crate::reactors::{MemoryCheckpoints, Reactor, catch_up};
use crate::trial::{ACCOUNT, CALL, NOW, NUMBER, context, exchanged, fault, received, writer};

const VOICE: &str = "https://app.example.com/voice";

fn taken(rank: u32) -> CallEvent {
    FallbackTaken { rank, fault: fault(), at: None }.into()
}

fn read(document: u32, exchange: u32) -> CallEvent {
    DocumentRead { document, exchange: Some(exchange), verbs: 1 }.into()
}

fn ended() -> CallEvent {
    let (status, cause) = (FinalStatus::Completed, EndCause::EndOfDocument);
    CallEnded { status, duration_ms: 0, cause, sip_status: None }.into()
}

async fn call(writer: &Writer, number: u128, events: Vec<CallEvent>) {
    let sid = domain::sid::CallSid::from_bits(number);
    let all = std::iter::once(received().into()).chain(events).collect();
    LiveCall::begin(ACCOUNT, sid).record(writer, NOW, all).await.unwrap();
}

async fn react(writer: &Writer, checkpoints: &MemoryCheckpoints) {
    let mut reactor = FallbackHealthReactor::new(writer.clone());
    catch_up(&mut reactor, &writer.store, checkpoints).await.unwrap();
}

async fn record(writer: &Writer) -> Vec<String> {
    let stream = crate::codec::stream_id::<FallbackDecider>(ACCOUNT, NUMBER);
    let none = store::position::StreamVersion::NONE;
    let events = writer.store.read_stream(&stream, none, 100).await.unwrap();
    events.into_iter().map(|stored| stored.event.event_type).collect()
}

#[tokio::test]
async fn a_failure_is_recorded_and_so_is_the_first_success_after_it() {
    let writer = writer();
    let checkpoints = MemoryCheckpoints::default();
    let failing = vec![exchanged(1, 0, false), taken(1), exchanged(2, 1, true), read(1, 2)];
    call(&writer, 1, [failing, vec![ended()]].concat()).await;
    react(&writer, &checkpoints).await;
    assert_eq!(record(&writer).await, ["UriFailed"]);
    let loaded = load::<FallbackDecider>(&*writer.store, ACCOUNT, NUMBER).await.unwrap();
    assert_eq!(loaded.state.failing.get(VOICE), Some(&1));
    for number in [2, 3] {
        call(&writer, number, vec![exchanged(1, 0, true), read(1, 1), ended()]).await;
    }
    react(&writer, &checkpoints).await;
    assert_eq!(record(&writer).await, ["UriFailed", "UriRecovered"]);
}

#[tokio::test]
async fn the_last_failure_exhausts_the_chain() {
    let writer = writer();
    let events = vec![exchanged(1, 0, false), taken(1), exchanged(2, 1, false), taken(2), ended()];
    call(&writer, 1, events).await;
    react(&writer, &MemoryCheckpoints::default()).await;
    assert_eq!(record(&writer).await, ["UriFailed", "UriFailed", "ChainExhausted"]);
}

#[tokio::test]
async fn the_same_events_seen_again_are_recorded_once() {
    let writer = writer();
    let failing = vec![exchanged(1, 0, false), taken(1), exchanged(2, 1, true), read(1, 2)];
    call(&writer, 1, failing).await;
    call(&writer, 2, vec![exchanged(1, 0, true), read(1, 1), ended()]).await;
    for _ in 0..3 {
        react(&writer, &MemoryCheckpoints::default()).await;
    }
    assert_eq!(record(&writer).await, ["UriFailed", "UriRecovered"]);
}

#[tokio::test]
async fn a_call_met_in_the_middle_is_looked_up() {
    let writer = writer();
    call(&writer, CALL.bits(), vec![exchanged(1, 0, false), taken(1)]).await;
    let mut reactor = FallbackHealthReactor::new(writer.clone());
    let stored = writer.store.read_all(store::position::Position(2), 1).await.unwrap();
    assert_eq!(stored[0].event.event_type, "FallbackTaken");
    reactor.react(&stored[0]).await.unwrap();
    assert_eq!(record(&writer).await, ["UriFailed"]);
}

#[tokio::test]
async fn an_update_by_rest_can_replace_the_secondaries() {
    let uri = ApplicationUri::new("https://app.example.com/next", HttpMethod::Post);
    let fallback = Some(uri.clone());
    for update in [
        CallUpdate::Redirect { uri, fallback: fallback.clone() },
        CallUpdate::Settings {
            status_callback: None,
            stops_status_callback: false,
            fallback,
            time_limit_s: None,
        },
    ] {
        let writer = writer();
        let mut live = LiveCall::begin(ACCOUNT, CALL);
        let mut first = received();
        first.steering.secondaries.clear();
        live.record(&writer, NOW, vec![first.into(), CallAnswered {}.into()]).await.unwrap();
        request_update(&writer, &context(), CALL, update).await.unwrap();
        let update = CallUpdateTaken { request_version: 3 }.into();
        live.read_on(&writer).await.unwrap();
        let (one, two) = (exchanged(1, 0, false), exchanged(2, 1, false));
        live.record(&writer, NOW, vec![update, one, taken(1), two, taken(2)]).await.unwrap();
        react(&writer, &MemoryCheckpoints::default()).await;
        assert_eq!(record(&writer).await, ["UriFailed", "UriFailed", "ChainExhausted"]);
    }
}

#[tokio::test]
async fn what_follows_names_the_event_it_follows_from() {
    let writer = writer();
    call(&writer, 1, vec![exchanged(1, 0, false), taken(1)]).await;
    react(&writer, &MemoryCheckpoints::default()).await;
    let all = writer.store.read_all(store::position::Position(0), 99).await.unwrap();
    let cause = all.iter().find(|stored| stored.event.event_type == "FallbackTaken").unwrap();
    let effect = all.last().unwrap();
    assert_eq!(effect.event.causation, Some(cause.event.id));
    assert_eq!(effect.event.correlation, cause.event.correlation);
    assert_eq!(effect.event.actor, "system/fallback-health");
}

#[tokio::test]
async fn a_run_goes_live_and_finds_what_comes_later() {
    let writer = writer();
    let reactor = Box::new(FallbackHealthReactor::new(writer.clone()));
    let checkpoints = Arc::new(MemoryCheckpoints::default());
    let running = crate::reactors::run(reactor, writer.store.clone(), checkpoints);
    let mut news = writer.store.wakeups();
    let living = async {
        call(&writer, 1, vec![exchanged(1, 0, false), taken(1)]).await;
        while record(&writer).await.is_empty() {
            news.changed().await.unwrap();
        }
    };
    tokio::select! {
        _stopped = running => panic!("it stopped"),
        () = living => {}
    }
    assert_eq!(record(&writer).await, ["UriFailed"]);
}
