//! A day on the platform: every kind of event that makes a row, of two tenants.

use std::collections::BTreeMap;
use std::sync::Arc;

use bytes::Bytes;
use domain::account::*;
use domain::api_key::*;
use domain::application::*;
use domain::call::exchange::*;
use domain::call::*;
use domain::fallback::*;
use domain::phone_number::*;
use domain::schema::Event;
use domain::secret::{Sealed, SecretHash};
use domain::settings::*;
use domain::sid::*;
use domain::timestamp::Timestamp;
use domain::uri::*;
use domain::work::WorkFact;
use store::memory::MemoryStore;
use store::port::*;
use store::position::StreamVersion;

/// `ms` after the story begins.
pub(crate) fn at(ms: u64) -> Timestamp {
    Timestamp(1_700_000_000_000_000).plus_ms(ms)
}

/// Events in the order in which they happen.
#[derive(Default, Clone)]
pub(crate) struct Story {
    events: Vec<(StreamId, NewEvent)>,
}

impl Story {
    /// Something happens `ms` after the beginning.
    pub(crate) fn then<E: Event>(
        &mut self,
        ms: u64,
        account: AccountSid,
        (category, key): (&str, &str),
        event: impl Into<E>,
    ) {
        let event: E = event.into();
        let number = self.events.len() as u128 + 1;
        let stream = StreamId {
            account: account.to_string(),
            category: category.to_owned(),
            key: key.to_owned(),
        };
        let written = NewEvent {
            id: uuid::Uuid::from_u128(number),
            event_type: event.type_name().to_owned(),
            schema_version: event.schema_version(),
            recorded_at: at(ms).0,
            correlation: key.to_owned(),
            causation: None,
            actor: String::from("system"),
            data: Bytes::from(event.encode()),
        };
        self.events.push((stream, written));
    }

    pub(crate) fn call(
        &mut self,
        ms: u64,
        account: AccountSid,
        key: u128,
        event: impl Into<CallEvent>,
    ) {
        let key = CallSid::from_bits(key).to_string();
        self.then::<CallEvent>(ms, account, ("call", &key), event);
    }

    /// Something happens in a workspace, when its stamp says.
    pub(crate) fn work(&mut self, account: AccountSid, (sid, event): &WorkFact) {
        let number = self.events.len() as u128 + 1;
        let stream = StreamId {
            account: account.to_string(),
            category: sid.kind().category().to_owned(),
            key: sid.to_string(),
        };
        let written = NewEvent {
            id: uuid::Uuid::from_u128(number),
            event_type: event.type_name().to_owned(),
            schema_version: event.schema_version(),
            recorded_at: event.stamp().at.0,
            correlation: event.stamp().workspace_sid.to_string(),
            causation: None,
            actor: String::from("system"),
            data: Bytes::from(event.encode()),
        };
        self.events.push((stream, written));
    }

    /// What happens in another story happens after this one.
    pub(crate) fn append(&mut self, other: Self) {
        self.events.extend(other.events);
    }

    /// The log in which all of it is written.
    pub(crate) async fn told(&self) -> Arc<MemoryStore> {
        let store = Arc::new(MemoryStore::new());
        self.tell(&*store).await;
        store
    }

    /// Writes all of it to a log.
    pub(crate) async fn tell(&self, store: &impl EventStore) {
        let mut versions: BTreeMap<StreamId, u64> = BTreeMap::new();
        for (stream, event) in &self.events {
            let version = versions.entry(stream.clone()).or_default();
            let expected = ExpectedVersion::Exactly(StreamVersion(*version));
            *version += 1;
            let events = vec![event.clone()];
            let streams = vec![StreamAppend { stream: stream.clone(), expected, events }];
            store.append(Append { streams, order: Vec::new(), idempotency: None }).await.unwrap();
        }
    }
}

