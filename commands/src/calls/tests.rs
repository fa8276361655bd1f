use domain::call::{
    CallAnswered, CallEnded, CallEvent, CallRefusal, CallUpdate, CallUpdateTaken, EndCause,
    FinalStatus, StatusNotified,
};
use domain::sid::AccountSid;
use store::position::StreamVersion;

use super::*;
use crate::trial::{
    ACCOUNT, CALL, Luck, NOW, Unlucky, context, count, exchange, exchanged, received, types,
    writer, writer_on,
};
use crate::{CommandError, Context, Failure, Writer};

fn ended() -> CallEvent {
    let (status, cause) = (FinalStatus::Completed, EndCause::Caller);
    CallEnded { status, duration_ms: 5, cause, sip_status: None }.into()
}

async fn live(writer: &Writer) -> LiveCall {
    let mut live = LiveCall::begin(ACCOUNT, CALL);
    live.record(writer, NOW, vec![received().into()]).await.unwrap();
    live
}

const END: CallUpdate = CallUpdate::End { only_unanswered: false };

#[tokio::test]
async fn a_batch_is_one_append_and_no_read() {
    let store = Unlucky::new(Luck::Full, 0);
    let writer = writer_on(store.clone());
    let mut live = live(&writer).await;
    let batch = vec![exchanged(1, 0, true), CallAnswered {}.into()];
    let progressed = live.record(&writer, NOW, batch).await.unwrap();
    assert_eq!((progressed.version, progressed.foreign.len()), (StreamVersion(3), 0));
    assert_eq!(store.appends(), 2);
    let resumed = LiveCall::resume(&writer, ACCOUNT, CALL).await.unwrap();
    assert_eq!((resumed.state(), resumed.version()), (live.state(), live.version()));
}

#[tokio::test]
async fn what_others_wrote_is_found_and_told_once() {
    let writer = writer();
    let mut live = live(&writer).await;
    request_update(&writer, &context(), CALL, END).await.unwrap();
    let progressed = live.record(&writer, NOW, vec![exchanged(1, 0, true)]).await.unwrap();
    assert_eq!(progressed.version, StreamVersion(3));
    assert_eq!(progressed.foreign.len(), 1);
    assert_eq!(progressed.foreign[0].0, StreamVersion(2));
    let taken = CallUpdateTaken { request_version: 2 }.into();
    let progressed = live.record(&writer, NOW, vec![taken, ended()]).await.unwrap();
    assert!(progressed.foreign.is_empty());
    let refused = request_update(&writer, &context(), CALL, END).await;
    assert!(matches!(refused, Err(CommandError::Refused(CallRefusal::NotInProgress))));
}

#[tokio::test]
async fn a_call_ended_by_others_takes_no_more() {
    let writer = writer();
    let mut live = live(&writer).await;
    assert!(abandon(&writer, NOW, ACCOUNT, CALL).await.unwrap());
    let refused = live.record(&writer, NOW, vec![exchanged(1, 0, true)]).await;
    assert!(matches!(refused, Err(CommandError::Refused(CallRefusal::Impossible { .. }))));
    let foreign: Vec<_> = live.take_foreign();
    assert_eq!(foreign.len(), 2);
    assert!(live.state().unwrap().is_ended());
    assert_eq!(count(&writer).await, 3);
}

#[tokio::test]
async fn an_impossible_batch_changes_neither_log_nor_handle() {
    let writer = writer();
    let mut live = live(&writer).await;
    let before = live.state().cloned();
    let refused = live.record(&writer, NOW, vec![exchanged(1, 0, true), received().into()]).await;
    assert!(matches!(refused, Err(CommandError::Refused(CallRefusal::Impossible { .. }))));
    assert_eq!((live.state().cloned(), live.version()), (before, StreamVersion(1)));
    assert!(live.record(&writer, NOW, vec![exchanged(1, 0, true)]).await.is_ok());
}

#[tokio::test]
async fn a_lost_answer_is_not_written_twice_and_a_full_disk_not_at_all() {
    let writer = writer_on(Unlucky::new(Luck::LostAnswer, 1));
    let live = live(&writer).await;
    assert_eq!((live.version(), count(&writer).await), (StreamVersion(1), 1));
    let writer = writer_on(Unlucky::new(Luck::Full, 1));
    let mut live = LiveCall::begin(ACCOUNT, CALL);
    let full = live.record(&writer, NOW, vec![received().into()]).await;
    assert!(matches!(full, Err(CommandError::Failed(Failure::Full))));
    assert!(live.state().is_none());
    assert!(live.record(&writer, NOW, vec![received().into()]).await.is_ok());
}

