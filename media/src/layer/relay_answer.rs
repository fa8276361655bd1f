//! What the relay answers, from the store or passed on.

use std::time::SystemTime;

use axum::Json;
use axum::body::Body;
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use http::header::{
    AGE, CACHE_CONTROL, CONTENT_LENGTH, CONTENT_LOCATION, CONTENT_RANGE, DATE, ETAG, EXPIRES,
    HeaderMap, HeaderName, HeaderValue, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED, VARY, VIA,
};
use http::{Method, StatusCode};

use crate::fault::MediaFault;
use crate::http_cache::{Part, Stored, in_short_list, part_wanted, without_hop_by_hop};
use crate::origin::Passed;

const CACHE_STATUS: HeaderName = HeaderName::from_static("cache-status");

/// What a client asked.
pub(super) struct Asked {
    pub(super) method: Method,
    pub(super) headers: HeaderMap,
}

impl Asked {
    /// The conditions that ours take the place of.
    pub(super) fn own_conditions(&self) -> impl Iterator<Item = HeaderName> {
        [IF_NONE_MATCH, IF_MODIFIED_SINCE].into_iter()
    }

    /// Whether the client has this very version (RFC 9110 §13.2.2). `Date` stands in for `Last-Modified`.
    fn has(&self, head: &Stored) -> bool {
        if head.status != 200 {
            return false;
        }
        if self.headers.contains_key(IF_NONE_MATCH) {
            let etag =
                head.headers.get(ETAG).and_then(|etag| std::str::from_utf8(etag.as_bytes()).ok());
            return etag.is_some_and(|etag| in_short_list(&self.headers, IF_NONE_MATCH, etag));
        }
        let date = |headers: &HeaderMap, name| {
            httpdate::parse_http_date(headers.get::<HeaderName>(name)?.to_str().ok()?).ok()
        };
        let modified = date(&head.headers, LAST_MODIFIED).or_else(|| date(&head.headers, DATE));
        matches!(
            (modified, date(&self.headers, IF_MODIFIED_SINCE)),
            (Some(modified), Some(since)) if modified <= since
        )
    }
}

/// The answer that is kept, as this client wants it.
pub(super) fn answer_of(
    head: &Stored,
    body: Bytes,
    asked: &Asked,
    now: SystemTime,
    status: &str,
) -> Response {
    let mut headers = head.headers.clone();
    headers.insert(AGE, HeaderValue::from(head.age(now).as_secs()));
    if asked.has(head) {
        let told = [CACHE_CONTROL, CONTENT_LOCATION, DATE, ETAG, EXPIRES, VARY, AGE];
        let told =
            told.into_iter().filter_map(|name| Some((name.clone(), headers.get(&name)?.clone())));
        return finished(StatusCode::NOT_MODIFIED, told.collect(), Body::empty(), status);
    }
    headers.remove(CONTENT_LENGTH);
    let code = StatusCode::from_u16(head.status).unwrap_or(StatusCode::BAD_GATEWAY);
    let part = if head.status == 200 && asked.method == Method::GET {
        part_wanted(&asked.headers, &head.headers, body.len())
    } else {
        Part::Whole
    };
    match part {
        Part::Whole => {
            headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
            let body = if asked.method == Method::HEAD { Bytes::new() } else { body };
            finished(code, headers, Body::from(body), status)
        }
        Part::Bytes(range) => {
            let said = format!("bytes {}-{}/{}", range.start, range.end - 1, body.len());
            set(&mut headers, CONTENT_RANGE, &said);
            finished(StatusCode::PARTIAL_CONTENT, headers, Body::from(body.slice(range)), status)
        }
        Part::None => {
            set(&mut headers, CONTENT_RANGE, &format!("bytes */{}", body.len()));
            finished(StatusCode::RANGE_NOT_SATISFIABLE, headers, Body::empty(), status)
        }
    }
}

/// What an origin answered, passed on.
pub(super) fn passed(answer: Passed, status: &str) -> Response {
    let mut headers = without_hop_by_hop(&answer.headers);
    if !answer.bytes.is_empty() {
        headers.remove(CONTENT_LENGTH);
    }
    finished(answer.status, headers, Body::from(answer.bytes), status)
}

/// There is no answer.
pub(super) fn error(status: StatusCode, fault: &MediaFault) -> Response {
    (status, Json(fault.clone())).into_response()
}

fn finished(status: StatusCode, headers: HeaderMap, body: Body, said: &str) -> Response {
    let mut response = Response::new(body);
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response.headers_mut().append(VIA, HeaderValue::from_static("1.1 ringback"));
    if let Ok(said) = HeaderValue::from_str(&format!("ringback; {said}")) {
        response.headers_mut().append(CACHE_STATUS, said);
    }
    response
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}
