use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use tokio::sync::mpsc;

use super::super::StreamEvent;
use super::super::stream::{Codec, Heard, Remote};
use super::{Line, Now, Room};
use crate::g711::{alaw_decode, ulaw_decode};
use crate::rtp::hearing::Hearing;
use crate::rtp::latch::Verdict;
use crate::rtp::packet::is_control;
use crate::rtp::{Arrival, Packet, Source};
use crate::statistics::{ReceivedCells, add};
use crate::telephone_event::{Payload, Press, Presses};

/// Static payload types (RFC 3551 §6): valid whatever the negotiated one is.
const PCMU: u8 = 0;
const PCMA: u8 = 8;
/// Comfort noise (RFC 3389): a sign of life that is not sound.
const COMFORT_NOISE: u8 = 13;
const TAP_FRAME_MS: u32 = 20;

/// The receiving half of a line.
pub(super) struct Incoming {
    pub(super) source: Source,
    pub(super) presses: Presses,
    tap: Option<Tap>,
    /// Since when silence is counted: the last packet, or the last connect.
    quiet_since_ms: u64,
    silence_told: bool,
    first_told: bool,
}

struct Tap {
    to: mpsc::Sender<Heard>,
    hearing: Hearing,
    owed_ms: u32,
}

/// What a payload is.
#[derive(Clone, Copy)]
enum Kind {
    Audio(Codec),
    Event,
    Noise,
}

impl Kind {
    fn of(payload_type: u8, remote: &Remote) -> Option<Self> {
        if payload_type == remote.payload_type {
            return Some(Self::Audio(remote.codec));
        }
        if Some(payload_type) == remote.telephone_event {
            return Some(Self::Event);
        }
        match payload_type {
            PCMU => Some(Self::Audio(Codec::Pcmu)),
            PCMA => Some(Self::Audio(Codec::Pcma)),
            COMFORT_NOISE => Some(Self::Noise),
            _ => None,
        }
    }
}

impl Incoming {
    pub(super) fn new(now: Now) -> Self {
        Self {
            source: Source::default(),
            presses: Presses::default(),
            tap: None,
            quiet_since_ms: now.ms(),
            silence_told: false,
            first_told: false,
        }
    }

    pub(super) fn expect_from(&mut self, now: Now) {
        self.quiet_since_ms = now.ms();
        self.silence_told = false;
    }

    pub(super) fn record_to(&mut self, to: mpsc::Sender<Heard>) {
        self.tap = Some(Tap { to, hearing: Hearing::default(), owed_ms: 0 });
    }

    pub(super) fn feed_tap(&mut self, elapsed_ms: u32) {
        let Some(tap) = &mut self.tap else { return };
        tap.owed_ms += elapsed_ms;
        while tap.owed_ms >= TAP_FRAME_MS {
            tap.owed_ms -= TAP_FRAME_MS;
            // A full channel loses this frame: whoever records must keep up.
            let _full = tap.to.try_send(Heard { samples: tap.hearing.take() });
        }
        if tap.to.is_closed() {
            self.tap = None;
        }
    }

    /// How long it has been silent, the first time it has been so for `limit_ms`.
    pub(super) fn became_silent(&mut self, limit_ms: u32, now: Now) -> Option<u32> {
        let silent_ms = now.ms().saturating_sub(self.quiet_since_ms);
        if self.silence_told || silent_ms < u64::from(limit_ms) {
            return None;
        }
        self.silence_told = true;
        Some(u32::try_from(silent_ms).unwrap_or(u32::MAX))
    }

    fn alive(&mut self, now: Now) {
        self.quiet_since_ms = now.ms();
        self.silence_told = false;
    }
}

impl Line {
    pub(in crate::engine) fn receive_rtp(&mut self, room: &mut Room, now: Now) {
        let Ok((length, from)) = self.rtp.recv_from(&mut room.buffer[..]) else { return };
        if is_control(&room.buffer[..length]) {
            // On the RTP port: the far end multiplexes (RFC 5761), so its reports belong here, too.
            if self.is_far_end(from) {
                self.reports.multiplex();
                self.take_control(room, length, now);
            }
            return;
        }
        if self.take_packet(&room.buffer[..length], from, now).is_none() {
            add(&self.cells.received.rejected, 1);
        }
    }

