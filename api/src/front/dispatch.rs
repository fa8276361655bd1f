//! The way of a request: path, credentials, account, limits, fields, operation.

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{any, get};
use commands::Idempotency;
use domain::sid::AccountSid;
use http::request::Parts;
use http::{HeaderValue, Method, StatusCode, header};
use projections::AccountStatus;
use ring::digest::{Context as Digest, SHA256};

use super::auth::Caller;
use super::route::{Access, Found, Names, Route, find};
use super::state::{ApiState, Front};
use super::table::table;
use super::{Ask, Fields, Problem, Reply, openapi};

/// The largest form, in bytes.
const FORM_BYTES: usize = 64 * 1024;
/// The largest form that holds a document or many resources: a workflow's document of 1,038,576 bytes, each
/// byte of it escaped.
const BULKY_FORM_BYTES: usize = 4 * 1024 * 1024;
const FORM_TIME: Duration = Duration::from_secs(15);

#[derive(Clone)]
pub(crate) struct Door {
    pub(super) front: Arc<Front>,
    pub(super) table: Arc<Vec<Route>>,
}

/// All that is served to customers: `/2010-04-01`, `/v1`, `/openapi.json`, `/health`, `/ready`, `/console/`.
///
/// The router has no fallback, so it can be merged with others.
pub fn router(state: ApiState) -> Router {
    let table = Arc::new(table());
    let document = Bytes::from(openapi::document(&table).to_string());
    let door = Door { front: Arc::new(Front::new(state)), table };
    let json = [(header::CONTENT_TYPE, "application/json")];
    Router::new()
        .route("/2010-04-01/{*rest}", any(serve))
        .route("/v1/{*rest}", any(serve))
        .merge(crate::taskrouter::channel::router())
        .route("/openapi.json", get(move || async move { (json, document) }))
        .route("/health", get(|| async { axum::Json(serde_json::json!({"status": "ok"})) }))
        .route("/ready", get(ready))
        .merge(crate::console::router())
        .layer(tower_http::catch_panic::CatchPanicLayer::custom(
            |_: Box<dyn std::any::Any + Send>| Problem::internal().into_response(),
        ))
        .with_state(door)
}

