//! One real life of each aggregate, in which everything happens that can.

use crate::account::*;
use crate::api_key::*;
use crate::application::*;
use crate::call::exchange::{Answer, Exchange, ExchangeOutcome, Fault, Purpose};
use crate::call::*;
use crate::fallback::*;
use crate::media_asset::*;
use crate::phone_number::*;
use crate::secret::{Sealed, SecretHash};
use crate::settings::*;
use crate::sid::*;
use crate::timestamp::Timestamp;
use crate::uri::*;

pub(super) const CALL: CallSid = CallSid::from_bits(0x0123_4567_89ab_cdef_0123_4567_89ab_cdef);
const OWNER: AccountSid = AccountSid::from_bits(0xaa);
const OTHER: AccountSid = AccountSid::from_bits(0xbb);
const NUMBER: PhoneNumberSid = PhoneNumberSid::from_bits(0xcc);
const APPLICATION: ApplicationSid = ApplicationSid::from_bits(0xdd);
const FIRST: SecondarySid = SecondarySid::from_bits(0xf1);
const SECOND: SecondarySid = SecondarySid::from_bits(0xf2);
const NOW: Timestamp = Timestamp(1_795_363_200_000_000);

fn sealed(text: &str) -> Sealed {
    Sealed(text.to_owned())
}

pub(super) fn account() -> Vec<AccountEvent> {
    vec![
        AccountCreated {
            owner_account_sid: Some(OWNER),
            friendly_name: "Café Zürich 📞".to_owned(),
            auth_token: sealed("bm9uY2Vub25jZSxjaXBoZXI"),
        }
        .into(),
        AccountRenamed { friendly_name: "Bakery \"North\"".to_owned() }.into(),
        AccountSuspended {}.into(),
        AccountActivated {}.into(),
        SecondaryTokenCreated { secondary_token: sealed("c2Vjb25kYXJ5") }.into(),
        SecondaryTokenDeleted {}.into(),
        SecondaryTokenCreated { secondary_token: sealed("YWdhaW4") }.into(),
        SecondaryTokenPromoted {
            auth_token: sealed("YWdhaW4"),
            previous: sealed("bm9uY2Vub25jZSxjaXBoZXI"),
        }
        .into(),
        AuthTokenRotated { auth_token: sealed("cm90YXRlZA"), previous: sealed("YWdhaW4") }.into(),
        AccountClosed {}.into(),
    ]
}

pub(super) fn api_key() -> Vec<ApiKeyEvent> {
    vec![
        ApiKeyCreated {
            friendly_name: "deploy".to_owned(),
            secret_hash: SecretHash("9f".repeat(32)),
        }
        .into(),
        ApiKeySecretKept { sealed_secret: sealed("a2V5LXNlY3JldA") }.into(),
        ApiKeyRenamed { friendly_name: "deploy 2".to_owned() }.into(),
        ApiKeyDeleted {}.into(),
    ]
}

pub(super) fn voice() -> VoiceSettings {
    let setting = |url: &str| UriSetting { url: Some(url.to_owned()), ..UriSetting::default() };
    VoiceSettings {
        primary: UriSetting {
            retry: Some(RetryPolicy::default()),
            method: HttpMethod::Get,
            ..setting("https://app.example.com/voice?from={From}#rc=2&rp=5xx")
        },
        fallback_method: HttpMethod::Get,
        status_callback: setting("https://app.example.com/status"),
        status_events: vec![StatusEvent::Answered, StatusEvent::Completed],
        caller_id_lookup: true,
    }
}

pub(super) fn sms() -> SmsSettings {
    SmsSettings {
        primary: UriSetting {
            url: Some("https://app.example.com/sms".into()),
            ..Default::default()
        },
        fallback: UriSetting { method: HttpMethod::Get, ..Default::default() },
        status_callback: Some("https://app.example.com/sms-status".to_owned()),
        message_status_callback: Some("https://app.example.com/message-status".to_owned()),
    }
}

pub(super) fn secondary(sid: SecondarySid, url: &str) -> Secondary {
    let retry = Some(RetryPolicy { retries: 0, ..RetryPolicy::default() });
    let uri = ApplicationUri { url: url.to_owned(), method: HttpMethod::Get, retry };
    Secondary { sid, secondary: SecondaryUri { uri, serves: vec![FaultClass::Timeout] } }
}

