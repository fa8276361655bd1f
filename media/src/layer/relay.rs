//! The relay: an HTTP cache in front of a tenant's own server, byte for byte.
//!
//! ```text
//! /media/{partition}/relay/{signature}/http/media.example.com:8080/prompts/a.wav?v=2
//! ```
//!
//! Everything after the signature is the URL that is asked; the signature is good for everything below its
//! scheme and authority. Any method; one hop (redirects are the client's to follow); content codings untouched.
//! `GET` is answered by the rules of a shared cache, each partition having one of its own. Answers are taken
//! in whole before they are passed on. `Cache-Status` (RFC 9211) says what was done.

use std::sync::Arc;
use std::time::SystemTime;

use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{CONTENT_LENGTH, CONTENT_LOCATION, ETAG, HOST, LAST_MODIFIED, LOCATION, VIA};
use http::{HeaderMap, HeaderValue, Method, StatusCode};
use url::Url;

use super::config::{Inner, Layer};
use super::http::refuse_address;
use super::relay_answer::{Asked, answer_of, error, passed};
use crate::address::{AddressError, Partition, Relay};
use crate::cache::{Answer, Entry, Object};
use crate::fault::MediaFault;
use crate::http_cache::{Stored, Use, without_hop_by_hop};
use crate::origin::Passed;

/// The largest body of a request that is passed on.
const MAX_REQUEST_BYTES: usize = 1 << 20;
/// The most answers that are kept of one URL, for different requests.
const MAX_VARIANTS: usize = 8;
const CAPABILITY: &str = "ringback=\"Surrogate/1.0\"";
const OURSELVES: &str = "1.1 ringback";
/// How often a request may have been through a relay of ours.
const MAX_RELAYS: usize = 3;

/// A request as it is passed on, and for whom.
struct Errand {
    partition: Partition,
    url: Url,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
}

impl Errand {
    fn name(&self) -> String {
        name_of(&self.partition, &self.url)
    }
}

fn name_of(partition: &Partition, url: &Url) -> String {
    format!("/media/{}/relay?url={url}", partition.as_str())
}

/// An answer that is kept, with its bytes.
struct Kept {
    head: Stored,
    body: Bytes,
}

pub(super) async fn serve(State(layer): State<Layer>, request: Request) -> Response {
    let path = request.uri().path_and_query().map_or("", |path| path.as_str()).to_owned();
    let relay = match layer.0.key.verify_relay(&path) {
        Ok(relay) => relay,
        Err(error) => return refuse_address(error),
    };
    let (parts, body) = request.into_parts();
    let Ok(body) = axum::body::to_bytes(body, MAX_REQUEST_BYTES).await else {
        return StatusCode::PAYLOAD_TOO_LARGE.into_response();
    };
    let Some(errand) = errand(relay, parts, body) else {
        return refuse_address(AddressError::NotAnAddress);
    };
    if errand.headers.get_all(VIA).iter().filter(|via| *via == OURSELVES).count() > MAX_RELAYS {
        return StatusCode::LOOP_DETECTED.into_response();
    }
    layer.0.relay(errand).await
}

fn errand(relay: Relay, parts: http::request::Parts, body: Bytes) -> Option<Errand> {
    let mut headers = without_hop_by_hop(&parts.headers);
    headers.remove(HOST);
    headers.remove(CONTENT_LENGTH);
    headers.append(VIA, HeaderValue::from_static(OURSELVES));
    headers.append("surrogate-capability", HeaderValue::from_static(CAPABILITY));
    let Relay { partition, url } = relay;
    Some(Errand { partition, url, method: parts.method, headers, body })
}

impl Inner {
    async fn relay(self: &Arc<Self>, errand: Errand) -> Response {
        let mut errand = errand;
        match errand.method.as_str() {
            "GET" | "HEAD" => self.relay_safely(errand).await,
            _ => {
                let (name, url) = (errand.name(), errand.url.clone());
                let is_safe = matches!(errand.method.as_str(), "OPTIONS" | "TRACE");
                let answer = match self.pass_on(&mut errand, &HeaderMap::new()).await {
                    Ok(answer) => answer,
                    Err(fault) => return error(StatusCode::BAD_GATEWAY, &fault),
                };
                if !is_safe && answer.status.as_u16() < 400 {
                    self.cache.remove(&name).await;
                    self.invalidate_named(&errand.partition, &url, &answer.headers).await;
                }
                passed(answer, "fwd=method")
            }
        }
    }

