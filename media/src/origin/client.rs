//! Fetching: GET only, redirects followed by hand so that each is judged.

use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::StatusCode;
use http::header::{ACCEPT, CONTENT_LENGTH, HeaderMap, HeaderValue, LOCATION, USER_AGENT};
use reqwest::{RequestBuilder, Response};
use url::Url;

use super::fetched::{Body, Fetched, Passed};
use super::guard::{AddressPolicy, NoPermittedAddress};
use crate::fault::{MediaFault, code};

/// What is asked of origins, and how much of them is borne.
#[derive(Debug, Clone)]
pub struct OriginConfig {
    /// Which addresses may be asked.
    pub policy: AddressPolicy,
    /// The largest answer, in bytes, after content codings.
    pub max_bytes: u64,
    /// Until connected, TLS included.
    pub connect_within: Duration,
    /// Until the head of the answer, each hop.
    pub answer_within: Duration,
    /// Between two pieces of the answer.
    pub stalled_after: Duration,
    /// The whole fetch.
    pub within: Duration,
    /// How many redirects are followed.
    pub max_redirects: u32,
    /// `User-Agent`.
    pub user_agent: String,
}

impl OriginConfig {
    /// 40 MiB, 5 s to connect, 10 s to answer or of standstill, 2 minutes in all, 5 redirects.
    #[must_use]
    pub fn new(policy: AddressPolicy) -> Self {
        Self {
            policy,
            max_bytes: 40 << 20,
            connect_within: Duration::from_secs(5),
            answer_within: Duration::from_secs(10),
            stalled_after: Duration::from_secs(10),
            within: Duration::from_secs(120),
            max_redirects: 5,
            user_agent: concat!("Ringback/", env!("CARGO_PKG_VERSION")).to_owned(),
        }
    }
}

