use std::sync::Arc;

use async_trait::async_trait;
use domain::call::exchange::Exchange;
use domain::call::{
    CallAnswered, CallEnded, CallEvent, CallReceived, CallUpdate, EndCause, FinalStatus,
};
use domain::sid::CallSid;
use domain::uri::{ApplicationUri, FaultClass, HttpMethod, SecondaryUri, StatusEvent};
use parking_lot::Mutex;
use tokio::sync::Notify;

use super::*;
use crate::Writer;
use crate::calls::{LiveCall, request_update};
use crate::reactors::{CallHistory, Checkpoints, MemoryCheckpoints};
use crate::trial::{ACCOUNT, CALL, NOW, context, exchange, exchanged, received, types, writer};

/// A tenant who answers everything, keeps what it was told, and can be made to wait for one call.
#[derive(Default)]
struct Tenant {
    told: Mutex<Vec<StatusCallback>>,
    slow: Option<CallSid>,
    go_on: Notify,
}

#[async_trait]
impl StatusSender for Tenant {
    async fn send(&self, callback: StatusCallback) -> Exchange {
        if self.slow == Some(callback.call_sid) {
            self.go_on.notified().await;
        }
        let number = callback.sequence + 1;
        self.told.lock().push(callback);
        exchange(number, 0, true)
    }
}

impl Tenant {
    fn told(&self) -> Vec<(CallSid, u32, String)> {
        let told = self.told.lock();
        told.iter().map(|it| (it.call_sid, it.sequence, value(it, "CallStatus"))).collect()
    }
}

fn value(callback: &StatusCallback, name: &str) -> String {
    let found = callback.parameters.iter().find(|(key, _)| key == name);
    found.map(|(_, value)| value.clone()).unwrap_or_default()
}

fn ended(status: FinalStatus, duration_ms: u64) -> CallEvent {
    CallEnded { status, duration_ms, cause: EndCause::Caller, sip_status: Some(486) }.into()
}

async fn call(writer: &Writer, sid: CallSid, first: CallReceived) {
    let mut live = LiveCall::begin(ACCOUNT, sid);
    let end = ended(FinalStatus::Completed, 61_001);
    let events = vec![first.into(), exchanged(1, 0, true), CallAnswered {}.into(), end];
    live.record(writer, NOW, events).await.unwrap();
}

fn wanting(status_events: &[StatusEvent]) -> CallReceived {
    let mut first = received();
    first.steering.status_events = status_events.to_vec();
    first
}

const ALL: &[StatusEvent] =
    &[StatusEvent::Initiated, StatusEvent::Ringing, StatusEvent::Answered, StatusEvent::Completed];

async fn notify(writer: &Writer, checkpoints: &MemoryCheckpoints) -> Arc<Tenant> {
    let tenant = Arc::new(Tenant::default());
    let mut notifier = StatusNotifier::new(writer.clone(), tenant.clone());
    notifier.catch_up(checkpoints).await.unwrap();
    tenant
}

#[tokio::test]
async fn a_tenant_who_asks_for_nothing_special_is_told_of_the_end() {
    let writer = writer();
    call(&writer, CALL, wanting(&[])).await;
    let tenant = notify(&writer, &MemoryCheckpoints::default()).await;
    assert_eq!(tenant.told(), [(CALL, 0, "completed".to_owned())]);
    let told = tenant.told.lock()[0].clone();
    for (name, expected) in [
        ("CallDuration", "62"),
        ("Duration", "2"),
        ("SequenceNumber", "0"),
        ("CallbackSource", "call-progress-events"),
        ("Timestamp", "Sun, 22 Nov 2026 16:00:00 +0000"),
        ("From", "+12125551234"),
        ("FromState", "NY"),
        ("CallerCountry", "US"),
        ("Direction", "inbound"),
        ("SipResponseCode", "486"),
        ("ApiVersion", "2010-04-01"),
    ] {
        assert_eq!(value(&told, name), expected, "{name}");
    }
    assert_eq!(types(&writer).await.last().unwrap(), "StatusNotified");
}

#[tokio::test]
async fn callbacks_of_one_call_come_in_order_with_numbers_from_zero() {
    let writer = writer();
    call(&writer, CALL, wanting(ALL)).await;
    let tenant = notify(&writer, &MemoryCheckpoints::default()).await;
    let told: Vec<_> = tenant.told().into_iter().map(|(_, n, status)| (n, status)).collect();
    let expected = ["initiated", "ringing", "in-progress", "completed"];
    assert_eq!(told, (0..).zip(expected.map(str::to_owned)).collect::<Vec<_>>());
}

