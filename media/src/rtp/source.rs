//! The bookkeeping of what is received: RFC 3550 appendices A.1, A.3 and A.8.

#[cfg(test)]
mod tests;

/// A jump forward of up to this many packets is loss, a greater one a restart (A.1).
const MAX_DROPOUT: u16 = 3_000;
/// A packet up to this far behind is late, a greater distance a restart (A.1).
const MAX_MISORDER: u16 = 100;
/// One round of sequence numbers.
const ROUND: u64 = 1 << 16;

/// What a packet is to those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arrival {
    /// The first of a source, or the next, perhaps after a gap.
    InOrder,
    /// It comes after a later one.
    Late,
    /// It has come before.
    Duplicate,
    /// The sender began anew: another SSRC, or another place in the numbering.
    Restart,
    /// Far from where the numbering is, once: it may be a stray. A second one in a row is a restart.
    Stray,
}

/// What one far end sends.
#[derive(Debug, Clone, Default)]
pub struct Source {
    run: Option<Run>,
    /// From runs that are over.
    expected_before: u64,
    received: u64,
    interval: Interval,
    jitter: Jitter,
}

/// A stretch of one SSRC and one numbering.
#[derive(Debug, Clone, Copy)]
struct Run {
    ssrc: u32,
    first: u64,
    /// The highest sequence number, extended by its rounds; it starts in round one, so that late
    /// packets from before the first have a number, too.
    highest: u64,
    /// Bit n: the packet n before the highest has come.
    seen: u128,
    stray: Option<u16>,
}

#[derive(Debug, Clone, Copy, Default)]
struct Interval {
    expected: u64,
    received: u64,
}

/// A.8, kept times 16 as there.
#[derive(Debug, Clone, Copy, Default)]
struct Jitter {
    transit: Option<u32>,
    scaled: u32,
}

/// What goes into a report block about this source (§6.4.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reception {
    /// The source.
    pub ssrc: u32,
    /// Lost since the last report, of 256.
    pub fraction_lost: u8,
    /// Lost in all, 24 bits.
    pub cumulative_lost: u32,
    /// Rounds and highest sequence number.
    pub extended_highest: u32,
    /// In samples.
    pub jitter: u32,
}

impl Source {
    /// Takes the header of a packet.
    pub fn on_packet(&mut self, ssrc: u32, sequence: u16) -> Arrival {
        let arrival = match &mut self.run {
            Some(run) if run.ssrc == ssrc => run.take(sequence),
            Some(_) => Arrival::Restart,
            None => {
                self.run = Some(Run::new(ssrc, sequence));
                Arrival::InOrder
            }
        };
        match arrival {
            Arrival::InOrder | Arrival::Late => self.received += 1,
            Arrival::Restart => {
                self.expected_before += self.run.map_or(0, |run| run.expected());
                self.run = Some(Run::new(ssrc, sequence));
                self.jitter.transit = None;
                self.received += 1;
            }
            Arrival::Duplicate | Arrival::Stray => {}
        }
        arrival
    }

    /// The source that is heard; `None` before the first packet.
    #[must_use]
    pub fn ssrc(&self) -> Option<u32> {
        self.run.map(|run| run.ssrc)
    }

    /// Measures a packet of sound: its timestamp against its arrival, both in samples (A.8). Events are
    /// not measured, as their timestamp stands still.
    pub fn on_timing(&mut self, timestamp: u32, arrival_samples: u32) {
        let transit = arrival_samples.wrapping_sub(timestamp);
        if let Some(before) = self.jitter.transit.replace(transit) {
            let moved = transit.wrapping_sub(before);
            let distance = moved.min(moved.wrapping_neg());
            // One packet cannot say more than a second: a jump of the sender's clock is no jitter.
            let distance = distance.min(8_000);
            self.jitter.scaled += distance;
            self.jitter.scaled -= (self.jitter.scaled.saturating_sub(distance) + 8) >> 4;
        }
    }

    /// Packets that should have come (A.3).
    #[must_use]
    pub fn expected(&self) -> u64 {
        self.expected_before + self.run.map_or(0, |run| run.expected())
    }

    /// Packets that came, without duplicates.
    #[must_use]
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Packets that should have come and did not; late ones make it smaller again.
    #[must_use]
    pub fn lost(&self) -> u64 {
        self.expected().saturating_sub(self.received)
    }

    /// Interarrival jitter in samples.
    #[must_use]
    pub fn jitter(&self) -> u32 {
        self.jitter.scaled >> 4
    }

    /// Interarrival jitter in µs, with the sixteenths that [`Source::jitter`] drops.
    #[must_use]
    pub fn jitter_us(&self) -> u64 {
        u64::from(self.jitter.scaled) * 125 / 16
    }

    /// What to report, and the beginning of the next interval; `None` before the first packet.
    pub fn report(&mut self) -> Option<Reception> {
        let run = self.run?;
        let (expected, received) = (self.expected(), self.received);
        let expected_now = expected.saturating_sub(self.interval.expected);
        let received_now = received.saturating_sub(self.interval.received);
        self.interval = Interval { expected, received };
        let lost_now = expected_now.saturating_sub(received_now);
        let fraction = (lost_now << 8).checked_div(expected_now).unwrap_or(0);
        Some(Reception {
            ssrc: run.ssrc,
            fraction_lost: u8::try_from(fraction).unwrap_or(u8::MAX),
            cumulative_lost: u32::try_from(self.lost().min(0x7f_ffff)).unwrap_or(0x7f_ffff),
            extended_highest: u32::try_from((run.highest - ROUND) & 0xffff_ffff)
                .unwrap_or(u32::MAX),
            jitter: self.jitter(),
        })
    }
}

impl Run {
    fn new(ssrc: u32, sequence: u16) -> Self {
        let first = ROUND + u64::from(sequence);
        Self { ssrc, first, highest: first, seen: 1, stray: None }
    }

    fn expected(&self) -> u64 {
        self.highest - self.first + 1
    }

    fn take(&mut self, sequence: u16) -> Arrival {
        let ahead = sequence.wrapping_sub(self.highest as u16);
        let behind = ahead.wrapping_neg();
        if ahead == 0 {
            Arrival::Duplicate
        } else if ahead < MAX_DROPOUT {
            self.stray = None;
            self.highest += u64::from(ahead);
            self.seen = self.seen.checked_shl(u32::from(ahead)).unwrap_or(0) | 1;
            Arrival::InOrder
        } else if behind <= MAX_MISORDER {
            self.take_late(behind)
        } else if self.stray.replace(sequence.wrapping_add(1)) == Some(sequence) {
            Arrival::Restart
        } else {
            Arrival::Stray
        }
    }

    fn take_late(&mut self, behind: u16) -> Arrival {
        let bit = 1 << behind;
        if self.seen & bit != 0 {
            return Arrival::Duplicate;
        }
        self.seen |= bit;
        // One from before the first that came: the run began earlier than was seen.
        self.first = self.first.min(self.highest - u64::from(behind));
        Arrival::Late
    }
}
