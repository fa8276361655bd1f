use super::exchange::{Answer, Exchange, ExchangeOutcome, Fault, Purpose};
use super::*;
use crate::decider::Decider;
use crate::settings::SettingsRefusal;
use crate::sid::NotificationSid;
use crate::timestamp::Timestamp;
use crate::uri::{ApplicationUri, FaultClass, HttpMethod, Steering};

fn received() -> CallEvent {
    CallReceived {
        direction: Direction::Inbound,
        from: "+15551230000".to_owned(),
        to: "+15005550006".to_owned(),
        caller_name: None,
        forwarded_from: None,
        parent_call_sid: None,
        phone_number_sid: None,
        application_sid: None,
        sip: None,
        steering: Steering::default(),
        limits: None,
    }
    .into()
}

fn exchange(number: u32) -> Exchange {
    let message = String::new();
    Exchange {
        number,
        purpose: Purpose::Start,
        rank: 0,
        url: "https://app.example.com/".to_owned(),
        method: HttpMethod::Post,
        parameters: Vec::new(),
        attempts: 1,
        started_at: Timestamp(0),
        duration_ms: 1,
        outcome: ExchangeOutcome::Failed(Fault {
            code: 11_200,
            class: FaultClass::Error,
            message,
            url: None,
        }),
    }
}

fn exchanged(number: u32) -> CallEvent {
    ExchangeEnded { exchange: exchange(number) }.into()
}

fn ended() -> CallEvent {
    let (status, cause) = (FinalStatus::Completed, EndCause::Caller);
    CallEnded { status, duration_ms: 5, cause, sip_status: None }.into()
}

fn given(events: &[CallEvent]) -> Option<Call> {
    events.iter().fold(CallDecider::initial(), CallDecider::evolve)
}

fn when(events: &[CallEvent], command: CallCommand) -> Result<Vec<CallEvent>, CallRefusal> {
    CallDecider::decide(&given(events), command)
}

fn progress(before: &[CallEvent], events: &[CallEvent]) -> Result<(), &'static str> {
    match when(before, CallCommand::Progress(events.to_vec())) {
        Ok(written) => {
            assert_eq!(written, events);
            Ok(())
        }
        Err(CallRefusal::Impossible { why, .. }) => Err(why),
        Err(other) => panic!("{other}"),
    }
}

fn requested(update: CallUpdate) -> CallEvent {
    CallUpdateRequested { update }.into()
}

const END: CallUpdate = CallUpdate::End { only_unanswered: false };
const CANCEL: CallUpdate = CallUpdate::End { only_unanswered: true };

#[test]
fn a_call_begins_once_and_with_its_reception() {
    assert_eq!(progress(&[], &[received(), CallAnswered {}.into()]), Ok(()));
    assert_eq!(progress(&[], &[exchanged(1)]), Err("the call has not begun"));
    assert_eq!(progress(&[received()], &[received()]), Err("the call has begun already"));
    assert_eq!(progress(&[], &[received(), received()]), Err("the call has begun already"));
}

#[test]
fn after_its_end_a_call_is_only_measured_and_told_of() {
    let over = [received(), ended()];
    let notified = StatusNotified { sequence: 0, exchange: exchange(1) };
    let measured = CallEvent::from(CallMeasured::default());
    assert_eq!(progress(&over, &[measured.clone(), notified.into()]), Ok(()));
    assert_eq!(
        progress(&over, &[measured.clone(), measured]),
        Err("the call was measured already")
    );
    for event in [exchanged(1), CallAnswered {}.into(), ended()] {
        assert_eq!(progress(&over, &[event]), Err("the call has ended"));
    }
    assert_eq!(progress(&[received()], &[ended(), ended()]), Err("the call has ended"));
}

#[test]
fn an_exchange_a_playback_and_an_alarm_end_once_in_any_order() {
    let before = [received(), exchanged(2), exchanged(1)];
    assert_eq!(progress(&before, &[exchanged(3)]), Ok(()));
    for number in [1, 2, 0] {
        assert_eq!(progress(&before, &[exchanged(number)]), Err("the number was used already"));
    }
    let rang = CallEvent::from(AlarmRang { alarm: 1 });
    assert_eq!(progress(&[received()], &[rang.clone(), rang]), Err("the number was used already"));
    let played = |playback| {
        PlaybackEnded { playback, outcome: PlaybackOutcome::Finished, played_ms: 1 }.into()
    };
    let twice = [played(7), played(7)];
    assert_eq!(progress(&[received()], &twice), Err("the number was used already"));
}

#[test]
fn documents_are_numbered_upwards_and_an_answer_comes_once() {
    let read = |document| DocumentRead { document, exchange: None, verbs: 0 }.into();
    assert_eq!(progress(&[received()], &[read(1), read(2)]), Ok(()));
    let same = progress(&[received()], &[read(1), read(1)]);
    assert_eq!(same, Err("the document's number is not a new one"));
    let answered = CallEvent::from(CallAnswered {});
    let twice = progress(&[received()], &[answered.clone(), answered]);
    assert_eq!(twice, Err("the call was answered already"));
}

