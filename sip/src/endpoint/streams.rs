use super::Shared;
use super::gate::{Origin, take};
use crate::invite::Transport;
use crate::screen::{Head, MAX_MESSAGE, Refusal, head_length};
use bytes::{Buf as _, BytesMut};
use parking_lot::Mutex;
use rsipstack::transport::stream::StreamConnection as _;
use rsipstack::transport::tcp::TcpConnection;
use rsipstack::transport::{SipAddr, SipConnection};
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, ReadHalf};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// How long a connection may say nothing.
const IDLE: Duration = Duration::from_secs(300);
/// How long one message may take to arrive.
const SLOWEST_MESSAGE: Duration = Duration::from_secs(30);
const CONNECT: Duration = Duration::from_secs(5);
const MAX_HEAD: usize = 32 * 1024;

/// The TCP connections that are open, by the peer's address.
#[derive(Default)]
pub(crate) struct Streams(Mutex<HashMap<SocketAddr, Open>>);

/// An open connection, and what is cancelled when it is not open any more.
struct Open {
    connection: TcpConnection,
    closed: CancellationToken,
}

impl Streams {
    fn add(&self, shared: &Shared, peer: SocketAddr, connection: &TcpConnection) -> bool {
        let limits = &shared.config.limits;
        let mut open = self.0.lock();
        let from_there = open.keys().filter(|addr| addr.ip() == peer.ip()).count();
        if open.len() >= limits.max_connections || from_there >= limits.max_connections_per_source {
            return false;
        }
        let closed = CancellationToken::new();
        open.insert(peer, Open { connection: connection.clone(), closed });
        true
    }

    fn remove(&self, peer: SocketAddr) {
        if let Some(open) = self.0.lock().remove(&peer) {
            open.closed.cancel();
        }
    }

    fn find(&self, peer: SocketAddr) -> Option<TcpConnection> {
        self.0.lock().get(&peer).map(|open| open.connection.clone())
    }

    /// Is cancelled when the connection to a peer closes; at once when there is none.
    pub(crate) fn closed(&self, peer: SocketAddr) -> CancellationToken {
        self.0.lock().get(&peer).map_or_else(
            || {
                let closed = CancellationToken::new();
                closed.cancel();
                closed
            },
            |open| open.closed.clone(),
        )
    }

    pub(crate) fn is_open(&self, peer: SocketAddr) -> bool {
        self.0.lock().contains_key(&peer)
    }
}

/// Takes connections until the endpoint stops.
pub(crate) async fn accept(shared: Arc<Shared>, listener: TcpListener) {
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = shared.stop.cancelled() => return,
        };
        match accepted {
            Ok((stream, peer)) => {
                let _ = serve(&shared, stream, peer).await;
            }
            Err(error) => {
                tracing::warn!(%error, "cannot accept a TCP connection");
                // Out of descriptors, most likely: leave others time to close some.
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// The open connection to a peer, or a new one.
pub(crate) async fn connect(shared: &Arc<Shared>, peer: SocketAddr) -> Option<SipConnection> {
    if let Some(open) = shared.streams.find(peer) {
        return Some(SipConnection::Tcp(open));
    }
    let stream = tokio::time::timeout(CONNECT, TcpStream::connect(peer)).await.ok()?.ok()?;
    serve(shared, stream, peer).await
}

async fn serve(shared: &Arc<Shared>, stream: TcpStream, peer: SocketAddr) -> Option<SipConnection> {
    let _ = stream.set_nodelay(true);
    let tcp = Some(rsipstack::rsip::Transport::Tcp);
    let local = SipAddr { r#type: tcp, addr: shared.local.into() };
    let connection = TcpConnection::from_stream(stream, local, None).ok()?;
    let read_half = connection.inner.read_half.lock().await.take()?;
    if !shared.streams.add(shared, peer, &connection) {
        tracing::debug!(%peer, "refused a TCP connection over the limit");
        return None;
    }
    let origin = Origin {
        connection: SipConnection::Tcp(connection.clone()),
        source: peer,
        transport: Transport::Tcp,
    };
    let open = origin.connection.clone();
    let shared = Arc::clone(shared);
    tokio::spawn(async move {
        tokio::select! {
            () = read(&shared, read_half, &connection, &origin) => {}
            () = shared.stop.cancelled() => {}
        }
        shared.streams.remove(peer);
        let _ = connection.close().await;
    });
    Some(open)
}

async fn read(
    shared: &Arc<Shared>,
    mut half: ReadHalf<TcpStream>,
    connection: &TcpConnection,
    origin: &Origin,
) {
    let mut buffer = BytesMut::with_capacity(4 * 1024);
    loop {
        loop {
            match frame(&mut buffer) {
                Frame::Message(message) => {
                    if let Some((answer, _)) = take(shared, &message, origin).await
                        && connection.send_raw(&answer).await.is_err()
                    {
                        return;
                    }
                }
                Frame::Ping => {
                    // RFC 5626 §4.4.1.
                    if connection.send_raw(b"\r\n").await.is_err() {
                        return;
                    }
                }
                Frame::Partial => break,
                Frame::Unusable(refusal) => {
                    // Where the next message begins is not known any more.
                    if let Some((answer, _)) = shared.refusal(&buffer, &refusal, origin.source) {
                        let _ = connection.send_raw(&answer).await;
                    }
                    return;
                }
            }
        }
        let patience = if buffer.is_empty() { IDLE } else { SLOWEST_MESSAGE };
        match tokio::time::timeout(patience, half.read_buf(&mut buffer)).await {
            Ok(Ok(count)) if count > 0 => {}
            Ok(Ok(_) | Err(_)) | Err(_) => return,
        }
    }
}

pub(super) enum Frame {
    Message(BytesMut),
    Ping,
    Partial,
    Unusable(Refusal),
}

/// Cuts the next message off a stream (RFC 3261 §18.3).
pub(super) fn frame(buffer: &mut BytesMut) -> Frame {
    if buffer.starts_with(b"\r\n\r\n") {
        buffer.advance(4);
        return Frame::Ping;
    }
    while buffer.starts_with(b"\r\n") && buffer.len() > 3 {
        buffer.advance(2);
    }
    let Some(head) = head_length(buffer) else {
        return if buffer.len() > MAX_HEAD {
            Frame::Unusable(Refusal::new(513, "Message Too Large"))
        } else {
            Frame::Partial
        };
    };
    let stated = Head::read(&buffer[..head]).ok().and_then(|h| h.value("Content-Length"));
    match stated.map(str::parse::<usize>) {
        Some(Ok(length)) if length > MAX_MESSAGE - head.min(MAX_MESSAGE) => {
            Frame::Unusable(Refusal::new(413, "Request Entity Too Large"))
        }
        Some(Ok(length)) if buffer.len() < head + length => Frame::Partial,
        Some(Ok(length)) => Frame::Message(buffer.split_to(head + length)),
        Some(Err(_)) | None => Frame::Unusable(Refusal::new(400, "Missing Content-Length")),
    }
}