/// An origin client can't be made.
#[derive(Debug, thiserror::Error)]
pub enum OriginError {
    /// The HTTP client refused its settings.
    #[error("the HTTP client towards origins: {0}")]
    Http(#[from] reqwest::Error),
    /// TLS refused its settings.
    #[error("TLS towards origins: {0}")]
    Tls(#[from] rustls::Error),
}

/// Fetches.
#[derive(Debug, Clone)]
pub struct Origin {
    config: Arc<OriginConfig>,
    http: reqwest::Client,
    /// The same, leaving content codings as they are.
    verbatim: reqwest::Client,
}

fn plain(config: &OriginConfig) -> Result<reqwest::ClientBuilder, OriginError> {
    Ok(reqwest::Client::builder()
        .tls_backend_preconfigured(crate::tls::client_config()?)
        .dns_resolver(config.policy.clone())
        .no_proxy()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .connect_timeout(config.connect_within))
}

impl Origin {
    /// An origin client. Reaches no network yet.
    ///
    /// # Errors
    /// When TLS can't be set up.
    pub fn new(config: OriginConfig) -> Result<Self, OriginError> {
        let http = plain(&config)?.build()?;
        let verbatim = plain(&config)?.no_gzip().no_brotli().no_deflate().build()?;
        Ok(Self { config: Arc::new(config), http, verbatim })
    }

    /// The header fields that every request for a sound has.
    #[must_use]
    pub fn asked(&self) -> HeaderMap {
        let mut asked = HeaderMap::new();
        asked.insert(ACCEPT, HeaderValue::from_static("audio/*, */*;q=0.5"));
        if let Ok(agent) = HeaderValue::from_str(&self.config.user_agent) {
            asked.insert(USER_AGENT, agent);
        }
        asked
    }

    /// Asks for a sound; with conditions such as `If-None-Match`, only if it has changed.
    ///
    /// User information in the URL is sent as Basic authentication, never to another origin that a redirect
    /// names.
    ///
    /// # Errors
    /// A fault of the 11xxx family with the URL, see [`crate::fault::code`].
    pub async fn fetch(&self, url: &Url, conditions: &HeaderMap) -> Result<Fetched, MediaFault> {
        let deadline = tokio::time::Instant::now() + self.config.within;
        let mut at = url.clone();
        for _ in 0..=self.config.max_redirects {
            let response = self.ask(&at, conditions, deadline).await?;
            if !is_redirect(response.status()) {
                return self.judge(response, at, deadline, conditions);
            }
            at = next_hop(&at, &response)?;
        }
        Err(MediaFault::new(code::REDIRECTS, "The origin redirects too often").about(url))
    }

    async fn ask(
        &self,
        url: &Url,
        conditions: &HeaderMap,
        deadline: tokio::time::Instant,
    ) -> Result<Response, MediaFault> {
        if !self.config.policy.permits_literal(url) {
            return Err(MediaFault::new(code::BAD_HOST, NO_PERMISSION).about(url));
        }
        let request = self.http.get(url.clone()).headers(self.asked()).headers(conditions.clone());
        self.send(request, url, deadline).await
    }

    /// Passes a request on as it is: any method, one hop, any status, content codings untouched.
    ///
    /// # Errors
    /// As [`Origin::fetch`], not for a status.
    pub async fn pass_on(&self, request: http::Request<Bytes>) -> Result<Passed, MediaFault> {
        let deadline = tokio::time::Instant::now() + self.config.within;
        let (parts, body) = request.into_parts();
        let url = Url::parse(&parts.uri.to_string())
            .map_err(|error| MediaFault::new(code::BAD_URL, error.to_string()))?;
        if !self.config.policy.permits_literal(&url) {
            return Err(MediaFault::new(code::BAD_HOST, NO_PERMISSION).about(&url));
        }
        let mut request = self.verbatim.request(parts.method, url.clone()).headers(parts.headers);
        if !body.is_empty() {
            request = request.body(body);
        }
        let response = self.send(request, &url, deadline).await?;
        let (status, headers) = (response.status(), response.headers().clone());
        let mut body = self.body(response, url, deadline);
        let mut bytes = bytes::BytesMut::new();
        while let Some(piece) = body.next().await? {
            bytes.extend_from_slice(&piece);
        }
        Ok(Passed { status, headers, bytes: bytes.freeze() })
    }

    fn body(&self, response: Response, url: Url, deadline: tokio::time::Instant) -> Body {
        let max_bytes = self.config.max_bytes;
        let stalled_after = self.config.stalled_after;
        Body { response, left: max_bytes, max_bytes, stalled_after, deadline, url }
    }

    async fn send(
        &self,
        request: RequestBuilder,
        url: &Url,
        deadline: tokio::time::Instant,
    ) -> Result<Response, MediaFault> {
        let until = deadline.min(tokio::time::Instant::now() + self.config.answer_within);
        tokio::time::timeout_at(until, request.send())
            .await
            .map_err(|_| {
                MediaFault::new(code::HTTP_RETRIEVAL, "The origin did not answer in time")
                    .about(url)
            })?
            .map_err(|error| send_fault(&error, url))
    }

    fn judge(
        &self,
        response: Response,
        url: Url,
        deadline: tokio::time::Instant,
        conditions: &HeaderMap,
    ) -> Result<Fetched, MediaFault> {
        let status = response.status();
        let is_unchanged = status == StatusCode::NOT_MODIFIED && !conditions.is_empty();
        if status != StatusCode::OK && !is_unchanged {
            let message = format!("The origin answered {}", status.as_u16());
            let mut fault = MediaFault::new(code::HTTP_RETRIEVAL, message).about(&url);
            fault.status = Some(status.as_u16());
            return Err(fault);
        }
        let max_bytes = self.config.max_bytes;
        let announced = response
            .headers()
            .get(CONTENT_LENGTH)
            .and_then(|length| length.to_str().ok()?.parse::<u64>().ok());
        if announced.is_some_and(|length| length > max_bytes) {
            let message = format!("The origin would send more than {max_bytes} bytes");
            return Err(MediaFault::new(code::TOO_LARGE, message).about(&url));
        }
        let headers = response.headers().clone();
        Ok(Fetched { status, headers, body: self.body(response, url, deadline) })
    }
}

const NO_PERMISSION: &str = "The URL's host has no address that may be asked";

fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

fn next_hop(from: &Url, response: &Response) -> Result<Url, MediaFault> {
    let refuse = |why: &str| MediaFault::new(code::REDIRECTS, why).about(from);
    let location = response.headers().get(LOCATION).and_then(|location| location.to_str().ok());
    let mut next = location
        .and_then(|location| from.join(location).ok())
        .filter(|next| matches!(next.scheme(), "http" | "https"))
        .ok_or_else(|| refuse("The origin redirects to no HTTP URL"))?;
    if next.username().is_empty() && next.origin() == from.origin() {
        // Both fail only on URLs that can't have user information.
        let _ = next.set_username(from.username());
        let _ = next.set_password(from.password());
    }
    next.set_fragment(None);
    Ok(next)
}

fn send_fault(error: &reqwest::Error, url: &Url) -> MediaFault {
    let mut source = error.source();
    let mut is_tls = false;
    while let Some(cause) = source {
        if cause.is::<NoPermittedAddress>() {
            return MediaFault::new(code::BAD_HOST, NO_PERMISSION).about(url);
        }
        is_tls |= cause.is::<rustls::Error>() || cause.to_string().contains("certificate");
        source = cause.source();
    }
    let (code, message) = if is_tls {
        (code::TLS, "TLS with the origin failed")
    } else if error.is_connect() && format!("{error:?}").contains("dns") {
        (code::BAD_HOST, "The URL's host can't be found")
    } else if error.is_connect() {
        (code::HTTP_CONNECTION, "The origin can't be connected to")
    } else {
        (code::HTTP_RETRIEVAL, "The origin broke off the exchange")
    };
    MediaFault::new(code, message).about(url)
}

pub(super) fn read_fault(error: &reqwest::Error, url: &Url) -> MediaFault {
    let message = if error.is_decode() {
        "The origin's answer is coded in a way that can't be undone"
    } else {
        "The origin broke off its answer"
    };
    MediaFault::new(code::HTTP_RETRIEVAL, message).about(url)
}