#[test]
fn an_update_is_taken_once_and_only_when_it_was_asked_for() {
    let asked = [received(), requested(END)];
    let taken = |request_version| CallEvent::from(CallUpdateTaken { request_version });
    assert_eq!(progress(&asked, &[taken(2)]), Ok(()));
    assert_eq!(progress(&asked, &[taken(1)]), Err("no such update was waiting"));
    assert_eq!(progress(&asked, &[taken(2), taken(2)]), Err("no such update was waiting"));
}

#[test]
fn what_others_say_is_not_the_call_routers_to_say() {
    for event in [
        requested(END),
        CallDeleted {}.into(),
        CallAbandoned { last_recorded_at: Timestamp(0) }.into(),
    ] {
        let refused = progress(&[received()], &[event]);
        assert_eq!(refused, Err("this is not the call router's to say"));
    }
}

#[test]
fn an_ended_call_cannot_be_updated() {
    let over = [received(), ended()];
    let twiml = "<Response/>".to_owned();
    for update in [END, CANCEL, CallUpdate::Document { twiml }] {
        let refused = when(&over, CallCommand::RequestUpdate(update));
        assert_eq!(refused, Err(CallRefusal::NotInProgress));
    }
    let nothing = when(&[], CallCommand::RequestUpdate(END));
    assert_eq!(nothing, Err(CallRefusal::NotFound));
}

#[test]
fn canceled_spares_an_answered_call_and_completed_ends_it() {
    let answered = [received(), CallAnswered {}.into()];
    assert_eq!(when(&answered, CallCommand::RequestUpdate(CANCEL)), Ok(vec![]));
    let end = when(&answered, CallCommand::RequestUpdate(END));
    assert_eq!(end, Ok(vec![requested(END)]));
    let ringing = when(&[received()], CallCommand::RequestUpdate(CANCEL));
    assert_eq!(ringing, Ok(vec![requested(CANCEL)]));
}

#[test]
fn updates_that_wait_are_bounded_and_checked() {
    let document = || CallUpdate::Document { twiml: "<Response/>".to_owned() };
    let mut life = vec![received()];
    life.extend((0..MAX_PENDING_UPDATES).map(|_| requested(document())));
    let one_more = when(&life, CallCommand::RequestUpdate(document()));
    assert_eq!(one_more, Err(CallRefusal::TooManyUpdates));
    let long = CallUpdate::Document { twiml: "x".repeat(MAX_TWIML_BYTES + 1) };
    let refused = when(&[received()], CallCommand::RequestUpdate(long));
    assert_eq!(refused, Err(CallRefusal::DocumentTooLong));
    let uri = ApplicationUri::new("not a url", HttpMethod::Get);
    let redirect = CallUpdate::Redirect { uri, fallback: None };
    let refused = when(&[received()], CallCommand::RequestUpdate(redirect));
    assert!(matches!(refused, Err(CallRefusal::Settings(_))));
}

fn settings(
    status_callback: Option<&str>,
    fallback: Option<&str>,
    time_limit_s: Option<u32>,
) -> CallUpdate {
    let uri = |url: &str| ApplicationUri::new(url, HttpMethod::Post);
    let (status_callback, fallback) = (status_callback.map(uri), fallback.map(uri));
    let stops_status_callback = false;
    CallUpdate::Settings { status_callback, stops_status_callback, fallback, time_limit_s }
}

#[test]
fn the_settings_of_a_live_call_are_changed_while_it_rings_and_while_it_is_answered() {
    let update = || settings(Some("https://a.example/s"), Some("http://b.example/f"), Some(60));
    let ringing = vec![received()];
    let answered = vec![received(), CallAnswered {}.into()];
    for life in [ringing, answered] {
        let asked = when(&life, CallCommand::RequestUpdate(update()));
        assert_eq!(asked, Ok(vec![requested(update())]));
    }
    let over = when(&[received(), ended()], CallCommand::RequestUpdate(update()));
    assert_eq!(over, Err(CallRefusal::NotInProgress));
    let nothing = when(&[received()], CallCommand::RequestUpdate(settings(None, None, None)));
    assert_eq!(nothing, Ok(vec![]));
}

#[test]
fn settings_that_make_no_sense_are_refused() {
    let asked = |update| when(&[received()], CallCommand::RequestUpdate(update));
    for (limit, is_taken) in [(0, false), (1, true), (86_400, true), (86_401, false)] {
        let decided = asked(settings(None, None, Some(limit)));
        assert_eq!(decided.is_ok(), is_taken, "{limit}");
        assert!(is_taken || decided == Err(CallRefusal::BadTimeLimit), "{limit}");
    }
    for (update, named) in [
        (settings(Some("mailto:x"), None, None), "status callback"),
        (settings(None, Some("/relative"), None), "fallback"),
    ] {
        let refused = Err(CallRefusal::Settings(SettingsRefusal::BadUrl { field: named }));
        assert_eq!(asked(update), refused);
    }
}