#[tokio::test]
async fn numbers_count_only_what_was_asked_for() {
    let writer = writer();
    call(&writer, CALL, wanting(&[StatusEvent::Answered, StatusEvent::Completed])).await;
    let tenant = notify(&writer, &MemoryCheckpoints::default()).await;
    let told: Vec<_> = tenant.told().into_iter().map(|(_, n, status)| (n, status)).collect();
    assert_eq!(told, [(0, "in-progress".to_owned()), (1, "completed".to_owned())]);
}

#[tokio::test]
async fn without_a_callback_nobody_is_told() {
    let writer = writer();
    let mut first = wanting(ALL);
    first.steering.status_callback = None;
    call(&writer, CALL, first).await;
    let tenant = notify(&writer, &MemoryCheckpoints::default()).await;
    assert_eq!(tenant.told(), []);
}

#[tokio::test]
async fn what_is_in_the_record_is_not_sent_again() {
    let writer = writer();
    call(&writer, CALL, wanting(ALL)).await;
    notify(&writer, &MemoryCheckpoints::default()).await;
    let tenant = notify(&writer, &MemoryCheckpoints::default()).await;
    assert_eq!(tenant.told(), []);
    assert_eq!(types(&writer).await.iter().filter(|it| *it == "StatusNotified").count(), 4);
}

#[tokio::test]
async fn a_checkpoint_is_where_the_next_run_begins() {
    let writer = writer();
    let checkpoints = MemoryCheckpoints::default();
    call(&writer, CALL, wanting(&[])).await;
    notify(&writer, &checkpoints).await;
    let kept = checkpoints.load(NAME).await.unwrap();
    assert_eq!(kept, writer.store.head().await.unwrap());
}

#[tokio::test]
async fn a_slow_tenant_holds_up_nobody_and_the_checkpoint_waits_for_it() {
    let writer = writer();
    let (slow, fast) = (CallSid::from_bits(1), CallSid::from_bits(2));
    call(&writer, slow, wanting(&[])).await;
    call(&writer, fast, wanting(&[])).await;
    let tenant = Arc::new(Tenant { slow: Some(slow), ..Tenant::default() });
    let checkpoints = Arc::new(MemoryCheckpoints::default());
    let running = StatusNotifier::new(writer.clone(), tenant.clone()).run(checkpoints.clone());
    let mut news = writer.store.wakeups();
    let living = async {
        while !types(&writer).await.contains(&"StatusNotified".to_owned()) {
            news.changed().await.unwrap();
        }
        assert_eq!(tenant.told(), [(fast, 0, "completed".to_owned())]);
        let kept = checkpoints.load(NAME).await.unwrap();
        assert!(kept.0 < 4, "the slow callback's event is at 4, the checkpoint at {kept}");
        tenant.go_on.notify_one();
        while types(&writer).await.len() < 10 {
            news.changed().await.unwrap();
        }
    };
    tokio::select! {
        _stopped = running => panic!("it stopped"),
        () = living => {}
    }
    assert_eq!(tenant.told().len(), 2);
}

#[tokio::test]
async fn every_final_status_is_spelt_as_rest_spells_it() {
    for (number, status, spelt) in [
        (1, FinalStatus::Completed, "completed"),
        (2, FinalStatus::Busy, "busy"),
        (3, FinalStatus::Failed, "failed"),
        (4, FinalStatus::NoAnswer, "no-answer"),
        (5, FinalStatus::Canceled, "canceled"),
    ] {
        let writer = writer();
        let sid = CallSid::from_bits(number);
        let events = vec![received().into(), ended(status, 0)];
        LiveCall::begin(ACCOUNT, sid).record(&writer, NOW, events).await.unwrap();
        let history = CallHistory::load(&*writer.store, ACCOUNT, sid).await.unwrap();
        let due = plan(&history, 2);
        assert_eq!(value(&due[0], "CallStatus"), spelt);
        assert_eq!(value(&due[0], "CallDuration"), "0");
        assert_eq!(plan(&history, 1), []);
    }
}

fn callback(url: &str) -> CallUpdate {
    CallUpdate::Settings {
        status_callback: (!url.is_empty()).then(|| ApplicationUri::new(url, HttpMethod::Get)),
        stops_status_callback: url.is_empty(),
        fallback: None,
        time_limit_s: None,
    }
}

