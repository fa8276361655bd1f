//! A processing server.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use bytes::Bytes;
use futures_util::{StreamExt, stream};
use http::header::AUTHORIZATION;
use http::{HeaderMap, StatusCode};
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio_util::task::TaskTracker;

use super::frames::Frame;
use crate::decode::{Feeder, Limits, feed, transcode};
use crate::fault::{MediaFault, code};
use crate::format::Target;

const MAX_TYPE_BYTES: usize = 256;
/// Frames that may wait for who reads them; then the decoder waits.
const FRAMES_UNDER_WAY: usize = 64;

/// What a server needs to know.
#[derive(Debug, Clone)]
pub struct WorkerConfig {
    /// What it may be asked with; anybody may ask when there is none.
    pub token: Option<String>,
    /// Sounds at the same time; more are refused.
    pub at_once: usize,
    /// The largest download, in bytes.
    pub max_bytes: u64,
    /// The longest sound.
    pub limits: Limits,
    /// Where downloads are read.
    pub tasks: TaskTracker,
}

impl WorkerConfig {
    /// `at_once` sounds of up to an hour and 64 MiB.
    #[must_use]
    pub fn new(token: Option<String>, at_once: usize) -> Self {
        let limits = Limits::new(60 * 60 * 1_000);
        Self { token, at_once, max_bytes: 64 << 20, limits, tasks: TaskTracker::new() }
    }
}

/// A processing server. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Worker(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    config: WorkerConfig,
    turns: Arc<Semaphore>,
}

#[derive(Debug, Deserialize)]
struct Asked {
    r#type: String,
    encoding: String,
    rate: String,
    max_ms: u64,
}

impl Worker {
    /// A server with nothing to do.
    #[must_use]
    pub fn new(config: WorkerConfig) -> Self {
        let turns = Arc::new(Semaphore::new(config.at_once.max(1)));
        Self(Arc::new(Inner { config, turns }))
    }

    /// Its interface, to be served.
    pub fn router(&self) -> Router {
        Router::new().route("/process", post(process)).with_state(self.clone())
    }

    fn is_permitted(&self, headers: &HeaderMap) -> bool {
        let Some(token) = &self.0.config.token else { return true };
        let told = headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let told = told.and_then(|told| told.strip_prefix("Bearer ")).unwrap_or_default();
        // Of digests the time that a comparison takes tells nothing.
        digest(&SHA256, told.as_bytes()).as_ref() == digest(&SHA256, token.as_bytes()).as_ref()
    }
}

async fn process(
    State(worker): State<Worker>,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    if !worker.is_permitted(&headers) {
        return StatusCode::UNAUTHORIZED.into_response();
    }
    let target = Target::named(&asked.encoding, &asked.rate);
    let Some(target) = target.filter(|_| asked.r#type.len() <= MAX_TYPE_BYTES) else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let Ok(turn) = Arc::clone(&worker.0.turns).try_acquire_owned() else {
        return StatusCode::SERVICE_UNAVAILABLE.into_response();
    };
    let (feeder, feed) = feed();
    let max_bytes = worker.0.config.max_bytes;
    worker.0.config.tasks.spawn(pump(body, feeder, max_bytes));
    let (give, made) = mpsc::channel(FRAMES_UNDER_WAY);
    let limits = worker.0.config.limits;
    let limits = Limits { max_ms: limits.max_ms.min(asked.max_ms), ..limits };
    tokio::task::spawn_blocking(move || {
        let _turn: OwnedSemaphorePermit = turn;
        let result = transcode(feed, &asked.r#type, target, limits, &mut |piece| {
            give.blocking_send(Frame::Sound(piece.into())).is_ok()
        });
        // Nobody hears it when nobody listens any more.
        let _ = give.blocking_send(result.map_or_else(Frame::Fault, Frame::End));
    });
    let frames = stream::unfold(made, |mut made| async move {
        let frame = made.recv().await?;
        Some((Ok::<Bytes, std::convert::Infallible>(frame.encode()), made))
    });
    Response::new(Body::from_stream(frames))
}

async fn pump(body: Body, feeder: Feeder, max_bytes: u64) {
    let mut pieces = body.into_data_stream();
    let mut left = max_bytes;
    while let Some(piece) = pieces.next().await {
        let piece = match piece {
            Ok(piece) => piece,
            Err(_) => {
                let broken = MediaFault::new(code::HTTP_RETRIEVAL, "The download broke off");
                feeder.send(Err(broken)).await;
                return;
            }
        };
        let Some(rest) = left.checked_sub(piece.len() as u64) else {
            let much = format!("The download has more than {max_bytes} bytes");
            feeder.send(Err(MediaFault::new(code::TOO_LARGE, much))).await;
            return;
        };
        left = rest;
        if !feeder.send(Ok(piece)).await {
            return;
        }
    }
}