pub(crate) const ALICE: AccountSid = AccountSid::from_bits(0xa11ce);
pub(crate) const ALICES_SUB: AccountSid = AccountSid::from_bits(0xa11ce5b);
pub(crate) const BOB: AccountSid = AccountSid::from_bits(0xb0b);
pub(crate) const APPLICATION: ApplicationSid = ApplicationSid::from_bits(0xa1);
pub(crate) const NUMBER: PhoneNumberSid = PhoneNumberSid::from_bits(0xb1);
pub(crate) const BOBS_NUMBER: PhoneNumberSid = PhoneNumberSid::from_bits(0xb2);
pub(crate) const KEY: KeySid = KeySid::from_bits(0xc1);

pub(crate) fn fault(code: u32) -> Fault {
    Fault {
        code,
        class: FaultClass::Error,
        message: String::from("HTTP 500 \u{0} and a zero"),
        url: Some(String::from("https://alice.example/voice?x=1")),
    }
}

pub(crate) fn exchange(number: u32, purpose: Purpose, outcome: ExchangeOutcome) -> Exchange {
    Exchange {
        number,
        purpose,
        rank: 0,
        url: String::from("https://alice.example/voice"),
        method: HttpMethod::Post,
        parameters: vec![(String::from("CallStatus"), String::from("ringing"))],
        attempts: 1,
        started_at: at(900),
        duration_ms: 7,
        outcome,
    }
}

pub(crate) fn answer(status: u16) -> ExchangeOutcome {
    ExchangeOutcome::Answered(Answer {
        status,
        headers: vec![(String::from("content-type"), String::from("text/xml"))],
        final_url: String::from("https://alice.example/voice"),
        body: String::from("<Response><Say>It's \"on\" \u{0}</Say></Response>"),
        body_bytes: 44,
        from_cache: false,
    })
}

pub(crate) fn received(from: &str, to: &str) -> CallReceived {
    CallReceived {
        direction: Direction::Inbound,
        from: from.to_owned(),
        to: to.to_owned(),
        caller_name: Some(String::from("Zoë \u{0}'; DROP TABLE calls")),
        forwarded_from: None,
        parent_call_sid: None,
        phone_number_sid: Some(NUMBER),
        application_sid: Some(APPLICATION),
        sip: None,
        steering: Steering::default(),
        limits: None,
    }
}

pub(crate) fn ended(status: FinalStatus, duration_ms: u64) -> CallEnded {
    CallEnded { status, duration_ms, cause: EndCause::Caller, sip_status: None }
}

fn uri(url: &str) -> UriSetting {
    UriSetting { url: Some(url.to_owned()), ..UriSetting::default() }
}

pub(crate) fn voice(url: &str) -> VoiceSettings {
    VoiceSettings { primary: uri(url), ..VoiceSettings::default() }
}

fn secondary(bits: u128, url: &str) -> Secondary {
    Secondary {
        sid: SecondarySid::from_bits(bits),
        secondary: SecondaryUri {
            uri: ApplicationUri::new(url, HttpMethod::Get),
            serves: vec![FaultClass::Timeout],
        },
    }
}

/// The whole day.
pub(crate) fn story() -> Story {
    let mut story = Story::default();
    people(&mut story);
    things(&mut story);
    answered_call(&mut story);
    other_calls(&mut story);
    health(&mut story);
    story
}

fn people(story: &mut Story) {
    let account = |sid: AccountSid| sid.to_string();
    let mut opens = |ms, sid, owner_account_sid, name: &str| {
        let created = AccountCreated {
            owner_account_sid,
            friendly_name: name.to_owned(),
            auth_token: Sealed(format!("sealed-{name}")),
        };
        story.then::<AccountEvent>(ms, sid, ("account", &account(sid)), created);
    };
    opens(0, ALICE, None, "Alice");
    opens(10, ALICES_SUB, Some(ALICE), "Alice's shop");
    opens(20, BOB, None, "Bob");
    let mut then = |ms, sid: AccountSid, event: AccountEvent| {
        story.then::<AccountEvent>(ms, sid, ("account", &account(sid)), event);
    };
    let token = |text: &str| Sealed(text.to_owned());
    then(30, ALICE, AccountRenamed { friendly_name: String::from("Alice & Co") }.into());
    then(40, ALICE, SecondaryTokenCreated { secondary_token: token("second") }.into());
    let promoted = SecondaryTokenPromoted { auth_token: token("second"), previous: token("x") };
    then(50, ALICE, promoted.into());
    then(60, BOB, SecondaryTokenCreated { secondary_token: token("bob2") }.into());
    then(70, BOB, SecondaryTokenDeleted {}.into());
    then(80, BOB, AuthTokenRotated { auth_token: token("bob3"), previous: token("x") }.into());
    then(90, BOB, AccountSuspended {}.into());
    then(100, BOB, AccountActivated {}.into());
    then(110, ALICES_SUB, AccountClosed {}.into());
}

