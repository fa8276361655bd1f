//! The layer's face.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use bytes::Bytes;
use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_LOCATION, CONTENT_RANGE, CONTENT_TYPE, ETAG,
    IF_NONE_MATCH,
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use http_body::{Frame, SizeHint};

use super::config::Layer;
use super::fill::Head;
use super::make::Found;
use super::relay;
use crate::address::{Address, AddressError, Content};
use crate::cache::Lease;
use crate::fault::{MediaFault, code};
use crate::format::Target;
use crate::http_cache::{Part, in_short_list, part_wanted};

/// RFC 8246.
const FOREVER: &str = "private, max-age=31536000, immutable";
/// Our own for an address that is none and for one that isn't signed, as Twilio's REST API numbers them.
const NOT_FOUND: u32 = 20404;
const FORBIDDEN: u32 = 20403;

impl Layer {
    /// The addresses, to be served or merged with others; docs/MEDIA.md has them one by one.
    ///
    /// ```text
    /// 200  content-type · etag · cache-control · content-location     the sound, as it comes or whole
    /// 206  what Range asks for, of a whole one   304  to a matching If-None-Match   416  no such part
    /// 400  {"code":13520,…}  the text, voice, language or URL   403  not signed   404  not an address
    /// 502  {"code":11200,…}  the origin or what it sent         500  the layer itself
    /// ```
    pub fn router(&self) -> Router {
        Router::new()
            .route("/media/builtin/{name}", get(serve))
            .route("/media/{partition}/say", get(serve))
            .route("/media/{partition}/play", get(serve))
            .route("/media/{partition}/{content}", get(serve_content))
            .route("/media/{partition}/relay/{*rest}", any(relay::serve))
            .with_state(self.clone())
    }
}

async fn serve(State(layer): State<Layer>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    let address = match layer.0.key.verify(path) {
        Ok(address) => address,
        Err(error) => return refuse_address(error),
    };
    let target = address.target();
    match layer.0.find(&address).await {
        Ok(Found::Whole(head, bytes, lease)) => {
            let mut response = whole(&head, target, &headers, (bytes, lease));
            if let Some(content) = content_of(&address, &head) {
                let path = layer.0.key.sign_content(&content);
                set(response.headers_mut(), CONTENT_LOCATION, &path);
            }
            response
        }
        Ok(Found::Growing(head, fill)) => {
            let mut response = Response::new(Body::from_stream(fill.read()));
            describe(response.headers_mut(), &head, target);
            response
        }
        Err(fault) => (status_of(&fault), Json(fault)).into_response(),
    }
}

/// Bytes by their digest: they never change, and are there or not.
async fn serve_content(State(layer): State<Layer>, uri: Uri, headers: HeaderMap) -> Response {
    let path = uri.path_and_query().map_or("", |path| path.as_str());
    let content = match layer.0.key.verify_content(path) {
        Ok(content) => content,
        Err(error) => return refuse_address(error),
    };
    let partition = content.partition.as_str();
    let Some(object) = layer.0.cache.object(partition, &content.digest) else {
        return refuse_address(AddressError::NotAnAddress);
    };
    let Some(held) = layer.0.cache.bytes(partition, &object).await else {
        return refuse_address(AddressError::NotAnAddress);
    };
    let etag = Some(format!("\"{}\"", content.digest));
    let head = Head { etag, cache_control: FOREVER.to_owned() };
    whole(&head, content.target, &headers, held)
}

/// The content address of what is kept for a partition; built-in sounds have their own.
fn content_of(address: &Address, head: &Head) -> Option<Content> {
    let partition = match address {
        Address::Say(partition, _) | Address::Play(partition, ..) => partition.clone(),
        Address::Builtin(_) => return None,
    };
    let digest = head.etag.as_ref()?.trim_matches('"').to_owned();
    Some(Content { partition, digest, target: address.target() })
}

/// The body of an answer that is not evicted while it is sent.
struct Held {
    bytes: Option<Bytes>,
    _lease: Lease,
}

impl HttpBody for Held {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Self::Error>>> {
        Poll::Ready(self.bytes.take().map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}

/// A sound that is there, or the part of it that is wanted.
fn whole(
    head: &Head,
    target: Target,
    asked: &HeaderMap,
    (bytes, lease): (Bytes, Lease),
) -> Response {
    let mut own = HeaderMap::new();
    describe(&mut own, head, target);
    own.insert(ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    let etag = head.etag.as_deref();
    if etag.is_some_and(|etag| in_short_list(asked, IF_NONE_MATCH, etag)) {
        own.remove(CONTENT_TYPE);
        return (StatusCode::NOT_MODIFIED, own).into_response();
    }
    let length = bytes.len();
    let (status, bytes) = match part_wanted(asked, &own, length) {
        Part::Whole => (StatusCode::OK, bytes),
        Part::Bytes(range) => {
            let said = format!("bytes {}-{}/{length}", range.start, range.end - 1);
            set(&mut own, CONTENT_RANGE, &said);
            (StatusCode::PARTIAL_CONTENT, bytes.slice(range))
        }
        Part::None => {
            set(&mut own, CONTENT_RANGE, &format!("bytes */{length}"));
            (StatusCode::RANGE_NOT_SATISFIABLE, Bytes::new())
        }
    };
    let mut response = Response::new(Body::new(Held { bytes: Some(bytes), _lease: lease }));
    *response.status_mut() = status;
    *response.headers_mut() = own;
    response
}

fn describe(headers: &mut HeaderMap, head: &Head, target: Target) {
    set(headers, CACHE_CONTROL, &head.cache_control);
    set(headers, CONTENT_TYPE, &target.content_type());
    if let Some(etag) = &head.etag {
        set(headers, ETAG, etag);
    }
}

fn set(headers: &mut HeaderMap, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        headers.insert(name, value);
    }
}

pub(super) fn refuse_address(error: AddressError) -> Response {
    let (status, code) = match error {
        AddressError::NotAnAddress => (StatusCode::NOT_FOUND, NOT_FOUND),
        AddressError::BadSignature => (StatusCode::FORBIDDEN, FORBIDDEN),
    };
    (status, Json(MediaFault::new(code, error.to_string()))).into_response()
}

fn status_of(fault: &MediaFault) -> StatusCode {
    match fault.code {
        code::BAD_URL | code::LANGUAGE | code::VOICE | code::TEXT => StatusCode::BAD_REQUEST,
        code::INTERNAL => StatusCode::INTERNAL_SERVER_ERROR,
        _ => StatusCode::BAD_GATEWAY,
    }
}
