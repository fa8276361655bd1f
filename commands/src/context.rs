//! Who asks, and when; and the one source of random bits.

use std::sync::Arc;

use bytes::Bytes;
use domain::recorded::{Actor, EventId};
use domain::sid::AccountSid;
use domain::timestamp::Timestamp;
use parking_lot::Mutex;
use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use store::port::{EventStore, IdempotencyKey};
use uuid::Uuid;

use crate::vault::Vault;

/// What every command needs: where events go, random bits, and the vault for secrets.
#[derive(Clone)]
pub struct Writer {
    /// Where events go.
    pub store: Arc<dyn EventStore>,
    /// Random bits.
    pub entropy: Entropy,
    /// Seals and opens secrets.
    pub vault: Arc<Vault>,
}

/// Who asks for something, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Context {
    /// The account that owns what is written.
    pub account: AccountSid,
    /// Who asks.
    pub actor: Actor,
    /// What it belongs to; a call's sid, or the request's own name.
    pub correlation: String,
    /// The event that it follows from.
    pub causation: Option<EventId>,
    /// The time.
    pub now: Timestamp,
    /// Makes the command happen once.
    pub idempotency: Option<Idempotency>,
}

impl Context {
    /// A context without causation and idempotency key.
    pub fn new(
        account: AccountSid,
        actor: Actor,
        correlation: impl Into<String>,
        now: Timestamp,
    ) -> Self {
        let correlation = correlation.into();
        Self { account, actor, correlation, causation: None, now, idempotency: None }
    }

    /// The same, once only under this key.
    #[must_use]
    pub fn once(self, idempotency: Option<Idempotency>) -> Self {
        Self { idempotency, ..self }
    }

    /// The same as a consequence of an event.
    #[must_use]
    pub fn caused_by(self, event: EventId) -> Self {
        Self { causation: Some(event), ..self }
    }

    pub(crate) fn in_account(&self, account: AccountSid) -> Self {
        Self { account, ..self.clone() }
    }
}

/// A name under which a command happens once in the account of its [`Context`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Idempotency {
    /// The account that gave the key: the one that was authenticated.
    pub account: AccountSid,
    /// The key; at most 255 bytes.
    pub key: String,
    /// A digest of the request. The same key with another digest is refused.
    pub fingerprint: [u8; 32],
}

impl Idempotency {
    /// As the store takes it, with what is kept for whoever repeats the key.
    pub(crate) fn with(&self, result: Bytes) -> IdempotencyKey {
        IdempotencyKey {
            account: self.account.to_string(),
            key: self.key.clone(),
            fingerprint: self.fingerprint,
            result,
        }
    }
}

/// The one source of random bits: ChaCha, seeded once by whoever starts the program.
///
/// Clones share one sequence. A test gives a fixed seed and gets the same ids every time.
#[derive(Clone)]
pub struct Entropy(Arc<Mutex<StdRng>>);

impl std::fmt::Debug for Entropy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Entropy(…)")
    }
}

impl Entropy {
    /// A source from 256 bits that nobody else knows.
    pub fn new(seed: [u8; 32]) -> Self {
        Self(Arc::new(Mutex::new(StdRng::from_seed(seed))))
    }

    /// 128 bits, for a sid: `CallSid::from_bits(entropy.bits())`.
    pub fn bits(&self) -> u128 {
        u128::from_le_bytes(self.bytes())
    }

    /// `N` bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.0.lock().fill_bytes(&mut bytes);
        bytes
    }

    /// An event's id: a UUID of version 7 (RFC 9562 §5.7) at `now`.
    pub fn event_id(&self, now: Timestamp) -> Uuid {
        let ms = u64::try_from(now.0.div_euclid(1_000)).unwrap_or_default();
        uuid::Builder::from_unix_timestamp_millis(ms, &self.bytes()).into_uuid()
    }
}