fn things(story: &mut Story) {
    let mut key = |ms, sid: KeySid, event: ApiKeyEvent| {
        story.then::<ApiKeyEvent>(ms, ALICE, ("api_key", &sid.to_string()), event);
    };
    let created = |name: &str| ApiKeyCreated {
        friendly_name: name.to_owned(),
        secret_hash: SecretHash(String::from("00ff")),
    };
    let gone = KeySid::from_bits(0xc2);
    key(200, KEY, created("first").into());
    key(210, gone, created("second").into());
    key(220, KEY, ApiKeyRenamed { friendly_name: String::from("renamed") }.into());
    key(230, gone, ApiKeyDeleted {}.into());
    applications(story);
    numbers(story);
}

fn applications(story: &mut Story) {
    let mut then = |ms, sid: ApplicationSid, event: ApplicationEvent| {
        story.then::<ApplicationEvent>(ms, ALICE, ("application", &sid.to_string()), event);
    };
    let settings = |name: &str, url: &str| ApplicationSettings {
        friendly_name: name.to_owned(),
        voice: voice(url),
        ..ApplicationSettings::default()
    };
    let created = |name: &str| ApplicationCreated {
        settings: settings(name, "https://alice.example/old"),
        secondaries: Vec::new(),
    };
    let gone = ApplicationSid::from_bits(0xa2);
    then(300, APPLICATION, created("Support").into());
    then(310, gone, created("Sales").into());
    let settings = settings("Support", "https://alice.example/voice");
    then(320, APPLICATION, ApplicationConfigured { settings }.into());
    let first = secondary(0xf1, "https://backup.example/voice");
    let change = SecondaryChange::Added { sid: first.sid };
    let secondaries = vec![first];
    then(330, APPLICATION, ApplicationSecondariesChanged { change, secondaries }.into());
    then(340, gone, ApplicationDeleted {}.into());
}

fn numbers(story: &mut Story) {
    let mut then = |ms, account, sid: PhoneNumberSid, event: PhoneNumberEvent| {
        story.then::<PhoneNumberEvent>(ms, account, ("phone_number", &sid.to_string()), event);
    };
    let settings = |name: &str| PhoneNumberSettings {
        friendly_name: name.to_owned(),
        voice: voice("https://number.example/voice"),
        ..PhoneNumberSettings::default()
    };
    let assigned = |phone_number: &str, name: &str| NumberAssigned {
        phone_number: phone_number.to_owned(),
        settings: settings(name),
        secondaries: Vec::new(),
    };
    then(400, ALICE, NUMBER, assigned("+15005550006", "Main").into());
    let mut configured = settings("Main line");
    configured.voice_application_sid = Some(APPLICATION);
    then(410, ALICE, NUMBER, NumberConfigured { settings: configured }.into());
    then(420, BOB, BOBS_NUMBER, assigned("+442079460000", "London").into());
    let first = secondary(0xf2, "https://backup.example/bob");
    let change = SecondaryChange::Added { sid: first.sid };
    let secondaries = vec![first];
    then(430, BOB, BOBS_NUMBER, NumberSecondariesChanged { change, secondaries }.into());
    let moves = PhoneNumberSid::from_bits(0xb3);
    then(440, ALICE, moves, assigned("+15005550007", "Spare").into());
    then(450, ALICE, moves, NumberTransferredOut { to: ALICES_SUB }.into());
    let came = NumberTransferredIn {
        from: ALICE,
        phone_number: String::from("+15005550007"),
        settings: settings("Spare"),
        secondaries: Vec::new(),
    };
    then(450, ALICES_SUB, moves, came.into());
    let released = PhoneNumberSid::from_bits(0xb4);
    then(460, BOB, released, assigned("+15005550008", "Gone").into());
    then(470, BOB, released, NumberReleased {}.into());
    let claimed = NumberClaimed { account_sid: ALICE, phone_number_sid: NUMBER };
    let registry = ("number-registry", "+15005550006");
    story.then::<RegistryEvent>(400, domain::recorded::PLATFORM, registry, claimed);
}

