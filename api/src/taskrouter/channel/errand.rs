//! The tunnelled request: read it, permit it, answer it.

use std::time::Duration;

use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{Request, State};
use axum::response::{IntoResponse, Response};
use domain::sid::WorkItemSid;
use http::{HeaderMap, Method, StatusCode, header};
use projections::{Paging, ReservationFilter};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::open::permit;
use super::read::look;
use super::routes::to_anybody;
use super::translate::told;
use crate::front::{Door, Fields, Inside, Problem};
use crate::tokens::{Errand, Verdict, WorkerToken, verify};

/// The largest request, in bytes: attributes of 4,096 characters, a token and more.
const BYTES: usize = 64 * 1_024;
const TIME: Duration = Duration::from_secs(15);
/// The most fields, with each value of a list counted.
const FIELDS: usize = 500;

/// `{"url": "Workspaces/WS…/Workers/WK…", "method": "POST", "params": {…}, "token": "…"}`
#[derive(Deserialize)]
struct Posted {
    url: String,
    #[serde(default = "get")]
    method: String,
    #[serde(default)]
    params: Map<String, Value>,
    token: String,
}

fn get() -> String {
    "GET".to_owned()
}

/// `POST /v1/wschannels`
pub(super) async fn answer(State(door): State<Door>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let answered = answered(&door, &parts.headers, body).await;
    let payload = |payload| axum::Json(json!({"payload": payload})).into_response();
    to_anybody(answered.map_or_else(IntoResponse::into_response, payload))
}

async fn answered(door: &Door, headers: &HeaderMap, body: Body) -> Result<Value, Problem> {
    let posted = read(body).await?;
    let token = verify(door.state(), &posted.token).await?;
    let _pass = door.enter(token.account)?;
    permit(&token, "POST")?;
    let errand = errand(posted)?;
    allow(door, &token, &errand).await?;
    if errand.method == "GET" {
        caught_up(door).await?;
        if let Some(seen) = look(door.state(), &token, &errand).await? {
            return Ok(seen);
        }
        return ask(door, &token, errand, headers).await.map(told);
    }
    let again = Errand { method: "GET".to_owned(), fields: Vec::new(), path: errand.path.clone() };
    let shown = ask(door, &token, errand, headers).await?;
    // What the channel shows in its own way it shows so after a change, too.
    caught_up(door).await?;
    let seen = look(door.state(), &token, &again).await.ok().flatten();
    let is_one = seen.as_ref().is_some_and(|seen| seen["sid"] == shown["sid"]);
    Ok(seen.filter(|_| is_one).unwrap_or_else(|| told(shown)))
}

async fn read(body: Body) -> Result<Posted, Problem> {
    let reading = tokio::time::timeout(TIME, to_bytes(body, BYTES)).await;
    let late =
        |_| Problem::new(StatusCode::REQUEST_TIMEOUT, 20408, "The request did not come in time");
    let large =
        |_| Problem::new(StatusCode::PAYLOAD_TOO_LARGE, 20413, "The request is larger than 64 KiB");
    let body: Bytes = reading.map_err(late)?.map_err(large)?;
    serde_json::from_slice(&body).map_err(|error| {
        Problem::invalid(40001, format!("The request is not what it should be: {error}"))
    })
}

/// What is wanted, with a path as REST has it.
fn errand(posted: Posted) -> Result<Errand, Problem> {
    let bad = |message: &str| Problem::invalid(20001, message);
    if !matches!(posted.method.as_str(), "GET" | "POST") {
        return Err(bad("method is neither GET nor POST"));
    }
    let path = posted.url.trim_start_matches('/');
    let path = path.strip_prefix("v1/").unwrap_or(path);
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '/' | '_' | '-' | '.');
    if path.is_empty()
        || !path.chars().all(is_plain)
        || path.split('/').any(|it| it.starts_with('.'))
    {
        return Err(bad("url is not the path of a resource"));
    }
    let fields = Fields::of_members(posted.params).into_pairs();
    if fields.len() > FIELDS {
        return Err(bad("more than 500 fields"));
    }
    Ok(Errand { method: posted.method, path: format!("/v1/{path}"), fields })
}

async fn allow(door: &Door, token: &WorkerToken, errand: &Errand) -> Result<(), Problem> {
    let is_allowed = match token.says(errand) {
        Verdict::Yes => true,
        Verdict::No => false,
        Verdict::IfOffered(item) => was_offered(door, token, item).await?,
    };
    if is_allowed {
        return Ok(());
    }
    metrics::counter!("ringback_errands_refused_total").increment(1);
    let message = format!("The token does not permit {} {}", errand.method, errand.path);
    Err(Problem::new(StatusCode::FORBIDDEN, 20403, message))
}

async fn was_offered(door: &Door, token: &WorkerToken, item: WorkItemSid) -> Result<bool, Problem> {
    let filter = ReservationFilter {
        work_item_sid: Some(item),
        worker_sid: Some(token.worker),
        ..ReservationFilter::default()
    };
    let (account, inside) = (token.account, token.workspace);
    let views = &door.state().views;
    let page = views.reservations(account, inside, &filter, &Paging::first(1)).await?;
    Ok(!page.rows.is_empty())
}

async fn ask(
    door: &Door,
    token: &WorkerToken,
    errand: Errand,
    outside: &HeaderMap,
) -> Result<Value, Problem> {
    let mut headers = HeaderMap::new();
    for name in [header::IF_MATCH, header::HOST] {
        if let Some(value) = outside.get(&name) {
            headers.insert(name, value.clone());
        }
    }
    let method = if errand.method == "GET" { Method::GET } else { Method::POST };
    // The client says where a page of a list begins by these names.
    let renamed = |(name, value): (String, String)| match name.as_str() {
        "AfterSid" | "NextToken" => ("PageToken".to_owned(), value),
        _ => (name, value),
    };
    let fields = errand.fields.into_iter().map(renamed).collect();
    let path = errand.path.replace("/WorkerChannels", "/Channels");
    door.ask(token.caller(), Inside { method, path: &path, fields, headers }).await
}

/// Waits until the read side shows what was written up to now, so that a worker sees what it did.
async fn caught_up(door: &Door) -> Result<(), Problem> {
    let state = door.state();
    let head = state.writer.store.head().await.map_err(commands::Failure::from)?;
    Ok(state.views.wait_for(head, state.limits.catch_up).await?)
}
