//! What the RTP of one stream is like, readable at any time without asking the media thread.

use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

/// A picture of one stream, both directions, seen from here.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Statistics {
    /// What was sent.
    pub sent: Sent,
    /// What was received.
    pub received: Received,
    /// What the far end last reported about what we sent; `None` until it did.
    pub remote: Option<Remote>,
}

/// The sending half.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Sent {
    /// RTP packets.
    pub packets: u64,
    /// Bytes of RTP payload.
    pub bytes: u64,
    /// Packets the kernel would not take.
    pub failed: u64,
}

/// The receiving half. Loss and jitter are RFC 3550 appendix A.3 and A.8; after a change of SSRC they go
/// on from where they were.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Received {
    /// Valid RTP packets from the far end, without duplicates.
    pub packets: u64,
    /// Bytes of RTP payload in them.
    pub bytes: u64,
    /// Packets expected and not received.
    pub lost: u64,
    /// Packets that came after a later one.
    pub reordered: u64,
    /// Packets that came again.
    pub duplicates: u64,
    /// Datagrams thrown away: no RTP, another payload type, another source.
    pub rejected: u64,
    /// Changes of the far end's SSRC.
    pub ssrc_changes: u64,
    /// Interarrival jitter, in µs (RFC 3550 §6.4.1).
    pub jitter_us: u64,
    /// The greatest interarrival jitter there was, in µs.
    pub jitter_max_us: u64,
}

/// What RTCP report blocks say about the sending half.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Remote {
    /// Packets lost on the way to the far end.
    pub lost: u64,
    /// Jitter at the far end, in µs.
    pub jitter_us: u64,
    /// Round-trip time, in µs; 0 when the far end has not seen a sender report yet.
    pub round_trip_us: u64,
}

/// The cells the media thread writes and everybody reads.
#[derive(Debug, Default)]
pub(crate) struct Cells {
    pub(crate) sent_packets: AtomicU64,
    pub(crate) sent_bytes: AtomicU64,
    pub(crate) send_failed: AtomicU64,
    pub(crate) received: ReceivedCells,
    pub(crate) remote: RemoteCells,
}

#[derive(Debug, Default)]
pub(crate) struct ReceivedCells {
    pub(crate) packets: AtomicU64,
    pub(crate) bytes: AtomicU64,
    pub(crate) lost: AtomicI64,
    pub(crate) reordered: AtomicU64,
    pub(crate) duplicates: AtomicU64,
    pub(crate) rejected: AtomicU64,
    pub(crate) ssrc_changes: AtomicU64,
    pub(crate) jitter_us: AtomicU64,
    pub(crate) jitter_max_us: AtomicU64,
}

#[derive(Debug, Default)]
pub(crate) struct RemoteCells {
    pub(crate) reports: AtomicU64,
    pub(crate) lost: AtomicU64,
    pub(crate) jitter_us: AtomicU64,
    pub(crate) round_trip_us: AtomicU64,
}

/// Adds without a locked instruction: each cell has one writer, its media thread.
pub(crate) fn add(cell: &AtomicU64, amount: u64) {
    cell.store(cell.load(Ordering::Relaxed).wrapping_add(amount), Ordering::Relaxed);
}

impl Cells {
    pub(crate) fn read(&self) -> Statistics {
        Statistics {
            sent: Sent {
                packets: self.sent_packets.load(Ordering::Relaxed),
                bytes: self.sent_bytes.load(Ordering::Relaxed),
                failed: self.send_failed.load(Ordering::Relaxed),
            },
            received: self.received.read(),
            remote: self.remote.read(),
        }
    }
}

impl ReceivedCells {
    fn read(&self) -> Received {
        Received {
            packets: self.packets.load(Ordering::Relaxed),
            bytes: self.bytes.load(Ordering::Relaxed),
            lost: u64::try_from(self.lost.load(Ordering::Relaxed)).unwrap_or(0),
            reordered: self.reordered.load(Ordering::Relaxed),
            duplicates: self.duplicates.load(Ordering::Relaxed),
            rejected: self.rejected.load(Ordering::Relaxed),
            ssrc_changes: self.ssrc_changes.load(Ordering::Relaxed),
            jitter_us: self.jitter_us.load(Ordering::Relaxed),
            jitter_max_us: self.jitter_max_us.load(Ordering::Relaxed),
        }
    }
}

impl RemoteCells {
    fn read(&self) -> Option<Remote> {
        (self.reports.load(Ordering::Relaxed) > 0).then(|| Remote {
            lost: self.lost.load(Ordering::Relaxed),
            jitter_us: self.jitter_us.load(Ordering::Relaxed),
            round_trip_us: self.round_trip_us.load(Ordering::Relaxed),
        })
    }
}