fn answered_call(story: &mut Story) {
    let mut then = |ms, event: CallEvent| story.call(ms, ALICE, 0x1, event);
    then(1_000, received("+15551230000", "+15005550006").into());
    let exchange_ended =
        |number, outcome| ExchangeEnded { exchange: exchange(number, Purpose::Start, outcome) };
    then(1_010, exchange_ended(1, ExchangeOutcome::Failed(fault(11205))).into());
    let sid = NotificationSid::from_bits(0xd1);
    let level = NotificationLevel::Error;
    then(1_010, NotificationRaised { sid, level, fault: fault(11205), exchange: Some(1) }.into());
    then(1_010, FallbackTaken { rank: 1, fault: fault(11205), at: None }.into());
    then(1_020, exchange_ended(2, answer(200)).into());
    then(1_020, DocumentRead { document: 1, exchange: Some(2), verbs: 1 }.into());
    then(1_020, CallAnswered {}.into());
    let sid = NotificationSid::from_bits(0xd2);
    let level = NotificationLevel::Warning;
    then(1_030, NotificationRaised { sid, level, fault: fault(12200), exchange: Some(2) }.into());
    then(4_020, CallerHungUp { how: HangUp::Bye, reason: None }.into());
    then(4_020, ended(FinalStatus::Completed, 3_000).into());
    let measured =
        CallMeasured { codec: String::from("PCMU"), packets_sent: 150, ..Default::default() };
    then(4_020, measured.into());
    let told = exchange(1, Purpose::Status, answer(204));
    then(4_100, StatusNotified { sequence: 0, exchange: told }.into());
}

fn other_calls(story: &mut Story) {
    story.call(2_000, ALICE, 0x2, received("+15551230001", "+15005550006"));
    story.call(2_500, ALICE, 0x2, ended(FinalStatus::Busy, 0));
    story.call(2_600, ALICE, 0x2, CallDeleted {});
    story.call(3_000, ALICE, 0x3, received("sip:zoe@example.org", "+15005550006"));
    let mut bobs = received("+15551230000", "+442079460000");
    bobs.parent_call_sid = Some(CallSid::from_bits(0x9));
    story.call(3_000, BOB, 0x4, bobs);
}

fn health(story: &mut Story) {
    let key = APPLICATION.to_string();
    let mut then = |ms, event: FallbackEvent| {
        story.then::<FallbackEvent>(ms, ALICE, ("fallback", &key), event);
    };
    let failed = |url: &str| UriFailed {
        url: url.to_owned(),
        rank: 0,
        fault: fault(11200),
        call_sid: CallSid::from_bits(1),
    };
    let voice = "https://alice.example/voice";
    then(5_000, failed(voice).into());
    then(5_010, failed(voice).into());
    let call_sid = CallSid::from_bits(2);
    let recovered = UriRecovered { url: voice.to_owned(), rank: 0, failures: 2, call_sid };
    then(5_020, recovered.into());
    then(5_030, failed(voice).into());
    then(5_040, failed(&format!("https://alice.example/{}", "long/".repeat(800))).into());
    then(5_050, ChainExhausted { fault: fault(11200), uris: 2, call_sid }.into());
}