/// Whether the read side keeps up with the log.
async fn ready(State(door): State<Door>) -> Response {
    let state = &door.front.state;
    let behind = match state.writer.store.head().await {
        Ok(head) => head.0.saturating_sub(state.views.position().0),
        Err(error) => {
            tracing::warn!(%error, "the log does not answer");
            return Problem::unavailable().into_response();
        }
    };
    let is_well = state.views.health().trouble.is_none();
    let status = if is_well { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let word = if is_well { "ready" } else { "failing" };
    (status, axum::Json(serde_json::json!({"status": word, "events_behind": behind})))
        .into_response()
}

async fn serve(State(door): State<Door>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path().to_owned();
    match find(&door.table, &parts.method, &path) {
        Found::Nothing => Problem::not_found(&path).into_response(),
        Found::OtherMethods(methods) if parts.method == Method::OPTIONS => {
            allowing(StatusCode::NO_CONTENT.into_response(), &methods)
        }
        Found::OtherMethods(methods) => {
            let status = StatusCode::METHOD_NOT_ALLOWED;
            let problem = Problem::new(status, 20004, "Method not allowed");
            allowing(problem.into_response(), &methods)
        }
        Found::Route(route, names) => {
            let answer = answer(&door.front, route, names, parts, body).await;
            answer.map_or_else(IntoResponse::into_response, IntoResponse::into_response)
        }
    }
}

fn allowing(mut response: Response, methods: &[Method]) -> Response {
    let mut names: Vec<&str> = methods.iter().map(Method::as_str).collect();
    if names.contains(&"GET") {
        names.push("HEAD");
    }
    names.push("OPTIONS");
    if let Ok(value) = HeaderValue::from_str(&names.join(", ")) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

async fn answer(
    front: &Arc<Front>,
    route: &Route,
    names: Names,
    parts: Parts,
    body: Body,
) -> Result<Reply, Problem> {
    let caller = front.authenticate(&parts.headers).await?;
    let _pass = front.requests.enter(caller.account).ok_or_else(Problem::too_many)?;
    let path = parts.uri.path();
    let query = Fields::read(parts.uri.query().unwrap_or_default().as_bytes())?;
    let named = named_account(route, &names, &query, path)?.unwrap_or(caller.account);
    let account = admit(front, route, named, &caller, path).await?;
    let body = read_form(route, &parts, body).await?;
    let ask = Ask {
        front: Arc::clone(front),
        idempotency: idempotency(&caller, &parts, &body)?,
        caller,
        account,
        names,
        path: path.to_owned(),
        raw_query: parts.uri.query().map(str::to_owned),
        query,
        form: fields(route, &parts, &body)?,
        headers: parts.headers,
    };
    (route.operation)(&ask).await
}

/// The account in the path; under `/v1`, which names none there, the query's `AccountSid`.
fn named_account(
    route: &Route,
    names: &Names,
    query: &Fields,
    path: &str,
) -> Result<Option<AccountSid>, Problem> {
    let in_path =
        names.iter().find(|(name, _)| *name == "AccountSid").map(|(_, text)| text.as_str());
    let in_query = query.filled("AccountSid").filter(|_| route.path.starts_with("/v1"));
    let text = in_path.or(in_query);
    text.map(|text| text.parse().map_err(|_| Problem::not_found(path))).transpose()
}

/// The account that the request is about, if the caller may ask this of it.
async fn admit(
    front: &Front,
    route: &Route,
    account: AccountSid,
    caller: &Caller,
    path: &str,
) -> Result<AccountSid, Problem> {
    let status = front.reach(caller, account, path).await?;
    if caller.is_key && route.access == Access::Token {
        return Err(Problem::forbidden("An API key may not do this; use the account's auth token"));
    }
    // What may still be asked of an account that is not active: to look, and to activate it again.
    let looks = route.method == Method::GET || route.id == "UpdateAccount";
    if status != AccountStatus::Active && !looks {
        return Err(Problem::inactive());
    }
    Ok(account)
}

async fn read_form(route: &Route, parts: &Parts, body: Body) -> Result<Bytes, Problem> {
    if route.method == Method::GET {
        return Ok(Bytes::new());
    }
    let room = if route.is_bulky() { BULKY_FORM_BYTES } else { FORM_BYTES };
    let reading = tokio::time::timeout(FORM_TIME, to_bytes(body, room)).await;
    let late =
        |_| Problem::new(StatusCode::REQUEST_TIMEOUT, 20408, "The form did not come in time");
    let body = reading.map_err(late)?.map_err(unread)?;
    let kind = parts.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    let is_form = kind.to_ascii_lowercase().starts_with(b"application/x-www-form-urlencoded");
    let is_taken = is_form || is_json(parts) && route.takes_json();
    if !body.is_empty() && !kind.is_empty() && !is_taken {
        let message = "Fields are sent as application/x-www-form-urlencoded";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, 20415, message));
    }
    Ok(body)
}

fn fields(route: &Route, parts: &Parts, body: &Bytes) -> Result<Fields, Problem> {
    if is_json(parts) && route.takes_json() { Fields::of_json(body) } else { Fields::read(body) }
}

fn is_json(parts: &Parts) -> bool {
    let kind = parts.headers.get(header::CONTENT_TYPE).map_or(&b""[..], HeaderValue::as_bytes);
    kind.to_ascii_lowercase().starts_with(b"application/json")
}

/// Too long, or broken off.
fn unread(error: axum::Error) -> Problem {
    let source = std::error::Error::source(&error);
    if source.is_some_and(|source| source.is::<http_body_util::LengthLimitError>()) {
        let message = "The form is larger than may be";
        return Problem::new(StatusCode::PAYLOAD_TOO_LARGE, 20413, message);
    }
    Problem::invalid(20001, "The form broke off, or its chunks are malformed")
}

/// The Idempotency-Key header with a digest of the request. GETs need none.
fn idempotency(
    caller: &Caller,
    parts: &Parts,
    body: &Bytes,
) -> Result<Option<Idempotency>, Problem> {
    let Some(value) = parts.headers.get("idempotency-key") else { return Ok(None) };
    let key = value.to_str().ok().filter(|key| !key.is_empty() && key.len() <= 255);
    let bad = || Problem::invalid(20001, "Idempotency-Key is not 1 to 255 visible characters");
    let key = key.ok_or_else(bad)?.to_owned();
    let mut digest = Digest::new(&SHA256);
    for part in [parts.method.as_str(), "\n", parts.uri.path(), "\n"] {
        digest.update(part.as_bytes());
    }
    digest.update(body);
    let mut fingerprint = [0; 32];
    fingerprint.copy_from_slice(digest.finish().as_ref());
    Ok(Some(Idempotency { account: caller.account, key, fingerprint }))
}
