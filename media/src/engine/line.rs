//! The thread's end of a stream.

mod receive;
mod report;
mod send;

use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::SystemTime;

use super::clock::NANOS_PER_MS;
use super::command::{Command, Opening};
use super::ports::PortLease;
use super::stream::Remote;
use super::thread::Settings;
use super::{EventSink, StreamEvent};
use crate::playout::Ended;
use crate::rtp::latch::Latch;
use crate::statistics::Cells;
use receive::Incoming;
use report::Reports;
use send::Outgoing;

/// Larger than any datagram worth reading: what is longer is cut and then refused by its bounds.
const DATAGRAM_MAX: usize = 2_048;

/// The time of a turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Now {
    pub(super) ns: u64,
}

impl Now {
    pub(super) fn at(ns: u64) -> Self {
        Self { ns }
    }

    fn ms(self) -> u64 {
        self.ns / NANOS_PER_MS
    }

    fn us(self) -> u64 {
        self.ns / 1_000
    }
}

/// What lines of a thread use one after another: settings and buffers.
pub(super) struct Room {
    pub(super) settings: Settings,
    buffer: Box<[u8; DATAGRAM_MAX]>,
}

impl Room {
    pub(super) fn new(settings: Settings) -> Self {
        Self { settings, buffer: Box::new([0; DATAGRAM_MAX]) }
    }

    fn wall(&self) -> SystemTime {
        (self.settings.wall_clock)()
    }
}

/// One stream in its thread.
pub(super) struct Line {
    rtp: UdpSocket,
    rtcp: UdpSocket,
    _lease: PortLease,
    events: Box<dyn EventSink>,
    cells: Arc<Cells>,
    far: Option<Far>,
    outgoing: Outgoing,
    incoming: Incoming,
    reports: Reports,
    /// Its phase on the wheel and the ms of its next packet.
    place: (usize, u64),
}

/// The far end, once it is known.
struct Far {
    remote: Remote,
    latch: Latch,
}

impl Far {
    fn destination(&self) -> Option<SocketAddr> {
        self.latch.destination()
    }
}

impl Line {
    pub(super) fn new(opening: Opening, now: Now) -> Self {
        Self {
            rtp: opening.rtp,
            rtcp: opening.rtcp,
            _lease: opening.lease,
            events: opening.events,
            cells: opening.cells,
            far: None,
            outgoing: Outgoing::new(opening.ssrc, opening.sequence, opening.timestamp),
            incoming: Incoming::new(now),
            reports: Reports::new(opening.ssrc, now),
            place: (0, 0),
        }
    }

    pub(super) fn sockets(&self) -> (&UdpSocket, &UdpSocket) {
        (&self.rtp, &self.rtcp)
    }

    pub(super) fn placed(&mut self, place: (usize, u64)) {
        self.place = place;
    }

    pub(super) fn phase(&self) -> usize {
        self.place.0
    }

    pub(super) fn order(&mut self, command: Command, now: Now) {
        match command {
            Command::Connect(remote) => self.connect(remote, now),
            Command::Play(id, sound) => {
                let refused = self.outgoing.playout.play(id, &sound);
                self.ended(refused);
            }
            Command::PlayDigits(id, digits) => {
                let refused = self.outgoing.playout.play_digits(id, digits);
                self.ended(refused);
            }
            Command::Stop(id) => {
                let stopped = self.outgoing.playout.stop(id);
                self.ended(stopped);
            }
            Command::RecordTo(tap) => self.incoming.record_to(tap),
            // The thread's own.
            Command::Open(_) | Command::Close => {}
        }
    }

    fn connect(&mut self, remote: Remote, now: Now) {
        match &mut self.far {
            Some(far) => {
                far.latch.signal(remote.addr);
                far.remote = remote;
            }
            None => self.far = Some(Far { remote, latch: Latch::new(remote.addr) }),
        }
        self.outgoing.connect(&remote);
        self.incoming.expect_from(now);
    }

    fn ended(&self, ended: Option<Ended>) {
        if let Some(ended) = ended {
            self.events.send(playback_ended(ended));
        }
    }
}

fn playback_ended(ended: Ended) -> StreamEvent {
    let Ended { id, played_ms, outcome } = ended;
    StreamEvent::PlaybackEnded { id, played_ms, outcome }
}