#[tokio::test]
async fn calls_left_behind_by_a_crash_are_ended_once() {
    let writer = writer();
    let mut live = live(&writer).await;
    live.record(&writer, NOW.plus_ms(1_000), vec![CallAnswered {}.into()]).await.unwrap();
    live.record(&writer, NOW.plus_ms(4_500), vec![exchanged(1, 0, true)]).await.unwrap();
    let later = NOW.plus_ms(99_000);
    let unfinished = [(ACCOUNT, CALL)];
    assert_eq!(abandon_unfinished(&writer, later, unfinished).await.unwrap(), 1);
    assert_eq!(abandon_unfinished(&writer, later, unfinished).await.unwrap(), 0);
    let stored = writer.store.read_all(store::position::Position(0), 99).await.unwrap();
    let end: CallEvent = crate::codec::payload(stored.last().unwrap()).unwrap();
    let (status, cause) = (FinalStatus::Completed, EndCause::ServerStopped);
    let expected = CallEnded { status, duration_ms: 3_500, cause, sip_status: None };
    assert_eq!(end, expected.into());
    assert_eq!(stored.last().unwrap().event.actor, "system/recovery");
}

#[tokio::test]
async fn a_call_is_deleted_after_its_end_and_another_accounts_is_not_found() {
    let writer = writer();
    let mut live = live(&writer).await;
    let early = delete(&writer, &context(), CALL).await;
    assert!(matches!(early, Err(CommandError::Refused(CallRefusal::StillInProgress))));
    live.record(&writer, NOW, vec![ended()]).await.unwrap();
    let stranger = Context { account: AccountSid::from_bits(9), ..context() };
    for refused in [
        delete(&writer, &stranger, CALL).await,
        request_update(&writer, &stranger, CALL, END).await,
    ] {
        assert!(matches!(refused, Err(CommandError::Refused(CallRefusal::NotFound))));
    }
    delete(&writer, &context(), CALL).await.unwrap();
    let again = delete(&writer, &context(), CALL).await;
    assert!(matches!(again, Err(CommandError::Refused(CallRefusal::NotFound))));
}

#[tokio::test]
async fn a_status_callback_is_kept_once_beside_a_live_call() {
    let writer = writer();
    let mut live = live(&writer).await;
    for _ in 0..2 {
        let notified = StatusNotified { sequence: 0, exchange: exchange(1, 0, true) };
        notify_status(&writer, &context(), CALL, notified).await.unwrap();
    }
    let progressed = live.record(&writer, NOW, vec![ended()]).await.unwrap();
    assert_eq!(progressed.foreign.len(), 1);
    assert_eq!(types(&writer).await, ["CallReceived", "StatusNotified", "CallEnded"]);
}

#[tokio::test]
async fn a_driver_and_many_askers_lose_nothing() {
    let writer = writer();
    let mut live = live(&writer).await;
    let document = || CallUpdate::Document { twiml: "<Response/>".to_owned() };
    let requester = context();
    let asking = async {
        for _ in 0..10 {
            request_update(&writer, &requester, CALL, document()).await.unwrap();
            tokio::task::yield_now().await;
        }
    };
    let driving = async {
        let mut foreign = 0;
        for number in 1..=30 {
            let progressed = live.record(&writer, NOW, vec![exchanged(number, 0, true)]).await;
            foreign += progressed.unwrap().foreign.len();
            tokio::task::yield_now().await;
        }
        live.read_on(&writer).await.unwrap();
        foreign + live.take_foreign().len()
    };
    let ((), foreign) = tokio::join!(asking, driving);
    assert_eq!((foreign, count(&writer).await), (10, 41));
}

#[tokio::test]
async fn an_empty_batch_writes_nothing_and_tells_where_the_call_is() {
    let writer = writer();
    let mut live = live(&writer).await;
    let progressed = live.record(&writer, NOW, Vec::new()).await.unwrap();
    assert_eq!(progressed.version, StreamVersion(1));
    assert_eq!(progressed.position, writer.store.head().await.unwrap());
    assert_eq!(count(&writer).await, 1);
}

#[tokio::test]
async fn several_changes_are_asked_for_in_one_append_or_none_is() {
    let writer = writer();
    live(&writer).await;
    let limit = |time_limit_s| CallUpdate::Settings {
        status_callback: None,
        stops_status_callback: false,
        fallback: None,
        time_limit_s: Some(time_limit_s),
    };
    let document = CallUpdate::Document { twiml: "<Response/>".to_owned() };
    let both = vec![limit(60), document.clone()];
    let done = request_updates(&writer, &context(), CALL, both).await.unwrap();
    assert_eq!((done.events.len(), done.version), (2, StreamVersion(3)));
    let one_is_wrong = vec![document, limit(0)];
    let refused = request_updates(&writer, &context(), CALL, one_is_wrong).await;
    assert!(matches!(refused, Err(CommandError::Refused(CallRefusal::BadTimeLimit))));
    assert_eq!(count(&writer).await, 3);
}