#[test]
fn an_end_can_be_asked_for_behind_settings_that_wait() {
    let waiting = [received(), requested(settings(None, None, Some(9)))];
    let end = when(&waiting, CallCommand::RequestUpdate(END));
    assert_eq!(end, Ok(vec![requested(END)]));
}

#[test]
fn an_abandoned_call_ends_with_the_time_it_was_answered_for() {
    let abandon =
        |answered_at| CallCommand::Abandon { last_recorded_at: Timestamp(9_000_000), answered_at };
    let answered = [received(), CallAnswered {}.into()];
    let events = when(&answered, abandon(Some(Timestamp(2_000_000)))).unwrap();
    let cause = EndCause::ServerStopped;
    let status = FinalStatus::Completed;
    let expected = CallEnded { status, duration_ms: 7_000, cause, sip_status: None };
    assert_eq!(events[1], expected.into());
    let events = when(&[received()], abandon(None)).unwrap();
    let status = FinalStatus::Failed;
    assert_eq!(events[1], CallEnded { status, duration_ms: 0, cause, sip_status: None }.into());
    assert_eq!(when(&[received(), ended()], abandon(None)), Ok(vec![]));
}

fn notify(sequence: u32, outcome: ExchangeOutcome) -> CallCommand {
    let exchange = Exchange { outcome, ..exchange(1) };
    let notified = Box::new(StatusNotified { sequence, exchange });
    CallCommand::NotifyStatus { notified, notification: NotificationSid::from_bits(5) }
}

fn answered_with(status: u16) -> ExchangeOutcome {
    ExchangeOutcome::Answered(Answer {
        status,
        headers: Vec::new(),
        final_url: "https://a.example/moved".to_owned(),
        body: String::new(),
        body_bytes: 0,
        from_cache: false,
    })
}

#[test]
fn a_status_callback_is_kept_once() {
    let notified = || notify(0, answered_with(204));
    let first = when(&[received()], notified()).unwrap();
    assert_eq!(first.len(), 1);
    let again = [received(), first[0].clone()];
    assert_eq!(when(&again, notified()), Ok(vec![]));
    assert!(when(&again, notify(u32::MAX, answered_with(200))).is_ok());
}

#[test]
fn a_status_callback_that_went_badly_raises_a_notification() {
    let down = Fault {
        code: 11_205,
        class: FaultClass::Timeout,
        message: "no connection".to_owned(),
        url: None,
    };
    let asked = exchange(1).url;
    for (outcome, code, url) in [
        (answered_with(503), 11_200, "https://a.example/moved"),
        (ExchangeOutcome::Failed(down), 11_205, asked.as_str()),
    ] {
        let events = when(&[received(), ended()], notify(0, outcome)).unwrap();
        let CallEvent::NotificationRaised(raised) = &events[1] else { panic!("{events:?}") };
        assert_eq!((raised.fault.code, raised.fault.url.as_deref()), (code, Some(url)));
        assert_eq!(
            (raised.sid, raised.level),
            (NotificationSid::from_bits(5), NotificationLevel::Error)
        );
    }
}

#[test]
fn nobody_is_told_of_a_live_call_any_more_when_that_is_asked_for() {
    let stop = CallUpdate::Settings {
        status_callback: None,
        stops_status_callback: true,
        fallback: None,
        time_limit_s: None,
    };
    let asked = when(&[received()], CallCommand::RequestUpdate(stop.clone()));
    assert_eq!(asked, Ok(vec![requested(stop)]));
}

#[test]
fn only_an_ended_call_is_deleted_and_only_once() {
    let live = when(&[received()], CallCommand::Delete);
    assert_eq!(live, Err(CallRefusal::StillInProgress));
    let over = [received(), ended()];
    assert_eq!(when(&over, CallCommand::Delete), Ok(vec![CallDeleted {}.into()]));
    let deleted = [received(), ended(), CallDeleted {}.into()];
    assert_eq!(when(&deleted, CallCommand::Delete), Err(CallRefusal::NotFound));
}

#[test]
fn a_live_call_keeps_little() {
    assert!(size_of::<Option<Call>>() <= 160, "{}", size_of::<Option<Call>>());
}

mod numbers {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use crate::call::Numbers;

    proptest! {
        /// Within the window the small memory says what a set would say.
        #[test]
        fn a_window_of_numbers_is_a_set(picks in prop::collection::vec(0..120_u32, 0..80)) {
            let (mut numbers, mut set) = (Numbers::default(), BTreeSet::new());
            for pick in picks {
                let in_window = pick + 64 > numbers.highest();
                let free = pick > 0 && in_window && !set.contains(&pick);
                prop_assert_eq!(numbers.is_free(pick), free, "{}", pick);
                if free {
                    numbers = numbers.with(pick);
                    set.insert(pick);
                }
            }
        }
    }

    #[test]
    fn the_last_number_of_all_does_not_overflow() {
        let numbers = Numbers::default().with(u32::MAX);
        assert!(!numbers.is_free(u32::MAX) && numbers.is_free(u32::MAX - 1) && !numbers.is_free(1));
    }
}
