use super::Shared;
use super::calls::Calls;
use super::dispatch::dispatch;
use super::gate::{Origin, take};
use super::streams::{self, Streams};
use super::traffic::{Counts, Traffic, Watch};
use crate::call::{self, Input};
use crate::config::{BindError, EndpointConfig, Load};
use crate::digest::Challenger;
use crate::invite::Transport;
use crate::signal::{CallError, Command, Incoming, OutgoingCall, OutgoingInvite};
use parking_lot::Mutex;
use rsipstack::EndpointBuilder;
use rsipstack::transaction::TransactionReceiver;
use rsipstack::transaction::endpoint::EndpointOption;
use rsipstack::transport::udp::{UdpConnection, UdpInner};
use rsipstack::transport::{SipAddr, SipConnection};
use socket2::{Domain, Protocol, Socket, Type};
use std::hash::RandomState;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use tokio::net::{TcpListener, UdpSocket};
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

/// The kernel's default of 208 KiB overruns at a few hundred calls per second.
const UDP_BUFFER: usize = 4 * 1024 * 1024;
const LARGEST_DATAGRAM: usize = 65_536;
/// New calls that wait to be taken up; more are refused with 503.
const WAITING_CALLS: usize = 1_024;
const PORT_ATTEMPTS: usize = 32;
/// How long [`Endpoint::shutdown`] waits for calls to end.
const FAREWELL: Duration = Duration::from_secs(2);

/// A SIP endpoint on one UDP and one TCP port. It stops when [`Endpoint::shutdown`] is called or
/// the last clone is dropped.
#[derive(Clone)]
pub struct Endpoint(Arc<Running>);

struct Running(Arc<Shared>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.stop.cancel();
    }
}