pub(super) fn application() -> Vec<ApplicationEvent> {
    let settings = ApplicationSettings {
        friendly_name: "Reception".to_owned(),
        voice: voice(),
        sms: sms(),
        public_application_connect_enabled: true,
    };
    let (first, second) = (
        secondary(FIRST, "https://backup.example.net/voice.xml"),
        secondary(SECOND, "http://static.example.org/sorry.xml"),
    );
    let plain = ApplicationSettings { friendly_name: "Desk".to_owned(), ..Default::default() };
    let changed = |change, secondaries| ApplicationSecondariesChanged { change, secondaries };
    vec![
        ApplicationCreated { settings, secondaries: vec![first.clone()] }.into(),
        ApplicationConfigured { settings: plain }.into(),
        changed(SecondaryChange::Added { sid: SECOND }, vec![first.clone(), second.clone()]).into(),
        changed(SecondaryChange::Reordered, vec![second.clone(), first.clone()]).into(),
        changed(SecondaryChange::Updated { sid: FIRST }, vec![second, first.clone()]).into(),
        changed(SecondaryChange::Removed { sid: SECOND }, vec![first]).into(),
        ApplicationDeleted {}.into(),
    ]
}

pub(super) fn number_settings() -> PhoneNumberSettings {
    PhoneNumberSettings {
        friendly_name: "Front desk".to_owned(),
        voice_application_sid: Some(APPLICATION),
        voice: voice(),
        sms_application_sid: Some(APPLICATION),
        sms: sms(),
    }
}

pub(super) fn phone_number() -> Vec<PhoneNumberEvent> {
    let (settings, phone_number) = (number_settings(), "+15005550006".to_owned());
    let secondaries = vec![secondary(FIRST, "https://backup.example.net/voice.xml")];
    let plain = PhoneNumberSettings { friendly_name: "Night".to_owned(), ..Default::default() };
    vec![
        NumberAssigned {
            phone_number: phone_number.clone(),
            settings: settings.clone(),
            secondaries: Vec::new(),
        }
        .into(),
        NumberConfigured { settings: plain }.into(),
        NumberSecondariesChanged {
            change: SecondaryChange::Added { sid: FIRST },
            secondaries: secondaries.clone(),
        }
        .into(),
        NumberTransferredOut { to: OTHER }.into(),
        NumberTransferredIn { from: OTHER, phone_number, settings, secondaries }.into(),
        NumberReleased {}.into(),
    ]
}

pub(super) fn registry() -> Vec<RegistryEvent> {
    vec![
        NumberClaimed { account_sid: OWNER, phone_number_sid: NUMBER }.into(),
        NumberFreed {}.into(),
    ]
}

pub(super) fn fault() -> Fault {
    Fault {
        code: 11_200,
        class: FaultClass::Error,
        message: "HTTP 502 from app.example.com".to_owned(),
        url: Some("https://app.example.com/voice".to_owned()),
    }
}

pub(super) fn fallback() -> Vec<FallbackEvent> {
    let url = "https://app.example.com/voice".to_owned();
    vec![
        UriFailed { url: url.clone(), rank: 0, fault: fault(), call_sid: CALL }.into(),
        UriRecovered { url, rank: 0, failures: 1, call_sid: CALL }.into(),
        ChainExhausted { fault: fault(), uris: 2, call_sid: CALL }.into(),
    ]
}

pub(super) fn media_asset() -> Vec<MediaAssetEvent> {
    let digest = || "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".to_owned();
    let format = || "pcmu-8000".to_owned();
    vec![
        MediaAssetRequested { address: "https://app.example.com/hold.mp3?v=2".to_owned() }.into(),
        MediaAssetFailed { fault: fault() }.into(),
        MediaAssetFetched { content_type: "audio/mpeg".to_owned(), answered_after_ms: 87 }.into(),
        MediaAssetProcessed { format: format(), took_ms: 412 }.into(),
        MediaAssetStored { format: format(), digest: digest(), bytes: 240_000 }.into(),
        MediaAssetRevalidated { times: 3 }.into(),
        MediaAssetServedStale { fault: fault() }.into(),
        MediaAssetCorrupted { digest: digest() }.into(),
        MediaAssetRefetched { digest: digest() }.into(),
        MediaAssetEvicted { bytes: 240_000 }.into(),
        MediaAssetPurged { bytes: 240_000 }.into(),
    ]
}

pub(super) fn exchange(number: u32, purpose: Purpose, outcome: ExchangeOutcome) -> Exchange {
    Exchange {
        number,
        purpose,
        rank: 0,
        url: "https://app.example.com/voice?from=%2B15551230000".to_owned(),
        method: HttpMethod::Get,
        parameters: vec![("CallSid".to_owned(), CALL.to_string()), ("Digits".into(), "12#".into())],
        attempts: 2,
        started_at: NOW,
        duration_ms: 87,
        outcome,
    }
}

fn answer() -> ExchangeOutcome {
    ExchangeOutcome::Answered(Answer {
        status: 200,
        headers: vec![("content-type".to_owned(), "text/xml".to_owned())],
        final_url: "https://app.example.com/voice/".to_owned(),
        body: "<Response><Gather><Say>Grüezi</Say></Gather></Response>".to_owned(),
        body_bytes: 55,
        from_cache: true,
    })
}

