//! One socket's life.

use std::time::Duration;

use axum::body::Bytes;
use axum::extract::ws::{CloseFrame, Message, WebSocket};
use tokio::time::{Instant, MissedTickBehavior, interval_at, sleep, timeout};

use super::registry::{Farewell, Seat};

/// How often the client hears of us when nothing happens; it gives up after 30 s.
const BLANK: Duration = Duration::from_secs(15);
/// How long a client may be silent that is pinged every 15 s.
const SILENCE: Duration = Duration::from_secs(45);
/// How long a frame may take to be sent.
const SENDING: Duration = Duration::from_secs(10);
/// How long the client may take to close, too.
const FAREWELL: Duration = Duration::from_secs(2);

/// What to do next.
enum Next {
    Send(Message),
    Go(Farewell),
    /// The client closed, or the connection broke.
    Gone,
    Wait,
}

/// Tells `first`, then what the seat hears, until the token's life is over or either side closes.
pub(super) async fn talk(mut socket: WebSocket, seat: &mut Seat, first: String, life: Duration) {
    let mut blanks = interval_at(Instant::now() + BLANK, BLANK);
    blanks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut expiry = std::pin::pin!(sleep(life));
    let mut pace = Pace::new(seat.limits.messages_per_second);
    let mut next = Next::Send(Message::text(first));
    loop {
        match next {
            Next::Send(message) => {
                if !matches!(timeout(SENDING, socket.send(message)).await, Ok(Ok(()))) {
                    return;
                }
            }
            Next::Go(farewell) => return close(socket, farewell).await,
            Next::Gone => return,
            Next::Wait => {}
        }
        next = tokio::select! {
            biased;
            () = expiry.as_mut() => Next::Go(Farewell::Expired),
            _ = seat.farewell.changed() => said(seat),
            frame = seat.frames.recv() => frame.map_or(Next::Gone, |it| Next::Send(Message::text(it))),
            _ = blanks.tick() => match pace.is_silent() {
                true => Next::Go(Farewell::Silent),
                false => blank(&mut socket).await,
            },
            message = socket.recv() => heard(message, &mut pace),
        };
    }
}

fn said(seat: &mut Seat) -> Next {
    let farewell = *seat.farewell.borrow_and_update();
    farewell.map_or(Next::Wait, Next::Go)
}

/// A ping, whose answer proves that the client is there, and the blank that it waits for.
async fn blank(socket: &mut WebSocket) -> Next {
    match timeout(SENDING, socket.send(Message::Ping(Bytes::new()))).await {
        Ok(Ok(())) => Next::Send(Message::text(" ")),
        Ok(Err(_)) | Err(_) => Next::Gone,
    }
}

/// The client has nothing to say here but pings and pongs; what else it sends is not read.
fn heard(message: Option<Result<Message, axum::Error>>, pace: &mut Pace) -> Next {
    match message {
        Some(Ok(Message::Close(_))) | None => Next::Gone,
        Some(Err(error)) => {
            tracing::debug!(%error, "a worker's socket broke off");
            Next::Gone
        }
        Some(Ok(Message::Text(_) | Message::Binary(_) | Message::Ping(_) | Message::Pong(_))) => {
            if pace.allows() {
                Next::Wait
            } else {
                Next::Go(Farewell::Unruly)
            }
        }
    }
}

async fn close(mut socket: WebSocket, farewell: Farewell) {
    let (code, reason) = farewell.said();
    tracing::info!(code, reason, "a worker's socket is closed");
    let frame = CloseFrame { code, reason: reason.into() };
    let closing = async {
        socket.send(Message::Close(Some(frame))).await?;
        while let Some(Ok(_)) = socket.recv().await {}
        Ok::<(), axum::Error>(())
    };
    // A client that does not close is left; the connection ends with us.
    drop(timeout(FAREWELL, closing).await);
}

/// How much the client sends, and when it last did.
struct Pace {
    most: u32,
    since: Instant,
    count: u32,
    last: Instant,
}

impl Pace {
    fn new(most: u32) -> Self {
        let now = Instant::now();
        Self { most, since: now, count: 0, last: now }
    }

    /// Counts a message; whether it is within what one second may hold.
    fn allows(&mut self) -> bool {
        let now = Instant::now();
        if now - self.since >= Duration::from_secs(1) {
            (self.since, self.count) = (now, 0);
        }
        (self.last, self.count) = (now, self.count + 1);
        self.count <= self.most
    }

    fn is_silent(&self) -> bool {
        self.last.elapsed() >= SILENCE
    }
}