impl Endpoint {
    /// Listens. The receiver gives the calls that come in.
    ///
    /// # Errors
    /// [`BindError`] when the port is taken or forbidden.
    pub async fn bind(
        config: EndpointConfig,
    ) -> Result<(Self, mpsc::Receiver<Incoming>), BindError> {
        let (socket, listener) = sockets(config.bind)?;
        let local = socket.local_addr().map_err(|error| udp_error(config.bind, error))?;
        let stop = CancellationToken::new();
        let counts = Arc::new(Counts::default());
        let (stack, transactions) = stack(&config, &stop, &counts);
        let socket = Arc::new(socket);
        let inner = UdpInner {
            conn: Arc::clone(&socket) as _,
            addr: SipAddr { r#type: Some(rsipstack::rsip::Transport::Udp), addr: local.into() },
        };
        let challenger = config.auth.as_ref().map(|auth| {
            Mutex::new(Challenger::new(&auth.realm, &rand::random(), auth.nonce_lifetime_s))
        });
        let shared = Arc::new(Shared {
            calls: Mutex::new(Calls::new(config.limits.clone())),
            config,
            stack,
            local,
            udp: UdpConnection::attach(inner, None, None).await,
            socket,
            streams: Streams::default(),
            challenger,
            stop,
            refused: AtomicU64::new(0),
            counts,
            started: Instant::now(),
            tags: RandomState::new(),
        });
        let (incoming, calls) = mpsc::channel(WAITING_CALLS);
        tokio::spawn(receive(Arc::clone(&shared)));
        tokio::spawn(streams::accept(Arc::clone(&shared), listener));
        tokio::spawn(dispatch(Arc::clone(&shared), transactions, incoming));
        tokio::spawn(run_stack(Arc::clone(&shared)));
        Ok((Self(Arc::new(Running(shared))), calls))
    }

    /// The bound address, the same for UDP and TCP.
    pub fn local_addr(&self) -> SocketAddr {
        self.0.0.local
    }

    /// How busy it is.
    pub fn load(&self) -> Load {
        let shared = &self.0.0;
        let stats = shared.stack.get_stats();
        Load {
            calls: shared.calls.lock().live(),
            transactions: stats.running_transactions,
            finished_transactions: stats.finished_transactions,
            refused: shared.refused.load(Ordering::Relaxed),
        }
    }

    /// What it has seen and done since its start.
    pub fn traffic(&self) -> Traffic {
        self.0.0.counts.traffic()
    }

    /// Makes a call.
    ///
    /// # Errors
    /// [`CallError`] when it cannot even begin.
    pub async fn call(&self, invite: OutgoingInvite) -> Result<OutgoingCall, CallError> {
        call::begin_outgoing(&self.0.0, invite).await
    }

    /// Ends every call as its state asks for, waits for them at most 2 s, and stops.
    pub async fn shutdown(&self) {
        let shared = &self.0.0;
        for call in shared.calls.lock().all() {
            let _ = call.send(Input::Command(Command::HangUp { reason: None }));
        }
        let end = tokio::time::Instant::now() + FAREWELL;
        while shared.calls.lock().live() > 0 && tokio::time::Instant::now() < end {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        shared.stop.cancel();
    }
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Endpoint").field("local_addr", &self.local_addr()).finish_non_exhaustive()
    }
}

fn stack(
    config: &EndpointConfig,
    stop: &CancellationToken,
    counts: &Arc<Counts>,
) -> (Arc<rsipstack::transaction::endpoint::EndpointInner>, TransactionReceiver) {
    let t1 = Duration::from_millis(config.t1_ms.max(1));
    let mut builder = EndpointBuilder::new();
    builder.with_inspector(Box::new(Watch(Arc::clone(counts))));
    let endpoint = builder
        .with_user_agent(&config.user_agent)
        .with_cancel_token(stop.clone())
        .with_option(EndpointOption {
            t1,
            t2: t1 * 8,
            t4: t1 * 10,
            t1x64: t1 * 64,
            // The dialog sends its own ACK, for it may have to carry an answer.
            auto_ack_2xx: false,
            ..EndpointOption::default()
        })
        .build();
    let transactions =
        endpoint.incoming_transactions().unwrap_or_else(|_| mpsc::unbounded_channel().1);
    (endpoint.inner, transactions)
}

/// Timers of the transactions. The stack listens on nothing itself: every message comes through
/// [`take`].
async fn run_stack(shared: Arc<Shared>) {
    if let Err(error) = shared.stack.serve().await {
        tracing::error!(%error, "the SIP stack stopped");
    }
}

async fn receive(shared: Arc<Shared>) {
    let mut buffer = vec![0; LARGEST_DATAGRAM];
    loop {
        let received = tokio::select! {
            received = shared.socket.recv_from(&mut buffer) => received,
            () = shared.stop.cancelled() => return,
        };
        let Ok((length, source)) = received else { continue };
        let bytes = &buffer[..length];
        if bytes == b"\r\n\r\n" {
            let _ = shared.socket.send_to(b"\r\n", source).await;
            continue;
        }
        let origin = Origin {
            connection: SipConnection::Udp(shared.udp.clone()),
            source,
            transport: Transport::Udp,
        };
        if let Some((answer, destination)) = take(&shared, bytes, &origin).await {
            let _ = shared.socket.send_to(&answer, destination).await;
        }
    }
}

fn sockets(bind: SocketAddr) -> Result<(UdpSocket, TcpListener), BindError> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let udp = udp_socket(bind).map_err(|error| udp_error(bind, error))?;
        let local = udp.local_addr().map_err(|error| udp_error(bind, error))?;
        match tcp_listener(local) {
            Ok(tcp) => return Ok((udp, tcp)),
            // A port that the system chose for UDP may be taken for TCP.
            Err(_) if bind.port() == 0 && attempt < PORT_ATTEMPTS => {}
            Err(error) => return Err(BindError::Tcp { addr: local, error }),
        }
    }
}

fn udp_error(addr: SocketAddr, error: std::io::Error) -> BindError {
    BindError::Udp { addr, error }
}

fn udp_socket(bind: SocketAddr) -> std::io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(bind), Type::DGRAM, Some(Protocol::UDP))?;
    let _ = socket.set_recv_buffer_size(UDP_BUFFER);
    let _ = socket.set_send_buffer_size(UDP_BUFFER);
    socket.set_nonblocking(true)?;
    socket.bind(&bind.into())?;
    UdpSocket::from_std(socket.into())
}

fn tcp_listener(bind: SocketAddr) -> std::io::Result<TcpListener> {
    let socket = Socket::new(Domain::for_address(bind), Type::STREAM, Some(Protocol::TCP))?;
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&bind.into())?;
    socket.listen(1_024)?;
    TcpListener::from_std(socket.into())
}
