//! RTP and RTCP (RFC 3550) as pure machines: the header, the numbering of what is sent, the bookkeeping of
//! what is received, and the rule that finds out where the far end really is.

pub mod control;
pub mod hearing;
pub mod latch;
pub mod packet;
pub mod packetiser;
pub mod source;

pub use packet::{HEADER_BYTES, InvalidPacket, Packet};
pub use packetiser::Packetiser;
pub use source::{Arrival, Source};
