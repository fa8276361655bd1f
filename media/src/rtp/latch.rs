//! Where the far end really is: symmetric RTP (RFC 4961, RFC 7362 §4 "latching").
//!
//! Behind a NAT the address in the SDP is not the one packets come from. So we send to where they come
//! from, but only once it is sure, as whoever is first to send to an open port could otherwise take the
//! sound of a stranger's call:
//!
//! - the address in the SDP is trusted at once, even when another source was first: that one was a stray,
//!   perhaps the end of the call that had this port before;
//! - another source must send [`CONSISTENT`] packets in a row of one SSRC with rising sequence numbers;
//! - after that nobody else is listened to, until the SDP changes, or until the source has been silent
//!   for [`SILENT_MS`] and another goes on with its SSRC and sequence numbers (a NAT that forgot).

#[cfg(test)]
mod tests;

use std::net::SocketAddr;

/// Packets in a row that another source than the SDP's must send.
pub const CONSISTENT: u8 = 3;
/// How long a source must be silent before its continuation from elsewhere is believed, in ms.
pub const SILENT_MS: u64 = 2_000;
/// How far the numbering of a continuation may have gone on: the silence at 100 packets a second.
const CONTINUATION_MAX: u16 = 3_000;

/// What to do with a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// It is the far end's.
    Accept,
    /// It is not, or not surely.
    Ignore,
}

/// The latch of one stream.
#[derive(Debug, Clone)]
pub struct Latch {
    signalled: SocketAddr,
    latched: Option<Latched>,
    candidate: Option<Candidate>,
}

#[derive(Debug, Clone, Copy)]
struct Latched {
    from: SocketAddr,
    ssrc: u32,
    sequence: u16,
    seen_ms: u64,
}

#[derive(Debug, Clone, Copy)]
struct Candidate {
    from: SocketAddr,
    ssrc: u32,
    sequence: u16,
    count: u8,
}

impl Latch {
    /// A latch for the address in the SDP.
    #[must_use]
    pub fn new(signalled: SocketAddr) -> Self {
        Self { signalled, latched: None, candidate: None }
    }

    /// Takes the address of a new SDP. The same as before changes nothing; another opens the latch.
    pub fn signal(&mut self, signalled: SocketAddr) {
        if signalled != self.signalled {
            *self = Self::new(signalled);
        }
    }

    /// Where to send; `None` while nobody knows.
    #[must_use]
    pub fn destination(&self) -> Option<SocketAddr> {
        let usable = !self.signalled.ip().is_unspecified() && self.signalled.port() != 0;
        self.latched.map(|latched| latched.from).or_else(|| usable.then_some(self.signalled))
    }

    /// Judges a valid packet.
    pub fn on_packet(
        &mut self,
        from: SocketAddr,
        ssrc: u32,
        sequence: u16,
        now_ms: u64,
    ) -> Verdict {
        let newcomer = Latched { from, ssrc, sequence, seen_ms: now_ms };
        match self.latched {
            Some(latched) if latched.from == from => return self.latch(newcomer),
            _ if from == self.signalled => return self.latch(newcomer),
            Some(latched) if !latched.may_go_on(ssrc, sequence, now_ms) => return Verdict::Ignore,
            _ => {}
        }
        if self.count(from, ssrc, sequence) < CONSISTENT {
            return Verdict::Ignore;
        }
        self.latch(newcomer)
    }

    /// Whether a source is the latched one, for what has no sequence number (RTCP).
    #[must_use]
    pub fn is_latched_to(&self, from: SocketAddr) -> bool {
        self.latched.is_some_and(|latched| latched.from == from)
    }

    fn latch(&mut self, latched: Latched) -> Verdict {
        self.latched = Some(latched);
        self.candidate = None;
        Verdict::Accept
    }

    fn count(&mut self, from: SocketAddr, ssrc: u32, sequence: u16) -> u8 {
        let count = match self.candidate {
            Some(candidate) if candidate.is_followed_by(from, ssrc, sequence) => {
                candidate.count + 1
            }
            _ => 1,
        };
        self.candidate = Some(Candidate { from, ssrc, sequence, count });
        count
    }
}

impl Latched {
    fn may_go_on(&self, ssrc: u32, sequence: u16, now_ms: u64) -> bool {
        let ahead = sequence.wrapping_sub(self.sequence);
        ssrc == self.ssrc
            && (1..CONTINUATION_MAX).contains(&ahead)
            && now_ms >= self.seen_ms + SILENT_MS
    }
}

impl Candidate {
    /// One lost packet in between is forgiven.
    fn is_followed_by(&self, from: SocketAddr, ssrc: u32, sequence: u16) -> bool {
        self.from == from
            && self.ssrc == ssrc
            && matches!(sequence.wrapping_sub(self.sequence), 1 | 2)
    }
}
