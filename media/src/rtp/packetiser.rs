//! The numbering of what is sent.

#[cfg(test)]
mod tests;

use super::packet::{HEADER_BYTES, Packet};

/// Sequence number, timestamp and marker of one outgoing stream (RFC 3550 §5.1).
///
/// Time goes on in samples whether or not packets are sent; sequence numbers count packets only. The
/// packet after a gap carries the marker (RFC 3551 §4.1).
#[derive(Debug, Clone)]
pub struct Packetiser {
    ssrc: u32,
    sequence: u16,
    timestamp: u32,
    after_gap: bool,
}

impl Packetiser {
    /// `sequence` and `timestamp` are to be random (§5.1).
    #[must_use]
    pub fn new(ssrc: u32, sequence: u16, timestamp: u32) -> Self {
        Self { ssrc, sequence, timestamp, after_gap: true }
    }

    /// Our SSRC.
    #[must_use]
    pub fn ssrc(&self) -> u32 {
        self.ssrc
    }

    /// The timestamp of the packet time that is now.
    #[must_use]
    pub fn timestamp(&self) -> u32 {
        self.timestamp
    }

    /// The header of a packet of sound.
    pub fn audio(&mut self, payload_type: u8) -> [u8; HEADER_BYTES] {
        let marker = std::mem::take(&mut self.after_gap);
        self.header(payload_type, marker, self.timestamp)
    }

    /// The header of a packet of an event that began `since_start` samples ago. Sound that comes after
    /// an event follows a gap.
    pub fn event(
        &mut self,
        payload_type: u8,
        marker: bool,
        since_start: u32,
    ) -> [u8; HEADER_BYTES] {
        self.after_gap = true;
        self.header(payload_type, marker, self.timestamp.wrapping_sub(since_start))
    }

    /// Says that this packet time stays without a packet.
    pub fn skip(&mut self) {
        self.after_gap = true;
    }

    /// Goes on to the next packet time.
    pub fn advance(&mut self, samples: u32) {
        self.timestamp = self.timestamp.wrapping_add(samples);
    }

    fn header(&mut self, payload_type: u8, marker: bool, timestamp: u32) -> [u8; HEADER_BYTES] {
        let sequence = self.sequence;
        self.sequence = self.sequence.wrapping_add(1);
        Packet { marker, payload_type, sequence, timestamp, ssrc: self.ssrc, payload: &[] }.header()
    }
}
