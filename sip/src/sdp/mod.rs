//! Session descriptions (RFC 8866) and the offer/answer model (RFC 3264) for one audio stream.
//!
//! ```text
//! v=0
//! o=- 4711 1 IN IP4 192.0.2.1        session id, version: bumped whenever the description changes
//! s=-
//! c=IN IP4 192.0.2.1
//! t=0 0
//! m=audio 10000 RTP/AVP 0 8 101
//! a=rtpmap:0 PCMU/8000
//! a=rtpmap:8 PCMA/8000
//! a=rtpmap:101 telephone-event/8000
//! a=fmtp:101 0-16
//! a=ptime:20
//! a=sendrecv
//! ```

mod description;
mod kinds;
mod negotiate;
mod write;

#[cfg(test)]
mod tests;

pub use description::Offer;
pub use kinds::{Agreed, Codec, Direction, Local, SdpError};
pub use negotiate::{accept_answer, answer};
pub use write::offer;
