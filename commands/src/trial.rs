//! What the tests of this room share: a writer on a log in memory, and a store with bad luck.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use async_trait::async_trait;
use domain::call::exchange::{Answer, Exchange, ExchangeOutcome, Fault, Purpose};
use domain::call::{CallEvent, CallReceived, Direction, ExchangeEnded};
use domain::recorded::Actor;
use domain::sid::{AccountSid, CallSid, PhoneNumberSid};
use domain::timestamp::Timestamp;
use domain::uri::{ApplicationUri, FaultClass, HttpMethod, SecondaryUri, Steering};
use store::memory::MemoryStore;
use store::port::{Append, AppendError, Appended, EventStore, ReadError, RecordedEvent, StreamId};
use store::position::{Position, StreamVersion};
use tokio::sync::watch;

use crate::vault::Vault;
use crate::{Context, Entropy, Idempotency, Writer};

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

/// What goes wrong with one append.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Luck {
    /// Somebody else writes to the stream first, always.
    Conflict,
    /// The events are written, and then the store does not answer.
    LostAnswer,
    /// Nothing is written and the store does not answer.
    Silence,
    /// The disk is full.
    Full,
}

/// A log in memory whose first appends have bad luck.
pub(crate) struct Unlucky {
    inner: MemoryStore,
    luck: Luck,
    left: AtomicUsize,
    pub(crate) appends: AtomicUsize,
}

impl Unlucky {
    pub(crate) fn new(luck: Luck, times: usize) -> Arc<Self> {
        let (inner, left) = (MemoryStore::new(), AtomicUsize::new(times));
        Arc::new(Self { inner, luck, left, appends: AtomicUsize::new(0) })
    }
}

#[async_trait]
impl EventStore for Unlucky {
    async fn append(&self, append: Append) -> Result<Appended, AppendError> {
        self.appends.fetch_add(1, Ordering::SeqCst);
        let unlucky = |left: usize| left.checked_sub(1);
        if self.left.fetch_update(Ordering::SeqCst, Ordering::SeqCst, unlucky).is_err() {
            return self.inner.append(append).await;
        }
        let stream = append.streams[0].stream.clone();
        match self.luck {
            Luck::Conflict => Err(AppendError::Conflict { stream, actual: StreamVersion(99) }),
            Luck::LostAnswer => {
                self.inner.append(append).await?;
                Err(AppendError::Unavailable("the answer was lost".to_owned()))
            }
            Luck::Silence => Err(AppendError::Unavailable("nobody there".to_owned())),
            Luck::Full => Err(AppendError::Full),
        }
    }

    async fn read_stream(
        &self,
        stream: &StreamId,
        after: StreamVersion,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.inner.read_stream(stream, after, limit).await
    }

    async fn read_all(
        &self,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.inner.read_all(after, limit).await
    }

    async fn read_account(
        &self,
        account: &str,
        after: Position,
        limit: usize,
    ) -> Result<Vec<RecordedEvent>, ReadError> {
        self.inner.read_account(account, after, limit).await
    }

    async fn find_stream(&self, category: &str, key: &str) -> Result<Option<StreamId>, ReadError> {
        self.inner.find_stream(category, key).await
    }

    async fn head(&self) -> Result<Position, ReadError> {
        self.inner.head().await
    }

    fn wakeups(&self) -> watch::Receiver<Position> {
        self.inner.wakeups()
    }
}
