use std::sync::atomic::{AtomicU64, Ordering};

/// How far off their schedule the media threads run. A tick is 1 ms.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Lateness {
    /// Ticks there were.
    pub ticks: u64,
    /// Ticks that began more than 5 ms late.
    pub late_ticks: u64,
    /// The worst, in µs.
    pub worst_us: u64,
}

/// Over 5 ms a packet is noticeably off; a tick is 1 ms.
const LATE_US: u64 = 5_000;

#[derive(Debug, Default)]
pub(super) struct LatenessCells {
    ticks: AtomicU64,
    late_ticks: AtomicU64,
    worst_us: AtomicU64,
}

impl LatenessCells {
    pub(super) fn read(&self) -> Lateness {
        Lateness {
            ticks: self.ticks.load(Ordering::Relaxed),
            late_ticks: self.late_ticks.load(Ordering::Relaxed),
            worst_us: self.worst_us.load(Ordering::Relaxed),
        }
    }

    pub(super) fn record(&self, us: u64) {
        self.ticks.fetch_add(1, Ordering::Relaxed);
        if us > LATE_US {
            self.late_ticks.fetch_add(1, Ordering::Relaxed);
        }
        self.worst_us.fetch_max(us, Ordering::Relaxed);
    }
}

impl Lateness {
    pub(super) fn with(self, other: Self) -> Self {
        Self {
            ticks: self.ticks + other.ticks,
            late_ticks: self.late_ticks + other.late_ticks,
            worst_us: self.worst_us.max(other.worst_us),
        }
    }
}
