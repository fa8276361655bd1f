//! A house with a memory log, read models in a temporary directory, and a front door.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use axum::Router;
use axum::body::Body;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use commands::calls::LiveCall;
use commands::vault::{Secret, Vault};
use commands::work::{WorkClock, WorkDesk};
use commands::{Context, Entropy, Writer};
use domain::call::exchange::{Answer, Exchange, ExchangeOutcome, Fault, Purpose};
use domain::call::{
    CallAnswered, CallEnded, CallEvent, CallReceived, Direction, EndCause, ExchangeEnded,
    FinalStatus, NotificationLevel, NotificationRaised,
};
use domain::recorded::Actor;
use domain::sid::{AccountSid, CallSid, NotificationSid};
use domain::timestamp::Timestamp;
use domain::uri::{FaultClass, HttpMethod, Steering};
use http::{Request, StatusCode};
use projections::{Feed, Views};
use serde_json::Value;
use store::memory::MemoryStore;
use tempfile::TempDir;
use tokio::task::JoinSet;
use tower::ServiceExt;

use crate::{ApiLimits, ApiState, NumberKind, NumberPool, PoolNumber, WorkerChannels, router};

/// 2026-09-21T14:13:20Z, and a second more at each look.
static NOW: AtomicI64 = AtomicI64::new(1_790_000_000_000_000);

pub(super) fn clock() -> Timestamp {
    Timestamp(NOW.fetch_add(1_000_000, Ordering::SeqCst))
}

/// A clock that nobody waits for: what is due is due when a workspace's clock is advanced.
struct Standstill;

#[async_trait::async_trait]
impl WorkClock for Standstill {
    fn now(&self) -> Timestamp {
        Timestamp(NOW.load(Ordering::SeqCst))
    }

    async fn until(&self, at: Timestamp) {
        if at > self.now() {
            std::future::pending().await
        }
    }
}

pub(super) struct House {
    pub(super) writer: Writer,
    pub(super) views: Views,
    pub(super) api: Router,
    pub(super) state: ApiState,
    _dir: TempDir,
    _feed: JoinSet<()>,
}

/// Who asks: a name and a secret.
#[derive(Debug, Clone)]
pub(super) struct Login {
    pub(super) sid: AccountSid,
    pub(super) name: String,
    pub(super) secret: String,
}

/// An answer: status, headers, JSON (null when there is none).
pub(super) struct Got {
    pub(super) status: u16,
    pub(super) headers: http::HeaderMap,
    pub(super) body: Value,
}

impl House {
    pub(super) fn build() -> Self {
        Self::with(ApiLimits::default())
    }

    pub(super) fn with(limits: ApiLimits) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let store = Arc::new(MemoryStore::new());
        let views = Views::open_sqlite(dir.path()).unwrap();
        let feed = Feed::new(views.clone(), store.clone(), clock);
        let mut running = JoinSet::new();
        running.spawn(async move { feed.run().await.unwrap() });
        let writer =
            Writer { store, entropy: Entropy::new([7; 32]), vault: Arc::new(Vault::new(&[9; 32])) };
        let (desk, owners) = WorkDesk::new(writer.clone(), Arc::new(Standstill), true);
        running.spawn(async move { match owners.run([]).await {} });
        let state = ApiState {
            writer: writer.clone(),
            desk,
            views: views.clone(),
            pool: Arc::new(pool()),
            clock,
            limits,
            channels: WorkerChannels::default(),
        };
        let follower = state.channels.clone().follow(writer.clone(), views.clone());
        running.spawn(follower);
        let api = router(state.clone());
        Self { writer, views, api, state, _dir: dir, _feed: running }
    }

    pub(super) async fn account(&self) -> Login {
        self.account_of(None).await
    }

    pub(super) async fn account_of(&self, owner: Option<AccountSid>) -> Login {
        let actor = Actor::System("test".to_owned());
        let context = Context::new(domain::recorded::PLATFORM, actor, "test", clock());
        let made =
            commands::accounts::create(&self.writer, &context, owner, "An account".to_owned());
        let made = made.await.unwrap();
        self.catch_up().await;
        let secret = made.auth_token.expose().to_owned();
        Login { sid: made.sid, name: made.sid.to_string(), secret }
    }

    pub(super) async fn catch_up(&self) {
        let head = self.writer.store.head().await.unwrap();
        self.views.wait_for(head, std::time::Duration::from_secs(10)).await.unwrap();
    }

    pub(super) async fn send(&self, request: Request<Body>) -> Got {
        let response = self.api.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        let body = axum::body::to_bytes(body, 1 << 24).await.unwrap();
        let body = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Got { status: parts.status.as_u16(), headers: parts.headers, body }
    }

    pub(super) async fn get(&self, login: &Login, path: &str) -> Got {
        self.send(login.request("GET", path, "")).await
    }

    pub(super) async fn post(&self, login: &Login, path: &str, form: &[(&str, &str)]) -> Got {
        self.send(login.request("POST", path, &encode(form))).await
    }

    pub(super) async fn delete(&self, login: &Login, path: &str) -> Got {
        self.send(login.request("DELETE", path, "")).await
    }

    /// A call that was answered, asked the application once, and raised a notification.
    pub(super) async fn call(&self, account: AccountSid, from: &str, ends: bool) -> CallSid {
        let sid = CallSid::from_bits(self.writer.entropy.bits());
        let notification = NotificationSid::from_bits(self.writer.entropy.bits());
        let mut events = vec![
            received(from).into(),
            CallEvent::ExchangeEnded(ExchangeEnded { exchange: exchange() }),
            NotificationRaised {
                sid: notification,
                level: NotificationLevel::Error,
                fault: fault(),
                exchange: Some(1),
            }
            .into(),
            CallAnswered {}.into(),
        ];
        if ends {
            events.push(ended().into());
        }
        let mut live = LiveCall::begin(account, sid);
        live.record(&self.writer, clock(), events).await.unwrap();
        self.catch_up().await;
        sid
    }
}

