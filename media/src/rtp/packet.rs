//! The RTP header.
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//! |V=2|P|X|  CC   |M|     PT      |       sequence number         |
//! |                           timestamp                           |
//! |           synchronization source (SSRC) identifier            |
//! |            contributing source (CSRC) identifiers …           |
//! ```

#[cfg(test)]
mod tests;

/// Bytes of a header without CSRC and extension: what we send.
pub const HEADER_BYTES: usize = 12;

/// A received packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Packet<'a> {
    /// First packet after silence, or of an event.
    pub marker: bool,
    /// 0–127.
    pub payload_type: u8,
    /// Counts packets, modulo 2^16.
    pub sequence: u16,
    /// Counts samples, modulo 2^32.
    pub timestamp: u32,
    /// The sender's number for itself.
    pub ssrc: u32,
    /// What is left without CSRCs, extension and padding.
    pub payload: &'a [u8],
}

/// Why a datagram is no RTP packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidPacket {
    /// The header, the CSRCs or the extension end beyond the datagram.
    #[error("shorter than its header says")]
    Short,
    /// The version is not 2.
    #[error("not RTP version 2")]
    Version,
    /// The padding is longer than what there is.
    #[error("more padding than payload")]
    Padding,
}

/// Whether a datagram on an RTP port is RTCP (RFC 5761 §4): packet types 192–223.
#[must_use]
pub fn is_control(datagram: &[u8]) -> bool {
    datagram.get(1).is_some_and(|kind| (192..=223).contains(kind))
}

impl<'a> Packet<'a> {
    /// Reads a datagram.
    ///
    /// # Errors
    /// When it is not an RTP packet in all its bounds.
    pub fn parse(datagram: &'a [u8]) -> Result<Self, InvalidPacket> {
        let &[flags, kind, s1, s0, t3, t2, t1, t0, i3, i2, i1, i0, ref rest @ ..] = datagram else {
            return Err(InvalidPacket::Short);
        };
        if flags >> 6 != 2 {
            return Err(InvalidPacket::Version);
        }
        let mut payload = rest.get(usize::from(flags & 0x0f) * 4..).ok_or(InvalidPacket::Short)?;
        if flags & 0x10 != 0 {
            payload = without_extension(payload)?;
        }
        if flags & 0x20 != 0 {
            payload = without_padding(payload)?;
        }
        Ok(Self {
            marker: kind & 0x80 != 0,
            payload_type: kind & 0x7f,
            sequence: u16::from_be_bytes([s1, s0]),
            timestamp: u32::from_be_bytes([t3, t2, t1, t0]),
            ssrc: u32::from_be_bytes([i3, i2, i1, i0]),
            payload,
        })
    }

    /// The header of a packet of ours: no CSRC, no extension, no padding. The payload follows it.
    #[must_use]
    pub fn header(&self) -> [u8; HEADER_BYTES] {
        let [s1, s0] = self.sequence.to_be_bytes();
        let [t3, t2, t1, t0] = self.timestamp.to_be_bytes();
        let [i3, i2, i1, i0] = self.ssrc.to_be_bytes();
        let kind = u8::from(self.marker) << 7 | self.payload_type & 0x7f;
        [0x80, kind, s1, s0, t3, t2, t1, t0, i3, i2, i1, i0]
    }
}

/// §5.3.1: two bytes of profile, two of length in words, then so many words.
fn without_extension(bytes: &[u8]) -> Result<&[u8], InvalidPacket> {
    let &[_, _, high, low, ref rest @ ..] = bytes else { return Err(InvalidPacket::Short) };
    let length = usize::from(u16::from_be_bytes([high, low])) * 4;
    rest.get(length..).ok_or(InvalidPacket::Short)
}

/// §5.1: the last byte counts the padding, itself included.
fn without_padding(bytes: &[u8]) -> Result<&[u8], InvalidPacket> {
    let padding = bytes.last().map_or(0, |&count| usize::from(count));
    match bytes.len().checked_sub(padding) {
        Some(length) if padding > 0 => Ok(&bytes[..length]),
        _ => Err(InvalidPacket::Padding),
    }
}
