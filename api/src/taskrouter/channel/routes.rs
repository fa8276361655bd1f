//! The paths of the channel.

use axum::Router;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use http::{HeaderValue, StatusCode, header};

use super::{errand, open};
use crate::front::Door;

/// `/v1/wschannels`, and with the account and the worker in the path as policies name it. The token alone
/// says who it is.
pub(crate) fn router() -> Router<Door> {
    let both = || get(open::open).post(errand::answer).options(preflight);
    Router::new()
        .route("/v1/wschannels", both())
        .route("/v1/wschannels/{account}/{channel}", both())
}

/// What a browser asks before it posts JSON to another origin (Fetch §4.8). Any origin may: what counts is
/// the token in the body, which no browser adds by itself.
async fn preflight() -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    let set = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, apiversion, clientversion, if-match"),
        (header::ACCESS_CONTROL_MAX_AGE, "3600"),
    ];
    for (name, value) in set {
        headers.insert(name, HeaderValue::from_static(value));
    }
    to_anybody(response)
}

/// Lets a page of any origin read the answer.
pub(super) fn to_anybody(mut response: Response) -> Response {
    let anybody = HeaderValue::from_static("*");
    response.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anybody);
    response
}
