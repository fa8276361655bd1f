//! What a request is answered with.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde_json::Value;

/// What a request is answered with when all went well.
pub(crate) enum Reply {
    /// A resource.
    Json(StatusCode, Value),
    /// A resource and its version, which the header `ETag` carries. Without quotes, as the dialect has it,
    /// though RFC 9110 §8.8.3 wants them.
    Versioned(StatusCode, Value, u64),
    /// Nothing to show.
    Empty,
    /// A stream of events.
    Stream(Response),
}

impl Reply {
    pub(crate) fn ok(value: Value) -> Result<Self, super::Problem> {
        Ok(Self::Json(StatusCode::OK, value))
    }

    pub(crate) fn created(value: Value) -> Result<Self, super::Problem> {
        Ok(Self::Json(StatusCode::CREATED, value))
    }
}

impl IntoResponse for Reply {
    fn into_response(self) -> Response {
        match self {
            Self::Json(status, value) => (status, axum::Json(value)).into_response(),
            Self::Versioned(status, value, version) => {
                let mut response = (status, axum::Json(value)).into_response();
                response.headers_mut().insert(header::ETAG, HeaderValue::from(version));
                response
            }
            Self::Empty => StatusCode::NO_CONTENT.into_response(),
            Self::Stream(response) => response,
        }
    }
}
