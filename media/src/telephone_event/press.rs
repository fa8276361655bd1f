use super::Payload;

/// −10 dBm0, the level of the tones we send in band.
const VOLUME: u8 = 10;
/// RFC 4733 §2.5.1.4: the last packet is sent three times.
const END_PACKETS: u8 = 3;

/// One key being sent: a packet every packet time, growing, and the end three times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Outgoing {
    event: u8,
    total: u16,
    elapsed: u16,
    since_start: u32,
    ends: u8,
}

/// What to send at one packet time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OutgoingPacket {
    /// The payload.
    pub payload: Payload,
    /// Set on the first packet of the event.
    pub marker: bool,
    /// How many samples before the running RTP timestamp the event began: all packets of an event carry
    /// the timestamp of its beginning (§2.2.2).
    pub since_start: u32,
}

impl Outgoing {
    /// `event` for `total` samples.
    #[must_use]
    pub fn new(event: u8, total: u16) -> Self {
        Self { event, total, elapsed: 0, since_start: 0, ends: 0 }
    }

    /// Whether the end was sent three times.
    #[must_use]
    pub fn is_over(&self) -> bool {
        self.ends == END_PACKETS
    }

    /// The next packet, `samples` after the one before; `None` when the end was sent three times.
    pub fn next_packet(&mut self, samples: u16) -> Option<OutgoingPacket> {
        if self.is_over() {
            return None;
        }
        let marker = self.elapsed == 0;
        let since_start = self.since_start;
        self.elapsed = self.elapsed.saturating_add(samples).min(self.total);
        self.since_start += u32::from(samples);
        let end = self.elapsed == self.total;
        self.ends += u8::from(end);
        let payload = Payload { event: self.event, end, volume: VOLUME, duration: self.elapsed };
        Some(OutgoingPacket { payload, marker, since_start })
    }
}
