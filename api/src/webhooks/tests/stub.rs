//! A tenant's application on port 0 and the exchanges that ask it.

use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::call::exchange::{Answer, Exchange, ExchangeOutcome, Fault, Purpose};
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;
use domain::uri::{ApplicationUri, HttpMethod};
use http::request::Parts;
use parking_lot::Mutex;
use tokio::net::TcpListener;
use tokio::task::JoinSet;

use crate::webhooks::address_policy::AddressPolicy;
use crate::webhooks::{ExchangeConfig, ExchangeRequest, Exchanges, SigningToken};

pub(super) const TOKEN: &str = "0123456789abcdef0123456789abcdef";

type Answering = dyn Fn(&Parts, &Bytes) -> Response + Send + Sync;

/// An application that answers what a closure says, and remembers what it was asked.
pub(super) struct Stub {
    pub(super) address: SocketAddr,
    seen: Arc<Mutex<Vec<(Parts, Bytes)>>>,
    _running: JoinSet<()>,
}

#[derive(Clone)]
struct Shared {
    answering: Arc<Answering>,
    seen: Arc<Mutex<Vec<(Parts, Bytes)>>>,
}

impl Stub {
    pub(super) async fn answering<R: IntoResponse>(
        answer: impl Fn(&Parts, &Bytes) -> R + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::default();
        let shared = Shared {
            answering: Arc::new(move |parts, body| answer(parts, body).into_response()),
            seen: Arc::clone(&seen),
        };
        let router = Router::new().fallback(serve).with_state(shared);
        let mut running = JoinSet::new();
        running.spawn(async move { axum::serve(listener, router).await.unwrap() });
        Self { address, seen, _running: running }
    }

    pub(super) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// What was asked so far.
    pub(super) fn seen(&self) -> Vec<(Parts, Bytes)> {
        self.seen.lock().clone()
    }
}

async fn serve(State(shared): State<Shared>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let body = axum::body::to_bytes(body, 1 << 20).await.unwrap();
    let response = (shared.answering)(&parts, &body);
    shared.seen.lock().push((parts, body));
    response
}

/// A listener whose every connection is given to a closure.
pub(super) async fn raw<F>(
    serve: impl Fn(tokio::net::TcpStream) -> F + Send + 'static,
) -> (SocketAddr, JoinSet<()>)
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let mut running = JoinSet::new();
    running.spawn(async move {
        let mut connections = JoinSet::new();
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            connections.spawn(serve(stream));
        }
    });
    (address, running)
}

pub(super) fn exchanges() -> Exchanges {
    exchanges_with(|_| {})
}

pub(super) fn exchanges_with(change: impl FnOnce(&mut ExchangeConfig)) -> Exchanges {
    let mut config = ExchangeConfig {
        policy: Arc::new(AddressPolicy::anywhere()),
        native_roots: false,
        ..ExchangeConfig::default()
    };
    change(&mut config);
    Exchanges::new(config).unwrap()
}

pub(super) fn get(url: impl Into<String>) -> ExchangeRequest {
    request(url, HttpMethod::Get)
}

pub(super) fn post(url: impl Into<String>) -> ExchangeRequest {
    request(url, HttpMethod::Post)
}

fn request(url: impl Into<String>, method: HttpMethod) -> ExchangeRequest {
    let pairs = [("CallSid", "CA1"), ("From", "+15551230000"), ("Digits", "1 2&3")];
    ExchangeRequest {
        account: AccountSid::from_bits(1),
        about: CallSid::from_bits(2).to_string(),
        endpoints: ("+15551230000".into(), "+15005550006".into()),
        number: 1,
        purpose: Purpose::Start,
        rank: 0,
        uri: ApplicationUri::new(url, method),
        parameters: pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).to_vec(),
        token: SigningToken::new(TOKEN),
        started_at: Timestamp(1_790_000_000_000_000),
    }
}

pub(super) fn answered(exchange: Exchange) -> Answer {
    match exchange.outcome {
        ExchangeOutcome::Answered(answer) => answer,
        ExchangeOutcome::Failed(fault) => panic!("{fault:?}"),
    }
}

pub(super) fn failed(exchange: Exchange) -> Fault {
    match exchange.outcome {
        ExchangeOutcome::Failed(fault) => fault,
        ExchangeOutcome::Answered(answer) => panic!("{answer:?}"),
    }
}