    /// RFC 9111 §4.4: what the answer to an unsafe request names is out of date, too.
    async fn invalidate_named(&self, partition: &Partition, url: &Url, headers: &HeaderMap) {
        for field in [LOCATION, CONTENT_LOCATION] {
            let named = headers.get(field).and_then(|value| url.join(value.to_str().ok()?).ok());
            if let Some(named) = named.filter(|named| named.origin() == url.origin()) {
                self.cache.remove(&name_of(partition, &named)).await;
            }
        }
    }

    async fn relay_safely(self: &Arc<Self>, errand: Errand) -> Response {
        let kept = self.kept_for(&errand).await;
        let asked = Asked { method: errand.method.clone(), headers: errand.headers.clone() };
        let Some(kept) = kept else {
            if Stored::only_kept_is_wanted(&errand.headers) {
                return StatusCode::GATEWAY_TIMEOUT.into_response();
            }
            return self.fetch_for(errand, None).await;
        };
        match kept.head.usable(&self.keeping.relay, &errand.headers, self.now()) {
            Use::Fresh => answer_of(&kept.head, kept.body, &asked, self.now(), "hit"),
            Use::WhileRevalidating => {
                let answer =
                    answer_of(&kept.head, kept.body.clone(), &asked, self.now(), "hit; detail=swr");
                let inner = Arc::clone(self);
                self.tasks.spawn(async move {
                    inner.fetch_for(errand, Some(kept)).await;
                });
                answer
            }
            Use::AfterRevalidating if Stored::only_kept_is_wanted(&errand.headers) => {
                StatusCode::GATEWAY_TIMEOUT.into_response()
            }
            Use::AfterRevalidating => self.fetch_for(errand, Some(kept)).await,
        }
    }

    async fn kept_for(&self, errand: &Errand) -> Option<Kept> {
        let entry = self.cache.used(&errand.name())?;
        let chosen = entry
            .answers
            .iter()
            .find(|answer| answer.head.as_ref().is_some_and(|head| head.is_for(&errand.headers)))?;
        let (head, object) = (chosen.head.clone()?, chosen.renditions.get(VERBATIM)?);
        let (body, _lease) = self.cache.bytes(&entry.partition, object).await?;
        Some(Kept { head, body })
    }

    async fn pass_on(
        &self,
        errand: &mut Errand,
        conditions: &HeaderMap,
    ) -> Result<Passed, MediaFault> {
        let mut headers = errand.headers.clone();
        for (name, value) in conditions {
            headers.insert(name.clone(), value.clone());
        }
        let mut request = http::Request::new(std::mem::take(&mut errand.body));
        *request.method_mut() = errand.method.clone();
        *request.headers_mut() = headers;
        *request.uri_mut() = errand
            .url
            .as_str()
            .parse()
            .map_err(|_| MediaFault::new(crate::fault::code::BAD_URL, "Not a URL"))?;
        self.origin.pass_on(request).await
    }