pub(super) fn received(from: &str) -> CallReceived {
    CallReceived {
        direction: Direction::Inbound,
        from: from.to_owned(),
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
}

pub(super) fn ended() -> CallEnded {
    CallEnded {
        status: FinalStatus::Completed,
        duration_ms: 61_500,
        cause: EndCause::Caller,
        sip_status: None,
    }
}

fn exchange() -> Exchange {
    let answer = Answer {
        status: 200,
        headers: vec![("content-type".to_owned(), "text/xml".to_owned())],
        final_url: "https://tenant.example/voice".to_owned(),
        body: "<Response>".to_owned(),
        body_bytes: 10,
        from_cache: false,
    };
    Exchange {
        number: 1,
        purpose: Purpose::Start,
        rank: 0,
        url: "https://tenant.example/voice".to_owned(),
        method: HttpMethod::Post,
        parameters: vec![("From".to_owned(), "+1555".to_owned())],
        attempts: 1,
        started_at: clock(),
        duration_ms: 12,
        outcome: ExchangeOutcome::Answered(answer),
    }
}

fn fault() -> Fault {
    Fault {
        code: 12100,
        class: FaultClass::Error,
        message: "Document parse failure".to_owned(),
        url: Some("https://tenant.example/voice".to_owned()),
    }
}

fn pool() -> NumberPool {
    let local = |number: &str, region: &str| PoolNumber {
        phone_number: number.to_owned(),
        country: "US".to_owned(),
        region: Some(region.to_owned()),
        ..PoolNumber::default()
    };
    NumberPool::new(vec![
        local("+15005550006", "CA"),
        local("+15105550001", "CA"),
        local("+15105550002", "CA"),
        local("+12125550001", "NY"),
        PoolNumber { kind: NumberKind::TollFree, ..local("+18005550001", "") },
        PoolNumber { country: "DE".to_owned(), ..local("+493055500001", "BE") },
    ])
}

impl Login {
    pub(super) fn at(&self, path: &str) -> String {
        format!("/2010-04-01/Accounts/{}{path}", self.sid)
    }

    pub(super) fn with_secret(&self, secret: &str) -> Self {
        Self { secret: secret.to_owned(), ..self.clone() }
    }

    pub(super) fn request(&self, method: &str, path: &str, form: &str) -> Request<Body> {
        let pair = STANDARD.encode(format!("{}:{}", self.name, self.secret));
        Request::builder()
            .method(method)
            .uri(path)
            .header("authorization", format!("Basic {pair}"))
            .header("content-type", "application/x-www-form-urlencoded")
            .body(Body::from(form.to_owned()))
            .unwrap()
    }
}

pub(super) fn encode(form: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish()
}

impl Got {
    #[track_caller]
    pub(super) fn ok(self) -> Value {
        assert_eq!(self.status / 100, 2, "{}: {}", self.status, self.body);
        self.body
    }

    #[track_caller]
    pub(super) fn problem(self) -> (u16, u64) {
        assert_eq!(self.body["status"], self.status, "{}", self.body);
        assert!(self.body["message"].is_string() && self.body["more_info"].is_string());
        (self.status, self.body["code"].as_u64().unwrap())
    }
}

pub(super) fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

pub(super) fn secret(text: &str) -> Secret {
    Secret::new(text)
}

pub(super) const OK: u16 = StatusCode::OK.as_u16();
