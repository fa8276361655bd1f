//! Making a sound of what an origin has, by the rules of HTTP caching (RFC 9111).

use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{CACHE_CONTROL, IF_MODIFIED_SINCE, IF_NONE_MATCH};
use http::{HeaderMap, Request, Response, StatusCode};
use http_cache_semantics::{AfterResponse, BeforeRequest, CacheOptions, CachePolicy};
use url::Url;

use super::config::Inner;
use super::fill::Head;
use super::flights::Flight;
use super::make::Made;
use crate::cache::Entry;
use crate::decode::{Feeder, feed, is_audio, transcode};
use crate::fault::{MediaFault, code};
use crate::format::Target;
use crate::origin::{Body, Fetched, Validators};

impl Inner {
    /// Fetches, or has the origin confirm what is kept, and decodes what is new as it comes.
    pub(super) async fn make_of_origin(
        &self,
        flight: &Flight,
        url: &Url,
    ) -> Result<Made, MediaFault> {
        let request = question(url)?;
        let known = match self.cache.entry(&flight.name) {
            Some(entry) => self.cache.bytes(&entry).await.map(|bytes| (entry, bytes)),
            None => None,
        };
        let validators =
            known.as_ref().map(|(entry, _)| self.validators(entry, &request)).unwrap_or_default();
        let fetched = self.origin.fetch(url, &validators).await?;
        match known {
            Some((entry, bytes)) if fetched.status == StatusCode::NOT_MODIFIED => {
                self.confirm(flight, entry, bytes, &request, &fetched.headers).await;
                Ok(Made::Passing)
            }
            _ => self.decode(flight, &request, fetched).await,
        }
    }

    fn validators(&self, entry: &Entry, request: &Request<()>) -> Validators {
        let before = entry.policy.as_ref().map(|policy| policy.before_request(request, self.now()));
        match before {
            Some(BeforeRequest::Stale { request, .. }) => Validators {
                etag: request.headers.get(IF_NONE_MATCH).cloned(),
                last_modified: request.headers.get(IF_MODIFIED_SINCE).cloned(),
            },
            Some(BeforeRequest::Fresh(_)) | None => Validators::default(),
        }
    }

    async fn confirm(
        &self,
        flight: &Flight,
        entry: Entry,
        bytes: Bytes,
        request: &Request<()>,
        headers: &HeaderMap,
    ) {
        let response = answer(StatusCode::NOT_MODIFIED, headers);
        let policy = entry
            .policy
            .as_ref()
            .map(|policy| policy.after_response(request, &response, self.now()));
        let etag = Some(format!("\"{}\"", entry.digest));
        let Some(AfterResponse::NotModified(policy, _) | AfterResponse::Modified(policy, _)) =
            policy
        else {
            return;
        };
        flight.fill.begin(Head { etag, cache_control: said_of(&policy, self.now()) });
        flight.fill.push(bytes);
        if let Err(error) = self.cache.refresh(entry, policy).await {
            tracing::warn!(%error, "the freshness of a sound could not be written down");
        }
    }

    async fn decode(
        &self,
        flight: &Flight,
        request: &Request<()>,
        fetched: Fetched,
    ) -> Result<Made, MediaFault> {
        let content_type = fetched.content_type();
        if !is_audio(&content_type) {
            let message = format!("The URL returned {content_type:?}, which is not audio");
            return Err(MediaFault::new(code::NOT_AUDIO, message));
        }
        // A decoder that waits for its origin holds a thread; the threads must not run out for others.
        let _thread = self
            .decoders
            .try_acquire()
            .map_err(|_| MediaFault::internal("Too many files are being decoded; try again"))?;
        let policy = policy_of(request, &fetched.headers, self.now());
        let is_storable = policy.is_storable();
        let cache_control =
            if is_storable { said_of(&policy, self.now()) } else { "no-store".to_owned() };
        flight.fill.begin(Head { etag: None, cache_control });
        let (feeder, feed) = feed();
        let (fill, limits) = (Arc::clone(&flight.fill), self.limits);
        let decoding = tokio::task::spawn_blocking(move || {
            transcode(feed, &content_type, Target::PHONE, limits, &mut |pcmu| {
                fill.push(pcmu);
                true
            })
        });
        pump(fetched.body, feeder).await;
        let decoded = decoding.await.map_err(|_| {
            MediaFault::new(code::NOT_AUDIO, "What the URL returned makes the decoder stumble")
        })?;
        decoded?;
        Ok(if is_storable { Made::New(Some(Box::new(policy))) } else { Made::Passing })
    }
}

async fn pump(mut body: Body, feeder: Feeder) {
    loop {
        let next = body.next().await.transpose();
        let Some(piece) = next else { return };
        let is_last = piece.is_err();
        if !feeder.send(piece).await || is_last {
            return;
        }
    }
}

fn question(url: &Url) -> Result<Request<()>, MediaFault> {
    Request::get(url.as_str())
        .body(())
        .map_err(|error| MediaFault::new(code::BAD_URL, format!("Not a playable URL: {error}")))
}

fn answer(status: StatusCode, headers: &HeaderMap) -> Response<()> {
    let mut response = Response::new(());
    *response.status_mut() = status;
    *response.headers_mut() = headers.clone();
    response
}

/// What is marked private is kept too: no partition ever gets another's.
fn policy_of(request: &Request<()>, headers: &HeaderMap, now: SystemTime) -> CachePolicy {
    let is_private = headers
        .get_all(CACHE_CONTROL)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.to_ascii_lowercase().contains("private"));
    let options = CacheOptions { shared: !is_private, ..CacheOptions::default() };
    CachePolicy::new_options(request, &answer(StatusCode::OK, headers), now, options)
}

/// What a client may do with it.
pub(super) fn said_of(policy: &CachePolicy, now: SystemTime) -> String {
    match policy.time_to_live(now).as_secs() {
        0 => "private, no-cache".to_owned(),
        seconds => format!("private, max-age={seconds}"),
    }
}
