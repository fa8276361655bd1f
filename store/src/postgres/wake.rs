//! Nodes wake each other, on a connection of its own that appends nothing.
//!
//! After a write, NOTIFY tells the others how far the log has come, at most once in 10 ms. Whoever misses
//! it looks at the head every half second.

use std::{future::poll_fn, time::Duration};

use tokio::{sync::watch, time};
use tokio_postgres::{AsyncMessage, Client, Config, Connection, Error, Socket, tls::NoTlsStream};

use super::{
    open, rows,
    writer::{News, raise},
};
use crate::position::Position;

/// The notifications' channel.
const CHANNEL: &str = "ringback_events";
/// The shortest time between two notifications of a node.
const DEBOUNCE: Duration = Duration::from_millis(10);
/// How often the head is looked at when nothing is heard; also the wait before connecting again.
const POLL: Duration = Duration::from_millis(500);

/// Tells and listens for ever.
pub(super) async fn run(config: Config, news: News) {
    loop {
        if let Ok((client, connection)) = open::connect(&config).await {
            let ended = tokio::select! {
                () = listen(connection, &news.newest) => Ok(()),
                ended = talk(&client, &news) => ended,
            };
            tracing::warn!(error = ?ended.err(), "the event log's wake-up connection ended");
        }
        time::sleep(POLL).await;
    }
}

/// Drives the connection and takes what other nodes tell.
async fn listen(mut connection: Connection<Socket, NoTlsStream>, newest: &watch::Sender<Position>) {
    while let Some(Ok(message)) = poll_fn(|context| connection.poll_message(context)).await {
        if let AsyncMessage::Notification(notification) = message
            && let Ok(position) = notification.payload().parse()
        {
            raise(newest, Position(position));
        }
    }
}

async fn talk(client: &Client, news: &News) -> Result<(), Error> {
    client.batch_execute(&format!("LISTEN {CHANNEL}")).await?;
    let mut written = news.written.subscribe();
    written.mark_unchanged();
    loop {
        match time::timeout(POLL, written.changed()).await {
            Ok(Ok(())) => {
                let position = *written.borrow_and_update();
                client.batch_execute(&format!("NOTIFY {CHANNEL}, '{position}'")).await?;
                time::sleep(DEBOUNCE).await;
            }
            Ok(Err(_)) => return Ok(()),
            Err(_) => look(client, &news.newest).await?,
        }
    }
}

async fn look(client: &Client, newest: &watch::Sender<Position>) -> Result<(), Error> {
    let row = client.query_one("SELECT position FROM log_head WHERE shard = 0", &[]).await?;
    raise(newest, rows::position(&row, 0).unwrap_or_default());
    Ok(())
}
