use std::time::Duration;

use axum::Router;
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use super::conversation::converse;
use super::crowd::{Crowd, Room};

/// How long to wait when the system has no socket left to give.
const EXHAUSTED: Duration = Duration::from_millis(200);

/// What a stranger may take of the listener.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Manners {
    /// How many connections there may be; the next one is closed at once.
    pub(crate) room: Room,
    /// How long a request's head may take.
    pub(crate) head_time: Duration,
}

/// An open listener.
pub(crate) struct Front {
    closing: CancellationToken,
    conversations: TaskTracker,
}

impl Front {
    /// Serves `routes` until it is closed.
    pub(crate) fn open(
        listener: TcpListener,
        routes: Router,
        manners: Manners,
        tasks: &mut JoinSet<anyhow::Result<()>>,
    ) -> Self {
        let front = Self { closing: CancellationToken::new(), conversations: TaskTracker::new() };
        let closing = front.closing.clone();
        let conversations = front.conversations.clone();
        tasks.spawn(async move {
            accept(listener, routes, manners, closing, conversations).await;
            Ok(())
        });
        front
    }

    /// Takes no new requests, and answers those that are here; slow ones are cut off after two seconds.
    pub(crate) async fn close(&self) {
        self.closing.cancel();
        self.conversations.close();
        self.conversations.wait().await;
    }
}

async fn accept(
    listener: TcpListener,
    routes: Router,
    manners: Manners,
    closing: CancellationToken,
    conversations: TaskTracker,
) {
    let crowd = Crowd::new(manners.room);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = closing.cancelled() => return,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Of one connection that broke at once, or of the process, which has no descriptor left.
                tracing::warn!(%error, "an HTTP connection cannot be accepted");
                tokio::time::sleep(EXHAUSTED).await;
                continue;
            }
        };
        let Some(place) = crowd.enter(peer.ip()) else {
            metrics::counter!("ringback_http_connections_refused_total").increment(1);
            continue;
        };
        let conversation = converse(stream, routes.clone(), manners.head_time, closing.clone());
        conversations.spawn(async move {
            conversation.await;
            drop(place);
        });
    }
}
