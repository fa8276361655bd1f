//! From the request to an open socket.

use std::time::Duration;

use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, Uri};
use serde_json::json;

use super::socket::talk;
use crate::front::{ApiState, Door, Fields, Problem};
use crate::tokens::{Errand, Verdict, WorkerToken, verify};

/// The most that a client may send in one message, in bytes.
const MESSAGE_BYTES: usize = 4 * 1_024;

/// `GET /v1/wschannels?token=…&closeExistingSessions=…&setWorkerOfflineIfDisconnected=…`
pub(super) async fn open(
    State(door): State<Door>,
    uri: Uri,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Response {
    let opened = opened(&door, &uri, upgrade).await;
    opened.unwrap_or_else(IntoResponse::into_response)
}

async fn opened(
    door: &Door,
    uri: &Uri,
    upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection>,
) -> Result<Response, Problem> {
    let query = Fields::read(uri.query().unwrap_or_default().as_bytes())?;
    let token = query.filled("token").ok_or_else(Problem::unauthorized)?;
    let token = verify(door.state(), token).await?;
    permit(&token, "GET")?;
    let upgrade = upgrade.map_err(|_| {
        let message = "This is a WebSocket: the request must ask for an upgrade";
        Problem::new(StatusCode::UPGRADE_REQUIRED, 20426, message)
    })?;
    let alone = query.claim("closeExistingSessions").ok().flatten() == Some(true);
    let seat = door.state().channels.enter(&token, alone).ok_or_else(Problem::too_many)?;
    let state = door.state().clone();
    let upgrade = upgrade.max_message_size(MESSAGE_BYTES).max_frame_size(MESSAGE_BYTES);
    Ok(upgrade.on_upgrade(async move |socket| {
        let mut seat = seat;
        let life = life(&state, &token);
        tracing::info!(worker = %token.worker, "a worker's socket is open");
        talk(socket, &mut seat, init(&token, life), life).await;
        tracing::info!(worker = %token.worker, "a worker's socket is closed");
    }))
}

/// Whether the token lets the channel be used. A token with a role does; policies must name it.
pub(super) fn permit(token: &WorkerToken, method: &str) -> Result<(), Problem> {
    let path = format!("/v1/wschannels/{}/{}", token.account, token.worker);
    let errand = Errand { method: method.to_owned(), path, fields: Vec::new() };
    match token.says(&errand) {
        Verdict::Yes => Ok(()),
        Verdict::No | Verdict::IfOffered(_) => {
            Err(Problem::new(StatusCode::FORBIDDEN, 20403, "The token does not permit the channel"))
        }
    }
}

fn life(state: &ApiState, token: &WorkerToken) -> Duration {
    let left = token.expires_at.0.saturating_sub((state.clock)().0);
    Duration::from_micros(u64::try_from(left).unwrap_or(0))
}

fn init(token: &WorkerToken, life: Duration) -> String {
    let payload = json!({
        "channel_id": token.worker.to_string(),
        "account_sid": token.account.to_string(),
        "workspace_sid": token.workspace.to_string(),
        "token_lifetime": u64::try_from(life.as_millis()).unwrap_or(u64::MAX),
    });
    json!({"event_type": "init", "payload": payload}).to_string()
}
