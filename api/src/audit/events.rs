//! `/v1/Events`: everything that happened in the account, in order, and on request as it happens.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use commands::port::{EventStore, RecordedEvent};
use commands::position::Position;
use futures_util::stream::{self, Stream};
use http::header;
use serde_json::{Value, json};
use tokio::sync::watch;

use super::show::show;
use crate::front::{Ask, Pass, Problem, Reply};

const BATCH: usize = 100;
const POLL: Duration = Duration::from_secs(5);

/// `After` is a position (0 for the beginning, `latest` for the end), `Limit` 1–1,000. With `Accept: text/event-stream` the
/// answer goes on for ever, and `Last-Event-ID` continues where another broke off.
pub(crate) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let after = match ask.query.filled("After") {
        Some("latest") => ask.writer().store.head().await.map_err(commands::Failure::from)?.0,
        _ => ask.query.parsed::<u64>("After", 20001)?.unwrap_or(0),
    };
    let accept = ask.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("text/event-stream")) {
        return live(ask, after);
    }
    let limit = limit(ask, 100)?;
    let store = &ask.writer().store;
    let account = ask.account.to_string();
    let events = store.read_account(&account, Position(after), limit).await;
    let events = events.map_err(commands::Failure::from)?;
    let next = events.last().map_or(after, |event| event.position.0);
    let shown: Vec<Value> = events.iter().map(show).collect();
    Reply::ok(json!({"events": shown, "next_after": next, "is_last": events.len() < limit}))
}

/// `Limit`: 1–1,000.
pub(super) fn limit(ask: &Ask, default: usize) -> Result<usize, Problem> {
    let limit = ask.query.parsed::<usize>("Limit", 20001)?.unwrap_or(default);
    if (1..=1_000).contains(&limit) {
        Ok(limit)
    } else {
        Err(Problem::invalid(20001, "Limit is not between 1 and 1000"))
    }
}

fn live(ask: &Ask, after: u64) -> Result<Reply, Problem> {
    let last = ask.headers.get("last-event-id");
    let bad = || Problem::invalid(20001, "Last-Event-ID is not a position");
    let after = match last {
        None => after,
        Some(value) => value.to_str().ok().and_then(|text| text.parse().ok()).ok_or_else(bad)?,
    };
    let store = Arc::clone(&ask.writer().store);
    let tail = Tail {
        wakeups: store.wakeups(),
        store,
        account: ask.account.to_string(),
        after: Position(after),
        ready: Vec::new().into_iter(),
        _pass: ask.open_stream()?,
    };
    let keep_alive = KeepAlive::new().interval(Duration::from_secs(15));
    let response: Response = Sse::new(follow(tail)).keep_alive(keep_alive).into_response();
    Ok(Reply::Stream(response))
}

/// A reader at the end of an account's log.
struct Tail {
    store: Arc<dyn EventStore>,
    wakeups: watch::Receiver<Position>,
    account: String,
    after: Position,
    ready: std::vec::IntoIter<RecordedEvent>,
    _pass: Pass,
}

/// Event after event; ends when the log cannot be read, and whoever follows comes back by itself.
fn follow(tail: Tail) -> impl Stream<Item = Result<Event, Infallible>> {
    stream::unfold(tail, |mut tail| async move {
        let recorded = tail.next().await?;
        let event = Event::default()
            .id(recorded.position.0.to_string())
            .event(recorded.event.event_type.clone())
            .data(show(&recorded).to_string());
        Some((Ok(event), tail))
    })
}

impl Tail {
    async fn next(&mut self) -> Option<RecordedEvent> {
        loop {
            if let Some(event) = self.ready.next() {
                return Some(event);
            }
            self.wakeups.borrow_and_update();
            let read = self.store.read_account(&self.account, self.after, BATCH).await;
            let events = match read {
                Ok(events) => events,
                Err(error) => {
                    tracing::warn!(%error, "an event stream ends: the log does not answer");
                    return None;
                }
            };
            match events.last() {
                Some(last) => self.after = last.position,
                // A lost wake-up costs at most the poll.
                None => {
                    let woken = tokio::time::timeout(POLL, self.wakeups.changed()).await;
                    if matches!(woken, Ok(Err(_))) {
                        return None;
                    }
                }
            }
            self.ready = events.into_iter();
        }
    }
}
