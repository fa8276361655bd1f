//! A tenant's web application: answers as the test says, and remembers what it was asked.

use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use anyhow::Context as _;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, Method, StatusCode, Uri};
use axum::response::{IntoResponse, Response};
use tokio::sync::watch;

use crate::program::PATIENCE;

/// A request that the application received.
#[derive(Debug, Clone)]
pub struct Asked {
    /// The method.
    pub method: Method,
    /// The path and query.
    pub uri: String,
    /// The headers.
    pub headers: HeaderMap,
    /// The raw body.
    pub body: String,
    /// Parameters of the query, then of the form.
    pub parameters: Vec<(String, String)>,
}

impl Asked {
    /// The first parameter of this name.
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.parameters.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// A header as text.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }
}

/// What the application answers.
#[derive(Clone)]
pub enum Reply {
    /// 200 with this content type and body.
    Document(&'static str, String),
    /// A status, headers and a body.
    Raw(u16, Vec<(&'static str, String)>, Vec<u8>),
    /// Nothing, ever: the connection hangs.
    Hang,
    /// A body without end.
    Endless,
}

impl Reply {
    /// A WAV file.
    pub fn wav(file: Vec<u8>) -> Self {
        Self::Raw(200, vec![("content-type", "audio/wav".to_owned())], file)
    }

    /// TwiML inside `<Response>`.
    pub fn twiml(inside: &str) -> Self {
        Self::Document("text/xml", format!("<Response>{inside}</Response>"))
    }
}

type Answer = Arc<dyn Fn(&Asked) -> Reply + Send + Sync>;

#[derive(Default)]
struct Script {
    answers: HashMap<String, VecDeque<Answer>>,
    asked: Vec<Asked>,
}

/// The application. Each path has a queue of answers; the last one of a queue is given for ever.
#[derive(Clone)]
pub struct Tenant {
    address: SocketAddr,
    script: Arc<Mutex<Script>>,
    count: Arc<watch::Sender<usize>>,
    server: Arc<Server>,
}

struct Server(tokio::task::JoinHandle<()>);

impl Drop for Server {
    fn drop(&mut self) {
        self.0.abort();
    }
}

impl Tenant {
    /// Starts the application on a free loopback port.
    pub async fn start() -> anyhow::Result<Self> {
        Self::start_at(SocketAddr::from(([127, 0, 0, 1], 0))).await
    }

    /// The same on a given port, to come back after a restart.
    pub async fn start_at(address: SocketAddr) -> anyhow::Result<Self> {
        let listener = tokio::net::TcpListener::bind(address).await?;
        let address = listener.local_addr()?;
        let script = Arc::new(Mutex::new(Script::default()));
        let count = Arc::new(watch::Sender::new(0));
        let state = (script.clone(), count.clone());
        let app = axum::Router::new().fallback(answer).with_state(state);
        let server = tokio::spawn(async move {
            let _ = axum::serve(listener, app).await;
        });
        Ok(Self { address, script, count, server: Arc::new(Server(server)) })
    }

    /// Stops the application; its port is free again when this returns.
    pub async fn stop(self) {
        self.server.0.abort();
        let ended = async {
            while !self.server.0.is_finished() {
                tokio::task::yield_now().await
            }
        };
        let _ = tokio::time::timeout(PATIENCE, ended).await;
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// An absolute URL of it; `path` begins with `/`.
    pub fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }

    /// Puts an answer at the end of a path's queue.
    pub fn answer(&self, path: &str, reply: Reply) -> &Self {
        self.answer_with(path, move |_| reply.clone())
    }

    /// Puts an answer that depends on the request at the end of a path's queue.
    pub fn answer_with(
        &self,
        path: &str,
        answer: impl Fn(&Asked) -> Reply + Send + Sync + 'static,
    ) -> &Self {
        let mut script = self.script.lock().expect("no test panics while it holds the script");
        script.answers.entry(path.to_owned()).or_default().push_back(Arc::new(answer));
        drop(script);
        self
    }

    /// What was asked of a path so far.
    pub fn asked(&self, path: &str) -> Vec<Asked> {
        let script = self.script.lock().expect("no test panics while it holds the script");
        let of_path = |asked: &&Asked| asked.uri.split('?').next() == Some(path);
        script.asked.iter().filter(of_path).cloned().collect()
    }

    /// Waits until a path was asked `times` times, and returns what it was asked.
    pub async fn until_asked(&self, path: &str, times: usize) -> anyhow::Result<Vec<Asked>> {
        let mut count = self.count.subscribe();
        let enough = count.wait_for(|_| self.asked(path).len() >= times);
        let waited = tokio::time::timeout(PATIENCE, enough).await;
        let asked = self.asked(path);
        waited
            .with_context(|| format!("{path} was asked {} times, not {times}", asked.len()))??;
        Ok(asked)
    }
}

type Desk = (Arc<Mutex<Script>>, Arc<watch::Sender<usize>>);

async fn answer(
    State((script, count)): State<Desk>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let body = String::from_utf8_lossy(&body).into_owned();
    let query = uri.query().unwrap_or_default().to_owned();
    let parameters = form_urlencoded::parse(query.as_bytes())
        .chain(form_urlencoded::parse(body.as_bytes()))
        .map(|(key, value)| (key.into_owned(), value.into_owned()))
        .collect();
    let asked = Asked { method, uri: uri.to_string(), headers, body, parameters };
    let (reply, number) = {
        let mut script = script.lock().expect("no test panics while it holds the script");
        let queue = script.answers.get_mut(uri.path());
        let answer = queue.and_then(|queue| {
            if queue.len() > 1 { queue.pop_front() } else { queue.front().cloned() }
        });
        script.asked.push(asked.clone());
        (answer.map(|answer| answer(&asked)), script.asked.len())
    };
    count.send_replace(number);
    match reply {
        None => (StatusCode::NOT_FOUND, "no such page").into_response(),
        Some(reply) => respond(reply).await,
    }
}

async fn respond(reply: Reply) -> Response {
    match reply {
        Reply::Document(content_type, text) => {
            ([("content-type", content_type)], text).into_response()
        }
        Reply::Raw(status, headers, body) => {
            let mut builder = Response::builder().status(status);
            for (name, value) in headers {
                builder = builder.header(name, value);
            }
            builder.body(body.into()).unwrap_or_else(|error| {
                (StatusCode::INTERNAL_SERVER_ERROR, error.to_string()).into_response()
            })
        }
        Reply::Hang => std::future::pending().await,
        Reply::Endless => {
            let chunk = Bytes::from(vec![b' '; 16 * 1024]);
            let chunks = futures_util::stream::repeat_with(move || {
                Ok::<_, std::convert::Infallible>(chunk.clone())
            });
            ([("content-type", "text/xml")], axum::body::Body::from_stream(chunks)).into_response()
        }
    }
}
