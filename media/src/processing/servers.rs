//! The servers of a layer: whose turn it is, and what happens when one dies.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use bytes::Bytes;
use futures_util::stream;
use http::StatusCode;
use http::header::AUTHORIZATION;
use parking_lot::Mutex;
use tokio::sync::mpsc;
use url::Url;

use super::frames::{Frame, Frames};
use crate::decode::{Feed, Limits, transcode};
use crate::fault::{MediaFault, code};
use crate::format::Target;

/// A server that failed is left alone for so long, unless all have failed.
const REST: Duration = Duration::from_secs(5);
/// Longer than an origin may stand still.
const STALLED_AFTER: Duration = Duration::from_secs(30);
const PIECES_UNDER_WAY: usize = 16;

/// Takes what is made; says whether anybody still wants it.
pub type Deliver = Box<dyn FnMut(Vec<u8>) -> bool + Send>;

/// Where the servers are.
#[derive(Debug, Clone, Default)]
pub struct ProcessingConfig {
    /// Scheme, host and port of each; none: the work is done in this process.
    pub servers: Vec<Url>,
    /// What they want to be asked with.
    pub token: Option<String>,
}

/// The servers can't be asked.
#[derive(Debug, thiserror::Error)]
pub enum ServersError {
    /// The HTTP client refused its settings.
    #[error("the HTTP client towards processing servers: {0}")]
    Http(#[from] reqwest::Error),
    /// TLS refused its settings.
    #[error("TLS towards processing servers: {0}")]
    Tls(#[from] rustls::Error),
}

/// What is to be made of a download.
#[derive(Debug, Clone)]
pub struct Job {
    /// Its `Content-Type` in lower case, with parameters.
    pub content_type: String,
    /// Into what.
    pub target: Target,
    /// How much of it.
    pub limits: Limits,
}

/// The servers of a layer.
#[derive(Debug)]
pub struct Servers {
    pub(super) seats: Vec<Arc<Seat>>,
    token: Option<String>,
    http: Option<reqwest::Client>,
}

#[derive(Debug)]
pub(super) struct Seat {
    pub(super) url: Url,
    running: AtomicUsize,
    pub(super) failed_at: Mutex<Option<Instant>>,
}

/// One sound less to make for a server, when dropped.
pub(super) struct Seated(pub(super) Arc<Seat>);

impl Drop for Seated {
    fn drop(&mut self) {
        self.0.running.fetch_sub(1, Ordering::Relaxed);
    }
}

enum Lost {
    /// Nothing: the server isn't there or has enough to do, and nothing was begun.
    Chance,
    /// The server, which had begun; another may do better.
    Server,
    /// The sound; no other would.
    Sound(MediaFault),
}

/// A download and what was made of it so far, to be begun again elsewhere.
struct Course {
    feed: Feed,
    seen: Vec<Bytes>,
    given: u64,
    deliver: Deliver,
}

impl Servers {
    /// The servers that are configured. Reaches no network yet.
    ///
    /// # Errors
    /// When TLS can't be set up.
    pub fn new(config: ProcessingConfig) -> Result<Self, ServersError> {
        let http = if config.servers.is_empty() {
            None
        } else {
            let builder = reqwest::Client::builder()
                .tls_backend_preconfigured(crate::tls::client_config()?)
                .no_proxy()
                .redirect(reqwest::redirect::Policy::none())
                .connect_timeout(Duration::from_secs(1))
                .read_timeout(STALLED_AFTER)
                .tcp_nodelay(true);
            Some(builder.build()?)
        };
        let seat = |url| {
            let (running, failed_at) = (AtomicUsize::new(0), Mutex::default());
            Arc::new(Seat { url, running, failed_at })
        };
        let seats = config.servers.into_iter().map(seat).collect();
        Ok(Self { seats, token: config.token, http })
    }

    /// Makes of `feed` what `job` says, by the server with the least to do. When that dies the work moves on, once:
    /// to another server, or to this process when there is none. Returns the bytes delivered.
    ///
    /// # Errors
    /// As [`transcode`]. What was delivered before is then not the whole sound.
    pub async fn run(&self, job: Job, feed: Feed, deliver: Deliver) -> Result<u64, MediaFault> {
        let mut course = Course { feed, seen: Vec::new(), given: 0, deliver };
        let mut failed: Vec<Arc<Seat>> = Vec::new();
        let mut has_moved = false;
        while let (Some(http), Some(seated)) = (&self.http, self.seat(&failed)) {
            let is_begun = match self.ask(http, &seated.0, &job, &mut course).await {
                Ok(bytes) => return Ok(bytes),
                Err(Lost::Sound(fault)) => return Err(fault),
                Err(Lost::Chance) => false,
                Err(Lost::Server) => true,
            };
            tracing::warn!(server = %seated.0.url, is_begun, "a processing server failed");
            *seated.0.failed_at.lock() = Some(Instant::now());
            failed.push(Arc::clone(&seated.0));
            if is_begun && std::mem::replace(&mut has_moved, true) {
                return Err(MediaFault::internal("Two processing servers failed; try again"));
            }
        }
        here(job, course).await
    }

    /// The one with the least to do that is not among the failed.
    pub(super) fn seat(&self, failed: &[Arc<Seat>]) -> Option<Seated> {
        let rests = |seat: &Seat| seat.failed_at.lock().is_some_and(|at| at.elapsed() < REST);
        let seat = self
            .seats
            .iter()
            .filter(|seat| failed.iter().all(|failed| !Arc::ptr_eq(failed, seat)))
            .min_by_key(|seat| (rests(seat), seat.running.load(Ordering::Relaxed)))?;
        seat.running.fetch_add(1, Ordering::Relaxed);
        Some(Seated(Arc::clone(seat)))
    }

    async fn ask(
        &self,
        http: &reqwest::Client,
        seat: &Seat,
        job: &Job,
        course: &mut Course,
    ) -> Result<u64, Lost> {
        let (give, pieces) = mpsc::channel::<Result<Bytes, std::io::Error>>(PIECES_UNDER_WAY);
        let body = stream::unfold(pieces, |mut pieces| async move {
            let piece = pieces.recv().await?;
            Some((piece, pieces))
        });
        let mut request = http.post(address(&seat.url, job)).body(reqwest::Body::wrap_stream(body));
        if let Some(token) = &self.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let Course { feed, seen, given, deliver } = course;
        let talking = std::pin::pin!(listen(request, given, deliver));
        let pumping = std::pin::pin!(pump(feed, seen, give));
        let (mut talking, mut pumping) = (talking, pumping);
        let mut is_pumped = false;
        loop {
            tokio::select! {
                outcome = &mut talking => return outcome,
                fault = &mut pumping, if !is_pumped => match fault {
                    Some(fault) => return Err(Lost::Sound(fault)),
                    None => is_pumped = true,
                },
            }
        }
    }
}

fn address(server: &Url, job: &Job) -> Url {
    let mut url = server.clone();
    url.set_path("/process");
    url.query_pairs_mut()
        .clear()
        .append_pair("type", &job.content_type)
        .append_pair("encoding", job.target.encoding().name())
        .append_pair("rate", &job.target.rate_hz().to_string())
        .append_pair("max_ms", &job.limits.max_ms.to_string());
    url
}

/// What was downloaded before and what is still to come, to a server. The fault of a download that broke off.
async fn pump(
    feed: &mut Feed,
    seen: &mut Vec<Bytes>,
    give: mpsc::Sender<Result<Bytes, std::io::Error>>,
) -> Option<MediaFault> {
    for piece in seen.iter() {
        if give.send(Ok(piece.clone())).await.is_err() {
            return None;
        }
    }
    loop {
        match feed.next().await {
            Some(Ok(piece)) => {
                seen.push(piece.clone());
                if give.send(Ok(piece)).await.is_err() {
                    return None;
                }
            }
            Some(Err(fault)) => return Some(fault),
            None => return None,
        }
    }
}

/// The frames of an answer. What was given before by another server is passed over.
async fn listen(
    request: reqwest::RequestBuilder,
    given: &mut u64,
    deliver: &mut Deliver,
) -> Result<u64, Lost> {
    let mut answer = request
        .send()
        .await
        .map_err(|error| if error.is_connect() { Lost::Chance } else { Lost::Server })?;
    if answer.status() != StatusCode::OK {
        return Err(Lost::Chance);
    }
    let (mut frames, mut heard) = (Frames::default(), 0_u64);
    while let Some(piece) = answer.chunk().await.map_err(|_| Lost::Server)? {
        frames.put(&piece);
        while let Some(frame) = frames.next().map_err(|()| Lost::Server)? {
            match frame {
                Frame::Sound(sound) => {
                    let begin = usize::try_from(given.saturating_sub(heard)).unwrap_or(usize::MAX);
                    heard += sound.len() as u64;
                    let Some(new) = sound.get(begin..).filter(|new| !new.is_empty()) else {
                        continue;
                    };
                    *given += new.len() as u64;
                    if !deliver(new.to_vec()) {
                        let unwanted = MediaFault::internal("Nobody wants the sound any more");
                        return Err(Lost::Sound(unwanted));
                    }
                }
                Frame::End(bytes) if bytes == heard && *given == heard => return Ok(bytes),
                Frame::End(_) => return Err(Lost::Server),
                Frame::Fault(fault) => return Err(Lost::Sound(fault)),
            }
        }
    }
    Err(Lost::Server)
}

/// In this process, after what was given already.
async fn here(job: Job, course: Course) -> Result<u64, MediaFault> {
    let Course { mut feed, seen, given, mut deliver } = course;
    feed.unread_pieces(&seen);
    let decoding = tokio::task::spawn_blocking(move || {
        let mut heard = 0_u64;
        transcode(feed, &job.content_type, job.target, job.limits, &mut |piece| {
            let begin = usize::try_from(given.saturating_sub(heard)).unwrap_or(usize::MAX);
            heard += piece.len() as u64;
            match begin {
                0 => deliver(piece),
                _ => piece.get(begin..).is_none_or(|new| new.is_empty() || deliver(new.to_vec())),
            }
        })
    });
    decoding.await.map_err(|_| {
        MediaFault::new(code::NOT_AUDIO, "What the URL returned makes the decoder stumble")
    })?
}
