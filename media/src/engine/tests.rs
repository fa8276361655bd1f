//! The engine on loopback: real sockets, real threads. Every wait is for an event or a packet.

mod far_end;
mod hearing;
mod signalling;

use std::net::{IpAddr, Ipv4Addr};
use std::sync::atomic::{AtomicU16, Ordering};
use std::time::{Duration, SystemTime};

use tokio::sync::mpsc::{Receiver, UnboundedReceiver, channel, unbounded_channel};
use tokio::time::timeout;

use super::*;

/// Longer than any of these tests should take on a busy machine; only a failure waits for it.
const PATIENCE: Duration = Duration::from_secs(20);
const EVENT_TYPE: u8 = 101;

/// Each engine its own ports: a stream of a test that ends must not be heard by one that begins.
static NEXT_PORTS: AtomicU16 = AtomicU16::new(22_000);

fn config() -> EngineConfig {
    let first = NEXT_PORTS.fetch_add(100, Ordering::Relaxed);
    EngineConfig {
        threads: 2,
        bind_ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
        ports: first..=first + 99,
        inactivity_ms: 0,
        ..EngineConfig::new(|| SystemTime::UNIX_EPOCH)
    }
}

/// A stream with its events.
struct Phone {
    stream: RtpStream,
    events: UnboundedReceiver<StreamEvent>,
}

impl Phone {
    fn new(engine: &Engine) -> Self {
        let (sender, events) = unbounded_channel();
        Self { stream: engine.open(sender).unwrap(), events }
    }

    async fn event(&mut self) -> StreamEvent {
        timeout(PATIENCE, self.events.recv()).await.expect("an event comes").expect("open")
    }

    /// The next event that is not [`StreamEvent::FirstPacket`].
    async fn later_event(&mut self) -> StreamEvent {
        loop {
            let event = self.event().await;
            if event != StreamEvent::FirstPacket {
                return event;
            }
        }
    }

    fn tap(&self) -> Receiver<Heard> {
        let (tap, heard) = channel(1_000);
        self.stream.record_to(tap);
        heard
    }
}

fn remote(addr: std::net::SocketAddr, codec: Codec) -> Remote {
    Remote {
        addr,
        codec,
        payload_type: if codec == Codec::Pcmu { 0 } else { 8 },
        telephone_event: Some(EVENT_TYPE),
        ptime_ms: 20,
        send: true,
        receive: true,
    }
}

/// Two streams of one engine, connected to each other.
fn pair(engine: &Engine, codec: Codec, events: Option<u8>) -> (Phone, Phone) {
    let (ours, theirs) = (Phone::new(engine), Phone::new(engine));
    let (a, b) = (ours.stream.local_addr(), theirs.stream.local_addr());
    ours.stream.connect(Remote { telephone_event: events, ..remote(b, codec) });
    theirs.stream.connect(Remote { telephone_event: events, ..remote(a, codec) });
    (ours, theirs)
}

fn ended(id: u32, played_ms: u64, outcome: PlaybackOutcome) -> StreamEvent {
    StreamEvent::PlaybackEnded { id: PlaybackId(id), played_ms, outcome }
}
