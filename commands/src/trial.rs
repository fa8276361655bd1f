//! What the tests of this room share: a writer on a log in memory, and what happens to a call.

use std::sync::Arc;

use domain::call::exchange::{Answer, Exchange, ExchangeOutcome, Fault, Purpose};
use domain::call::{CallEvent, CallReceived, Direction, ExchangeEnded};
use domain::recorded::Actor;
use domain::sid::{AccountSid, CallSid, PhoneNumberSid};
use domain::timestamp::Timestamp;
use domain::uri::{ApplicationUri, FaultClass, HttpMethod, SecondaryUri, Steering};
use store::memory::MemoryStore;
use store::port::EventStore;
use store::position::Position;

use crate::vault::Vault;
use crate::{Context, Entropy, Idempotency, Writer};

pub(crate) use store::contract::{Luck, Unlucky};

pub(crate) const NOW: Timestamp = Timestamp(1_795_363_200_000_000);
pub(crate) const ACCOUNT: AccountSid = AccountSid::from_bits(0xaa);
pub(crate) const CALL: CallSid = CallSid::from_bits(0xca);
pub(crate) const NUMBER: PhoneNumberSid = PhoneNumberSid::from_bits(0xcc);

pub(crate) fn writer() -> Writer {
    writer_on(Arc::new(MemoryStore::new()))
}

pub(crate) fn writer_on(store: Arc<dyn EventStore>) -> Writer {
    let vault = Arc::new(Vault::new(&[7; 32]));
    Writer { store, entropy: Entropy::new([1; 32]), vault }
}

pub(crate) fn context() -> Context {
    Context::new(ACCOUNT, Actor::Account(ACCOUNT), "request-1", NOW)
}

pub(crate) fn once(key: &str, request: u8) -> Option<Idempotency> {
    Some(Idempotency { account: ACCOUNT, key: key.to_owned(), fingerprint: [request; 32] })
}

pub(crate) async fn count(writer: &Writer) -> usize {
    writer.store.read_all(Position::START, 10_000).await.unwrap().len()
}

pub(crate) async fn types(writer: &Writer) -> Vec<String> {
    let events = writer.store.read_all(Position::START, 10_000).await.unwrap();
    events.into_iter().map(|stored| stored.event.event_type).collect()
}

pub(crate) fn received() -> CallReceived {
    let uri = |url: &str| ApplicationUri::new(url, HttpMethod::Post);
    CallReceived {
        direction: Direction::Inbound,
        from: "+12125551234".to_owned(),
        to: "+15005550006".to_owned(),
        caller_name: None,
        forwarded_from: None,
        parent_call_sid: None,
        phone_number_sid: Some(NUMBER),
        application_sid: None,
        sip: None,
        steering: Steering {
            primary: Some(uri("https://app.example.com/voice?x=1")),
            secondaries: vec![SecondaryUri {
                uri: uri("https://backup.example.net/"),
                serves: Vec::new(),
            }],
            status_callback: Some(uri("https://app.example.com/status")),
            status_events: Vec::new(),
        },
        limits: None,
    }
}

pub(crate) fn fault() -> Fault {
    Fault { code: 11_200, class: FaultClass::Error, message: "HTTP 502".into(), url: None }
}

pub(crate) fn exchange(number: u32, rank: u32, is_well: bool) -> Exchange {
    let url = ["https://app.example.com/voice?x=1", "https://backup.example.net/"];
    let answer = || Answer {
        status: 200,
        headers: Vec::new(),
        final_url: String::new(),
        body: String::new(),
        body_bytes: 0,
        from_cache: false,
    };
    Exchange {
        number,
        purpose: if rank == 0 { Purpose::Start } else { Purpose::Fallback },
        rank,
        url: url[rank as usize % 2].to_owned(),
        method: HttpMethod::Post,
        parameters: Vec::new(),
        attempts: 1,
        started_at: NOW,
        duration_ms: 40,
        outcome: if is_well {
            ExchangeOutcome::Answered(answer())
        } else {
            ExchangeOutcome::Failed(fault())
        },
    }
}

pub(crate) fn exchanged(number: u32, rank: u32, is_well: bool) -> CallEvent {
    ExchangeEnded { exchange: exchange(number, rank, is_well) }.into()
}
