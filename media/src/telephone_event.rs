//! Keys as RTP events: RFC 4733, named telephone-event, at 8 kHz.
//!
//! ```text
//!  0                   1                   2                   3
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//! |     event     |E|R| volume    |          duration             |
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
//! ```

mod press;
mod receive;
#[cfg(test)]
mod tests;

pub use press::{Outgoing, OutgoingPacket};
pub use receive::{Press, Presses};

/// The keys in the order of their event codes, 0–15 (RFC 4733 §3.2, table 3).
const KEYS: [char; 16] =
    ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '#', 'A', 'B', 'C', 'D'];

/// One event payload of four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Payload {
    /// 0–15 are keys.
    pub event: u8,
    /// Whether the event is over.
    pub end: bool,
    /// Power level below 0 dBm0, in dB, 0–63.
    pub volume: u8,
    /// How long it has been going on since the packet's timestamp, in samples.
    pub duration: u16,
}

impl Payload {
    /// Reads the first event of a payload; `None` when it is shorter than four bytes.
    #[must_use]
    pub fn parse(bytes: &[u8]) -> Option<Self> {
        let &[event, flags, high, low, ..] = bytes else { return None };
        Some(Self {
            event,
            end: flags & 0x80 != 0,
            volume: flags & 0x3f,
            duration: u16::from_be_bytes([high, low]),
        })
    }

    /// The four bytes.
    #[must_use]
    pub fn to_bytes(self) -> [u8; 4] {
        let [high, low] = self.duration.to_be_bytes();
        [self.event, u8::from(self.end) << 7 | self.volume & 0x3f, high, low]
    }
}

/// The key of an event code; `None` for events that are not keys.
#[must_use]
pub fn key_of(event: u8) -> Option<char> {
    KEYS.get(usize::from(event)).copied()
}

/// The event code of a key, upper case.
#[must_use]
pub fn event_of(key: char) -> Option<u8> {
    KEYS.iter().position(|&known| known == key).and_then(|index| u8::try_from(index).ok())
}
