//! What a request is answered with.

use axum::response::{IntoResponse, Response};
use http::StatusCode;
use serde_json::Value;

/// What a request is answered with when all went well.
pub(crate) enum Reply {
    /// A resource.
    Json(StatusCode, Value),
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
            Self::Empty => StatusCode::NO_CONTENT.into_response(),
            Self::Stream(response) => response,
        }
    }
}
