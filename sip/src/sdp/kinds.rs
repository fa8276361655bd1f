use bytes::Bytes;
use std::net::SocketAddr;

/// A voice codec that this platform speaks, at 8,000 Hz and one channel (RFC 3551 §4.5.14).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Codec {
    /// G.711 µ-law, static payload type 0.
    Pcmu,
    /// G.711 A-law, static payload type 8.
    Pcma,
}

impl Codec {
    /// The static payload type of RFC 3551 table 4.
    pub fn static_payload_type(self) -> u8 {
        match self {
            Self::Pcmu => 0,
            Self::Pcma => 8,
        }
    }

    /// The encoding name as `a=rtpmap` spells it.
    pub fn encoding_name(self) -> &'static str {
        match self {
            Self::Pcmu => "PCMU",
            Self::Pcma => "PCMA",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::Pcmu, Self::Pcma].into_iter().find(|c| c.encoding_name().eq_ignore_ascii_case(name))
    }
}

/// Which way sound flows, seen from the side that states it (RFC 3264 §6.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Direction {
    /// Both ways.
    SendRecv,
    /// This side only sends: it has put the other on hold.
    SendOnly,
    /// This side only receives: it is on hold.
    RecvOnly,
    /// Neither.
    Inactive,
}

impl Direction {
    /// From the two questions that make it up.
    pub fn of(sends: bool, receives: bool) -> Self {
        match (sends, receives) {
            (true, true) => Self::SendRecv,
            (true, false) => Self::SendOnly,
            (false, true) => Self::RecvOnly,
            (false, false) => Self::Inactive,
        }
    }

    /// Whether the side that states it sends.
    pub fn sends(self) -> bool {
        matches!(self, Self::SendRecv | Self::SendOnly)
    }

    /// Whether the side that states it receives.
    pub fn receives(self) -> bool {
        matches!(self, Self::SendRecv | Self::RecvOnly)
    }

    /// The same flow, seen from the other side.
    pub fn reversed(self) -> Self {
        Self::of(self.receives(), self.sends())
    }

    /// The attribute's name: `sendrecv`, `sendonly`, `recvonly` or `inactive`.
    pub fn attribute(self) -> &'static str {
        match self {
            Self::SendRecv => "sendrecv",
            Self::SendOnly => "sendonly",
            Self::RecvOnly => "recvonly",
            Self::Inactive => "inactive",
        }
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        [Self::SendRecv, Self::SendOnly, Self::RecvOnly, Self::Inactive]
            .into_iter()
            .find(|d| d.attribute().eq_ignore_ascii_case(name))
    }
}

/// What this side brings to a negotiation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Local {
    /// Where we want to receive RTP; its IP also stands in `o=` and `c=`.
    pub addr: SocketAddr,
    /// `o=` session id: constant for the dialog.
    pub session_id: u64,
    /// `o=` version: must be one higher each time the description changes (RFC 3264 §8).
    pub version: u64,
    /// Codecs we accept, best first. The order counts only in our own offers.
    pub codecs: Vec<Codec>,
    /// Packet length that we ask for, 10 to 60 ms.
    pub ptime_ms: u32,
    /// What we are willing to do; the offer may narrow it.
    pub direction: Direction,
}

impl Local {
    /// Both codecs, 20 ms, both ways, version 1.
    pub fn new(addr: SocketAddr, session_id: u64) -> Self {
        Self {
            addr,
            session_id,
            version: 1,
            codecs: vec![Codec::Pcmu, Codec::Pcma],
            ptime_ms: 20,
            direction: Direction::SendRecv,
        }
    }

    /// The same with the next `o=` version: for the answer to a re-INVITE or a new offer.
    #[must_use]
    pub fn next_version(mut self) -> Self {
        self.version += 1;
        self
    }
}

/// What both sides have agreed on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// Our answer, to be sent; empty when the answer was the other side's.
    pub answer: Bytes,
    /// Where the other side wants RTP; `0.0.0.0` when it holds the RFC 2543 way.
    pub remote: SocketAddr,
    /// The codec.
    pub codec: Codec,
    /// Its payload type, both ways.
    pub payload_type: u8,
    /// Payload type of RFC 4733 digits, when both sides know them.
    pub telephone_event: Option<u8>,
    /// Packet length that the other side asks for; 20 when it is silent or unreasonable.
    pub ptime_ms: u32,
    /// What *we* do: `RecvOnly` or `Inactive` while the other side holds us.
    pub direction: Direction,
}

/// Why a description could not be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SdpError {
    /// Not SDP. Answer 400.
    #[error("not a session description: {0}")]
    Malformed(String),
    /// More than 16 KiB, 16 media lines, 64 formats or 256 attributes. Answer 413.
    #[error("the session description is over a limit: {0}")]
    TooLarge(&'static str),
    /// No media line with a codec, transport and address we can use. Answer 488.
    #[error("nothing in common: {0}")]
    NothingInCommon(&'static str),
}

impl SdpError {
    /// The SIP status that tells the offerer (RFC 3261 §21.4.26).
    pub fn status(&self) -> u16 {
        match self {
            Self::Malformed(_) => 400,
            Self::TooLarge(_) => 413,
            Self::NothingInCommon(_) => 488,
        }
    }
}