    pub(in crate::engine) fn receive_rtcp(&mut self, room: &mut Room, now: Now) {
        let Ok((length, from)) = self.rtcp.recv_from(&mut room.buffer[..]) else { return };
        // Another port, perhaps behind a NAT, but the same host.
        let is_far_host = self
            .far
            .as_ref()
            .and_then(super::Far::destination)
            .is_some_and(|destination| destination.ip() == from.ip());
        if is_far_host {
            self.reports.heard_from(from);
            self.take_control(room, length, now);
        }
    }

    fn is_far_end(&self, from: SocketAddr) -> bool {
        self.far.as_ref().is_some_and(|far| far.latch.is_latched_to(from))
    }

    /// `None` when the datagram is not the far end's RTP.
    fn take_packet(&mut self, datagram: &[u8], from: SocketAddr, now: Now) -> Option<()> {
        let packet = Packet::parse(datagram).ok()?;
        let far = self.far.as_mut()?;
        let kind = Kind::of(packet.payload_type, &far.remote)?;
        let verdict = far.latch.on_packet(from, packet.ssrc, packet.sequence, now.ms());
        if verdict == Verdict::Ignore {
            return None;
        }
        let receive = far.remote.receive;
        let ssrc_before = self.incoming.source.ssrc();
        match self.incoming.source.on_packet(packet.ssrc, packet.sequence) {
            Arrival::InOrder => {}
            Arrival::Late => add(&self.cells.received.reordered, 1),
            Arrival::Duplicate => {
                add(&self.cells.received.duplicates, 1);
                return Some(());
            }
            Arrival::Stray => return None,
            Arrival::Restart => self.restarted(ssrc_before != Some(packet.ssrc)),
        }
        self.came(&packet, now);
        if receive {
            self.hear(kind, &packet, now);
        }
        self.measured();
        Some(())
    }

    fn restarted(&mut self, by_ssrc: bool) {
        if by_ssrc {
            add(&self.cells.received.ssrc_changes, 1);
        }
        let events = &self.events;
        self.incoming.presses.restart(|press| events.send(digit(press)));
        if let Some(tap) = &mut self.incoming.tap {
            tap.hearing.restart();
        }
    }

    fn came(&mut self, packet: &Packet<'_>, now: Now) {
        add(&self.cells.received.packets, 1);
        add(&self.cells.received.bytes, packet.payload.len() as u64);
        self.incoming.alive(now);
        if !std::mem::replace(&mut self.incoming.first_told, true) {
            self.events.send(StreamEvent::FirstPacket);
        }
    }

    fn hear(&mut self, kind: Kind, packet: &Packet<'_>, now: Now) {
        match kind {
            Kind::Audio(codec) => {
                let arrival = (now.us() * 8 / 1_000) as u32;
                self.incoming.source.on_timing(packet.timestamp, arrival);
                if let Some(tap) = &mut self.incoming.tap {
                    let decode = match codec {
                        Codec::Pcmu => ulaw_decode,
                        Codec::Pcma => alaw_decode,
                    };
                    tap.hearing.put(packet.timestamp, packet.payload, decode);
                }
            }
            Kind::Event => {
                let Some(payload) = Payload::parse(packet.payload) else { return };
                let events = &self.events;
                self.incoming.presses.on_packet(packet.timestamp, payload, now.ms(), |press| {
                    events.send(digit(press));
                });
            }
            Kind::Noise => {}
        }
    }

    fn measured(&self) {
        let source = &self.incoming.source;
        let cells: &ReceivedCells = &self.cells.received;
        let jitter_us = source.jitter_us();
        cells.lost.store(i64::try_from(source.lost()).unwrap_or(i64::MAX), Ordering::Relaxed);
        cells.jitter_us.store(jitter_us, Ordering::Relaxed);
        if jitter_us > cells.jitter_max_us.load(Ordering::Relaxed) {
            cells.jitter_max_us.store(jitter_us, Ordering::Relaxed);
        }
    }
}

pub(super) fn digit(press: Press) -> StreamEvent {
    StreamEvent::Digit { digit: press.digit, duration_ms: press.duration_ms }
}
