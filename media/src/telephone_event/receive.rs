use super::{Payload, key_of};

/// After so long without a packet of it, a key has been let go and all three ends were lost. Senders
/// repeat every 50 ms at the least often (RFC 4733 §2.5.1.2 leaves it to them; 20–50 ms is what is seen).
const LOST_END_MS: u64 = 250;
const SAMPLES_PER_MS: u32 = 8;

/// A key that was pressed and let go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Press {
    /// One of `0123456789*#ABCD`.
    pub digit: char,
    /// How long, in ms.
    pub duration_ms: u32,
}

/// Turns event packets, repeated, reordered and lost, into one [`Press`] per key.
///
/// What identifies an event is its timestamp, which all its packets share.
#[derive(Debug, Clone, Default)]
pub struct Presses {
    current: Option<Current>,
    finished: Option<u32>,
}

#[derive(Debug, Clone, Copy)]
struct Current {
    timestamp: u32,
    digit: char,
    before: u32,
    duration: u16,
    seen_ms: u64,
}

impl Current {
    fn press(self) -> Press {
        let samples = self.before.saturating_add(u32::from(self.duration));
        Press { digit: self.digit, duration_ms: samples / SAMPLES_PER_MS }
    }

    /// RFC 4733 §2.5.1.3: an event longer than 0xFFFF samples goes on in a new segment that begins
    /// where the full one ends.
    fn goes_on_at(&self, timestamp: u32, digit: char) -> bool {
        self.digit == digit
            && self.duration == u16::MAX
            && timestamp == self.timestamp.wrapping_add(u32::from(u16::MAX))
    }
}

impl Presses {
    /// Takes a packet; `pressed` is called for each key it brings to an end: none, one, or two when it
    /// is the whole of a key and shows that the end of the one before was lost.
    pub fn on_packet(
        &mut self,
        timestamp: u32,
        payload: Payload,
        now_ms: u64,
        mut pressed: impl FnMut(Press),
    ) {
        let Some(digit) = key_of(payload.event) else { return };
        if self.finished.is_some_and(|finished| !is_after(timestamp, finished)) {
            return;
        }
        let mut next = Current { timestamp, digit, before: 0, duration: 0, seen_ms: now_ms };
        match self.current {
            Some(current) if current.timestamp == timestamp => next = current,
            Some(current) if !is_after(timestamp, current.timestamp) => return,
            Some(current) if current.goes_on_at(timestamp, digit) => {
                next.before = current.before.saturating_add(u32::from(current.duration));
            }
            Some(current) => pressed(current.press()),
            None => {}
        }
        next.duration = next.duration.max(payload.duration);
        next.seen_ms = now_ms;
        self.current = Some(next);
        if payload.end {
            self.finish(&mut pressed);
        }
    }

    /// Ends a key whose end packets were lost.
    pub fn on_time(&mut self, now_ms: u64, mut pressed: impl FnMut(Press)) {
        if self.current.is_some_and(|current| now_ms >= current.seen_ms + LOST_END_MS) {
            self.finish(&mut pressed);
        }
    }

    /// The far end began anew (another SSRC): its timestamps have nothing to do with those before.
    pub fn restart(&mut self, mut pressed: impl FnMut(Press)) {
        self.finish(&mut pressed);
        self.finished = None;
    }

    fn finish(&mut self, pressed: &mut impl FnMut(Press)) {
        if let Some(current) = self.current.take() {
            self.finished = Some(current.timestamp);
            pressed(current.press());
        }
    }
}

fn is_after(timestamp: u32, other: u32) -> bool {
    let ahead = timestamp.wrapping_sub(other);
    ahead != 0 && ahead < 1 << 31
}