pub(super) fn received() -> CallReceived {
    CallReceived {
        direction: Direction::Inbound,
        from: "+15551230000".to_owned(),
        to: "+15005550006".to_owned(),
        caller_name: Some("Ada".to_owned()),
        forwarded_from: Some("+15551230001".to_owned()),
        parent_call_sid: Some(CallSid::from_bits(7)),
        phone_number_sid: Some(NUMBER),
        application_sid: Some(APPLICATION),
        sip: Some(SipOrigin {
            call_id: "a84b4c76e66710@pc33".to_owned(),
            source_ip: "192.0.2.4".to_owned(),
            domain: "ringback.example".to_owned(),
            headers: vec![("X-Desk".to_owned(), "7".to_owned())],
        }),
        steering: voice().steering(&[secondary(FIRST, "https://backup.example.net/v.xml")]),
        limits: None,
    }
}

fn limited() -> CallReceived {
    let limits = CallLimits { max_call_ms: 60_000, max_idle_documents: 9, max_exchanges: 99 };
    CallReceived { limits: Some(limits), ..received() }
}

fn settings() -> CallUpdate {
    let uri = |url| ApplicationUri::new(url, HttpMethod::Get);
    CallUpdate::Settings {
        status_callback: Some(uri("https://app.example.com/told")),
        stops_status_callback: false,
        fallback: Some(uri("https://backup.example.net/v.xml")),
        time_limit_s: Some(90),
    }
}

fn silence() -> CallUpdate {
    CallUpdate::Settings {
        status_callback: None,
        stops_status_callback: true,
        fallback: None,
        time_limit_s: None,
    }
}

fn verb_ended(outcome: VerbOutcome) -> CallEvent {
    VerbEnded { document: 1, place: vec![0], verb: "Gather".to_owned(), outcome }.into()
}

/// An answered call that sees everything but an end by the platform. The second reception, which changes
/// nothing, is there for its other shape.
pub(super) fn call() -> Vec<CallEvent> {
    let failed = ExchangeOutcome::Failed(fault());
    let requested = |update| CallEvent::from(CallUpdateRequested { update });
    let uri = ApplicationUri::new("https://app.example.com/next", HttpMethod::Post);
    let redirect = CallUpdate::Redirect { uri: uri.clone(), fallback: Some(uri) };
    let twiml = "<Response><Hangup/></Response>".to_owned();
    let gathered = VerbOutcome::Gathered { digits: "12".into(), finished_on_key: Some('#') };
    let mut events: Vec<CallEvent> = vec![
        received().into(),
        ExchangeEnded { exchange: exchange(1, Purpose::Start, failed.clone()) }.into(),
        NotificationRaised {
            sid: NotificationSid::from_bits(9),
            level: NotificationLevel::Error,
            fault: fault(),
            exchange: Some(1),
        }
        .into(),
        FallbackTaken { rank: 1, fault: fault(), at: Some((1, vec![2, 0])) }.into(),
        ExchangeEnded { exchange: exchange(2, Purpose::Fallback, answer()) }.into(),
        DocumentRead { document: 1, exchange: Some(2), verbs: 1 }.into(),
        CallAnswered {}.into(),
        VerbStarted { document: 1, place: vec![0], verb: "Gather".to_owned() }.into(),
        PlaybackEnded { playback: 1, outcome: PlaybackOutcome::Finished, played_ms: 900 }.into(),
        PlaybackEnded { playback: 2, outcome: PlaybackOutcome::Failed(fault()), played_ms: 0 }
            .into(),
        DigitReceived { digit: '#', duration_ms: 160, by: DigitTransport::TelephoneEvent }.into(),
        AlarmRang { alarm: 1 }.into(),
        verb_ended(gathered),
        verb_ended(VerbOutcome::Failed { code: 13_520 }),
        verb_ended(VerbOutcome::Interrupted),
        verb_ended(VerbOutcome::Done),
        requested(redirect),
        CallUpdateTaken { request_version: 17 }.into(),
        requested(CallUpdate::Document { twiml }),
        requested(CallUpdate::End { only_unanswered: true }),
        requested(settings()),
        requested(silence()),
        limited().into(),
        MediaTimedOut { silent_ms: 60_000 }.into(),
        CallerHungUp { how: HangUp::Bye, reason: Some("Q.850;cause=16".to_owned()) }.into(),
        CallAbandoned { last_recorded_at: NOW }.into(),
    ];
    events.extend([
        CallEnded {
            status: FinalStatus::Completed,
            duration_ms: 12_345,
            cause: EndCause::Caller,
            sip_status: Some(486),
        }
        .into(),
        CallMeasured { codec: "PCMU".to_owned(), packets_sent: 600, ..measured() }.into(),
        StatusNotified { sequence: 0, exchange: exchange(1, Purpose::Status, failed) }.into(),
        CallDeleted {}.into(),
    ]);
    events
}

fn measured() -> CallMeasured {
    CallMeasured {
        packets_received: 598,
        packets_lost: 2,
        jitter_us: 412,
        remote_jitter_us: Some(300),
        remote_packets_lost: Some(0),
        ..CallMeasured::default()
    }
}
