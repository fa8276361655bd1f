use super::calls::Calls;
use super::streams::Streams;
use super::traffic::{Counts, Reason};
use crate::config::EndpointConfig;
use crate::digest::{Challenger, Fault};
use crate::invite::Transport;
use crate::screen::{Refusal, reply};
use parking_lot::Mutex;
use rsipstack::transaction::endpoint::EndpointInner;
use rsipstack::transport::udp::UdpConnection;
use std::hash::{BuildHasher as _, RandomState};
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tokio::net::UdpSocket;
use tokio_util::sync::CancellationToken;

/// What the endpoint's tasks and its calls share.
pub(crate) struct Shared {
    pub(crate) config: EndpointConfig,
    pub(crate) stack: Arc<EndpointInner>,
    pub(crate) local: SocketAddr,
    pub(crate) socket: Arc<UdpSocket>,
    pub(crate) udp: UdpConnection,
    pub(crate) streams: Streams,
    pub(crate) calls: Mutex<Calls>,
    pub(crate) challenger: Option<Mutex<Challenger>>,
    pub(crate) stop: CancellationToken,
    pub(crate) refused: AtomicU64,
    pub(crate) counts: Arc<Counts>,
    pub(crate) started: Instant,
    pub(crate) tags: RandomState,
}

impl Shared {
    pub(crate) fn now_ms(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// `host:port` that a peer is told.
    pub(crate) fn advertised(&self, peer: IpAddr) -> String {
        let port = self.local.port();
        match &self.config.advertised_host {
            Some(host) if host.contains(':') && !host.starts_with('[') => {
                format!("[{host}]:{port}")
            }
            Some(host) => format!("{host}:{port}"),
            None => SocketAddr::new(self.facing(peer), port).to_string(),
        }
    }

    /// Our `Contact` towards a peer.
    pub(crate) fn contact(&self, peer: IpAddr, transport: Transport) -> String {
        let host = self.advertised(peer);
        match transport {
            Transport::Udp => format!("<sip:{host}>"),
            Transport::Tcp => format!("<sip:{host};transport=tcp>"),
        }
    }

    /// Our address on the route to a peer.
    fn facing(&self, peer: IpAddr) -> IpAddr {
        if !self.local.ip().is_unspecified() {
            return self.local.ip();
        }
        let any = SocketAddr::new(self.local.ip(), 0);
        std::net::UdpSocket::bind(any)
            .and_then(|socket| {
                socket.connect((peer, 9))?;
                socket.local_addr()
            })
            .map_or(self.local.ip(), |addr| addr.ip())
    }

    /// Whether a peer needs no credentials and is believed.
    pub(crate) fn trusts(&self, peer: IpAddr) -> bool {
        self.config.trusted.iter().any(|prefix| prefix.contains(peer))
    }

    /// A text to answer with, without state; the tag is the same for a retransmission.
    pub(crate) fn refusal(
        &self,
        request: &[u8],
        refusal: &Refusal,
        source: SocketAddr,
    ) -> Option<(Vec<u8>, SocketAddr)> {
        let length = crate::screen::head_length(request)?;
        let head = crate::screen::Head::read(&request[..length]).ok()?;
        let seed = (head.value("Call-ID"), head.value("From"), head.value("Via"));
        let to_tag = format!("{:016x}", self.tags.hash_one(seed));
        if refusal.status == 503 {
            self.refused.fetch_add(1, Ordering::Relaxed);
        }
        self.counts.response_sent(refusal.status);
        reply(request, refusal, source, &self.config.user_agent, &to_tag)
    }

    /// 503 with `Retry-After`.
    pub(crate) fn unavailable(&self, reason: Reason) -> Refusal {
        self.counts.refused(reason);
        Refusal::new(503, "Service Unavailable")
            .with("Retry-After", self.config.limits.retry_after_s.to_string())
    }

    /// Digest authentication of a request: the user, or the answer.
    pub(crate) fn authenticate(
        &self,
        header: Option<&str>,
        method: &str,
    ) -> Result<Option<String>, Refusal> {
        let (Some(auth), Some(challenger)) = (&self.config.auth, &self.challenger) else {
            return Ok(None);
        };
        let now_s = unix_seconds();
        let mut challenger = challenger.lock();
        let fault = match challenger.verify(header, method, |user| (auth.password)(user), now_s) {
            Ok(user) => return Ok(Some(user)),
            Err(Fault::Malformed) => {
                self.counts.refused(Reason::Malformed);
                return Err(Refusal::new(400, "Malformed Authorization"));
            }
            Err(fault @ (Fault::Missing | Fault::Stale | Fault::Wrong)) => fault,
        };
        let challenges = challenger.challenge(now_s, rand::random(), fault == Fault::Stale);
        self.counts.refused(Reason::Unauthorized);
        let refusal = Refusal::new(401, "Unauthorized");
        Err(challenges.into_iter().fold(refusal, |r, value| r.with("WWW-Authenticate", value)))
    }
}

fn unix_seconds() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs())
}
