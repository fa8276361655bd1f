//! The layer's face.

use std::pin::Pin;
use std::task::{Context, Poll};

use axum::body::{Body, HttpBody};
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use axum::{Json, Router};
use bytes::Bytes;
use http::header::{CACHE_CONTROL, CONTENT_TYPE, ETAG, IF_NONE_MATCH};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, Uri};
use http_body::{Frame, SizeHint};

use super::config::Layer;
use super::fill::Head;
use super::make::Found;
use super::relay;
use crate::address::AddressError;
use crate::cache::Lease;
use crate::fault::{MediaFault, code};

/// RFC 2046 §4.3: 8 kHz µ-law, one channel, no header.
const PCMU: &str = "audio/basic";
/// Our own for an address that is none and for one that isn't signed, as Twilio's REST API numbers them.
const NOT_FOUND: u32 = 20404;
const FORBIDDEN: u32 = 20403;

impl Layer {
    /// The addresses, to be served or merged with others: `/media/{partition}/say`,
    /// `/media/{partition}/play`, `/media/builtin/{name}`.
    ///
    /// ```text
    /// 200  content-type: audio/basic · etag · cache-control     the sound; 304 to a matching If-None-Match
    /// 400  {"code":13520,…}  the text, voice, language or URL   403  not signed   404  not an address
    /// 502  {"code":11200,…}  the origin or what it sent         500  the layer itself
    /// ```
    pub fn router(&self) -> Router {
        Router::new()
            .route("/media/builtin/{name}", get(serve))
            .route("/media/{partition}/say", get(serve))
            .route("/media/{partition}/play", get(serve))
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
    match layer.0.find(&address).await {
        Ok(Found::Whole(head, bytes, lease)) => {
            let body = || Body::new(Held { bytes: Some(bytes), _lease: lease });
            respond(&head, &headers, body)
        }
        Ok(Found::Growing(head, fill)) => {
            respond(&head, &headers, || Body::from_stream(fill.read()))
        }
        Err(fault) => (status_of(&fault), Json(fault)).into_response(),
    }
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

fn respond(head: &Head, asked: &HeaderMap, body: impl FnOnce() -> Body) -> Response {
    let is_known = head.etag.as_ref().is_some_and(|etag| {
        let tags = asked.get_all(IF_NONE_MATCH).iter().filter_map(|tags| tags.to_str().ok());
        tags.flat_map(|tags| tags.split(',')).any(|tag| tag.trim().trim_start_matches("W/") == etag)
    });
    let mut response =
        if is_known { StatusCode::NOT_MODIFIED.into_response() } else { Response::new(body()) };
    let headers = response.headers_mut();
    let mut set = |name: HeaderName, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    set(CACHE_CONTROL, &head.cache_control);
    if let Some(etag) = &head.etag {
        set(ETAG, etag);
    }
    if !is_known {
        set(CONTENT_TYPE, PCMU);
    }
    response
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
