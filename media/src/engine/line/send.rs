use super::super::stream::{Codec, Remote};
use super::super::{IdleSending, StreamEvent};
use super::{Line, Now, Room, playback_ended};
use crate::g711::ulaw_to_alaw_in_place;
use crate::playout::{Frame, Playout};
use crate::rtp::{HEADER_BYTES, Packetiser};
use crate::statistics::add;

const SAMPLES_PER_MS: usize = 8;
const DEFAULT_PTIME_MS: u32 = 20;
const EVENT_BYTES: usize = 4;

/// The sending half of a line.
pub(super) struct Outgoing {
    pub(super) playout: Playout,
    pub(super) packetiser: Packetiser,
    pub(super) ptime_ms: u32,
}

impl Outgoing {
    pub(super) fn new(ssrc: u32, sequence: u16, timestamp: u32) -> Self {
        Self {
            playout: Playout::default(),
            packetiser: Packetiser::new(ssrc, sequence, timestamp),
            ptime_ms: DEFAULT_PTIME_MS,
        }
    }

    pub(super) fn connect(&mut self, remote: &Remote) {
        self.ptime_ms = (remote.ptime_ms.saturating_add(5) / 10 * 10).clamp(10, 60);
    }
}

impl Line {
    /// One packet time, if this is it; gives back the ms of the next. `None` when the slot's entry was
    /// that of a stream that is gone. A stale turn moves time on and sends nothing.
    pub(in crate::engine) fn send_due(
        &mut self,
        tick: u64,
        room: &mut Room,
        now: Now,
        is_stale: bool,
    ) -> Option<u64> {
        if self.place.1 != tick {
            return None;
        }
        let ptime_ms = self.outgoing.ptime_ms;
        let samples = ptime_ms as usize * SAMPLES_PER_MS;
        if is_stale {
            self.outgoing.packetiser.skip();
        } else {
            self.send(room, samples);
        }
        self.outgoing.packetiser.advance(ptime_ms * SAMPLES_PER_MS as u32);
        self.watch(room, ptime_ms, now);
        self.report_due(room, now);
        self.place.1 = tick + u64::from(ptime_ms);
        Some(self.place.1)
    }

    fn send(&mut self, room: &mut Room, samples: usize) {
        let Some(far) = &self.far else { return };
        let remote = far.remote;
        let destination = far.destination().filter(|_| remote.send);
        let payload = &mut room.buffer[HEADER_BYTES..HEADER_BYTES + samples];
        let events = &self.events;
        let frame =
            self.outgoing.playout.fill(payload, remote.telephone_event.is_some(), |ended| {
                events.send(playback_ended(ended));
            });
        let Some(destination) = destination else {
            self.outgoing.packetiser.skip();
            return;
        };
        let Some(length) = self.packet(room, frame, remote, samples) else { return };
        let datagram = &room.buffer[..HEADER_BYTES + length];
        match self.rtp.send_to(datagram, destination) {
            Ok(_) => {
                add(&self.cells.sent_packets, 1);
                add(&self.cells.sent_bytes, length as u64);
            }
            Err(_) => add(&self.cells.send_failed, 1),
        }
    }

    /// Finishes the packet in the buffer; gives back the length of its payload, `None` for no packet.
    fn packet(
        &mut self,
        room: &mut Room,
        frame: Frame,
        remote: Remote,
        samples: usize,
    ) -> Option<usize> {
        let packetiser = &mut self.outgoing.packetiser;
        let (header, length) = match (frame, remote.telephone_event) {
            (Frame::Event(event), Some(payload_type)) => {
                room.buffer[HEADER_BYTES..HEADER_BYTES + EVENT_BYTES]
                    .copy_from_slice(&event.payload.to_bytes());
                (packetiser.event(payload_type, event.marker, event.since_start), EVENT_BYTES)
            }
            (Frame::Idle, _) if room.settings.idle == IdleSending::Nothing => {
                packetiser.skip();
                return None;
            }
            (Frame::Idle | Frame::Audio | Frame::Event(_), _) => {
                if remote.codec == Codec::Pcma {
                    ulaw_to_alaw_in_place(&mut room.buffer[HEADER_BYTES..HEADER_BYTES + samples]);
                }
                (packetiser.audio(remote.payload_type), samples)
            }
        };
        room.buffer[..HEADER_BYTES].copy_from_slice(&header);
        Some(length)
    }

    /// What time alone brings: keys whose end was lost, the tap's next 20 ms, silence.
    fn watch(&mut self, room: &Room, elapsed_ms: u32, now: Now) {
        let events = &self.events;
        self.incoming.presses.on_time(now.ms(), |press| events.send(super::receive::digit(press)));
        self.incoming.feed_tap(elapsed_ms);
        let expects = self.far.as_ref().is_some_and(|far| far.remote.receive);
        if !expects || room.settings.inactivity_ms == 0 {
            return;
        }
        if let Some(ms) = self.incoming.became_silent(room.settings.inactivity_ms, now) {
            self.events.send(StreamEvent::Silent { ms });
        }
    }
}