    /// Asks the origin, with the conditions of what is kept in the place of the client's own.
    async fn fetch_for(&self, mut errand: Errand, kept: Option<Kept>) -> Response {
        let asked = Asked { method: errand.method.clone(), headers: errand.headers.clone() };
        let conditions = kept.as_ref().map(|kept| kept.head.conditions()).unwrap_or_default();
        if kept.is_some() {
            asked.own_conditions().for_each(|name| {
                errand.headers.remove(name);
            });
        }
        let asked_at = self.now();
        let outcome = self.pass_on(&mut errand, &conditions).await;
        let times = (asked_at, self.now());
        let has_failed = match &outcome {
            Ok(answer) => matches!(answer.status.as_u16(), 500 | 502 | 503 | 504),
            Err(fault) => fault.is_passing(),
        };
        let rules = &self.keeping.relay;
        match (outcome, kept) {
            (_, Some(kept))
                if has_failed && kept.head.covers_failure(rules, &asked.headers, times.1) =>
            {
                answer_of(&kept.head, kept.body, &asked, times.1, "hit; detail=stale-if-error")
            }
            (Err(fault), Some(kept)) if kept.head.must_be_asked() => {
                error(StatusCode::GATEWAY_TIMEOUT, &fault)
            }
            (Err(fault), _) => error(StatusCode::BAD_GATEWAY, &fault),
            (Ok(answer), Some(kept))
                if answer.status == StatusCode::NOT_MODIFIED && !conditions.is_empty() =>
            {
                self.confirmed(&errand, kept, &asked, &answer.headers, times).await
            }
            (Ok(answer), kept) => self.taken_in(&errand, &asked, kept, answer, times).await,
        }
    }

    async fn confirmed(
        &self,
        errand: &Errand,
        kept: Kept,
        asked: &Asked,
        headers: &HeaderMap,
        times: (SystemTime, SystemTime),
    ) -> Response {
        let mut head = kept.head;
        head.confirm(headers, times);
        let status = "fwd=stale; fwd-status=304";
        let answer = answer_of(&head, kept.body.clone(), asked, self.now(), status);
        self.keep_variant(errand, head, kept.body).await;
        answer
    }

    async fn taken_in(
        &self,
        errand: &Errand,
        asked: &Asked,
        kept: Option<Kept>,
        answer: Passed,
        times: (SystemTime, SystemTime),
    ) -> Response {
        let status = if kept.is_some() { "fwd=stale" } else { "fwd=uri-miss" };
        if errand.method == Method::HEAD {
            if kept.is_some_and(|kept| is_of_another(&kept.head.headers, &answer.headers)) {
                self.cache.remove(&errand.name()).await;
            }
            return passed(answer, status);
        }
        let rules = &self.keeping.relay;
        let heads = ((&errand.method, &asked.headers), (answer.status, &answer.headers));
        let Some(head) = Stored::new(rules, heads.0, heads.1, times) else {
            // What may not be kept replaces what was kept all the same, unless it is an error or a part.
            if kept.is_some() && answer.status == StatusCode::OK {
                self.cache.remove(&errand.name()).await;
            }
            return passed(answer, status);
        };
        self.keep_variant(errand, head.clone(), answer.bytes.clone()).await;
        // The client's own conditions were not passed on where ours were.
        if kept.is_some() {
            return answer_of(&head, answer.bytes, asked, self.now(), status);
        }
        passed(answer, status)
    }

    async fn keep_variant(&self, errand: &Errand, head: Stored, body: Bytes) {
        let name = errand.name();
        let object = Object::of(&body);
        let others = self.cache.entry(&name).map(|entry| entry.answers.clone()).unwrap_or_default();
        let is_other = |answer: &Answer| {
            answer.head.as_ref().is_some_and(|known| !known.is_for(&errand.headers))
        };
        let renditions = [(VERBATIM.to_owned(), object.clone())].into();
        let mut answers = vec![Answer { head: Some(head), source: None, renditions }];
        answers.extend(others.into_iter().filter(is_other).take(MAX_VARIANTS - 1));
        let partition = errand.partition.as_str().to_owned();
        let entry = Entry { address: name, partition, answers };
        if let Err(error) = self.cache.put(entry, vec![(object, body)]).await {
            tracing::warn!(%error, "an answer could not be kept");
        }
    }
}

/// The rendition that is no rendition.
const VERBATIM: &str = "verbatim";

/// RFC 9111 §4.3.5: a `HEAD` that describes another answer than is kept.
fn is_of_another(kept: &HeaderMap, said: &HeaderMap) -> bool {
    [ETAG, LAST_MODIFIED, CONTENT_LENGTH]
        .iter()
        .any(|name| said.contains_key(name) && said.get(name) != kept.get(name))
}