/// A live call whose tenant asks for another callback.
async fn told_elsewhere(writer: &Writer, live: &mut LiveCall) {
    let elsewhere = callback("https://elsewhere.example/status");
    request_update(writer, &context(), CALL, elsewhere).await.unwrap();
    let end = ended(FinalStatus::Completed, 1);
    live.record(writer, NOW, vec![CallAnswered {}.into(), end]).await.unwrap();
}

fn told_where(tenant: &Tenant) -> Vec<(u32, String, String)> {
    let told = tenant.told.lock();
    let shown = told.iter().map(|it| (it.sequence, value(it, "CallStatus"), it.uri.url.clone()));
    shown.collect()
}

#[tokio::test]
async fn a_change_of_status_is_told_to_the_callback_that_was_in_force() {
    let writer = writer();
    let mut live = LiveCall::begin(ACCOUNT, CALL);
    live.record(&writer, NOW, vec![wanting(ALL).into()]).await.unwrap();
    told_elsewhere(&writer, &mut live).await;
    let tenant = notify(&writer, &MemoryCheckpoints::default()).await;
    let (before, after) = ("https://app.example.com/status", "https://elsewhere.example/status");
    let expected = [
        (0, "initiated", before),
        (1, "ringing", before),
        (2, "in-progress", after),
        (3, "completed", after),
    ];
    let expected = expected.map(|(number, status, url)| (number, status.into(), url.into()));
    assert_eq!(told_where(&tenant), expected);
    assert_eq!(tenant.told.lock()[3].uri.method, HttpMethod::Get);
}

#[tokio::test]
async fn a_call_that_had_no_callback_is_told_of_from_when_it_has_one() {
    for is_read_in_two_runs in [false, true] {
        let writer = writer();
        let checkpoints = MemoryCheckpoints::default();
        let mut first = wanting(&[StatusEvent::Ringing, StatusEvent::Completed]);
        first.steering.status_callback = None;
        let mut live = LiveCall::begin(ACCOUNT, CALL);
        live.record(&writer, NOW, vec![first.into()]).await.unwrap();
        if is_read_in_two_runs {
            assert_eq!(told_where(&*notify(&writer, &checkpoints).await), []);
        }
        told_elsewhere(&writer, &mut live).await;
        let tenant = notify(&writer, &checkpoints).await;
        let url = "https://elsewhere.example/status".to_owned();
        assert_eq!(told_where(&tenant), [(0, "completed".to_owned(), url)]);
    }
}

#[tokio::test]
async fn a_callback_that_is_taken_back_is_told_nothing_more() {
    let writer = writer();
    let mut live = LiveCall::begin(ACCOUNT, CALL);
    live.record(&writer, NOW, vec![wanting(ALL).into()]).await.unwrap();
    request_update(&writer, &context(), CALL, callback("")).await.unwrap();
    let end = ended(FinalStatus::Completed, 1);
    live.record(&writer, NOW, vec![CallAnswered {}.into(), end]).await.unwrap();
    let tenant = notify(&writer, &MemoryCheckpoints::default()).await;
    let told: Vec<_> = tenant.told().into_iter().map(|(_, n, status)| (n, status)).collect();
    assert_eq!(told, [(0, "initiated".to_owned()), (1, "ringing".to_owned())]);
}

#[tokio::test]
async fn a_secondary_for_changes_of_status_is_told_of_the_end_after_the_callback() {
    for has_callback in [true, false] {
        let writer = writer();
        let mut first = wanting(&[]);
        let secondary = |url: &str, serves: &[FaultClass]| SecondaryUri {
            uri: ApplicationUri::new(url, HttpMethod::Post),
            serves: serves.to_vec(),
        };
        first.steering.secondaries = vec![
            secondary("https://backup.example/any", &[]),
            secondary("https://backup.example/timeout", &[FaultClass::Timeout]),
            secondary(
                "https://backup.example/over",
                &[FaultClass::Timeout, FaultClass::StatusChange],
            ),
        ];
        if !has_callback {
            first.steering.status_callback = None;
        }
        call(&writer, CALL, first).await;
        let tenant = notify(&writer, &MemoryCheckpoints::default()).await;
        let told = tenant.told.lock();
        let last = told.last().unwrap();
        assert_eq!(told.len(), 1 + usize::from(has_callback));
        assert_eq!((last.rank, last.sequence), (3, u32::from(has_callback)));
        assert_eq!(last.uri.url, "https://backup.example/over");
        assert_eq!(
            (value(last, "CallStatus"), value(last, "SipResponseCode")),
            ("completed".into(), "486".into())
        );
    }
}
