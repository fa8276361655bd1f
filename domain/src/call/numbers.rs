//! Which of a call's numbers (of exchanges, playbacks, alarms) were used.

/// A window of 64 numbers up to the highest one used: enough to find a repetition, small enough to be
/// kept for every live call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Numbers {
    highest: u32,
    /// Bit *n* stands for `highest - n`.
    used: u64,
}

impl Numbers {
    /// The highest number used; 0 when none was.
    pub const fn highest(self) -> u32 {
        self.highest
    }

    /// Whether `number` can be used now: from 1, not used, and not so low that it fell out of the window.
    pub const fn is_free(self, number: u32) -> bool {
        if number == 0 || number > self.highest {
            return number != 0;
        }
        let back = self.highest - number;
        back < 64 && self.used >> back & 1 == 0
    }

    /// The window with `number` used.
    #[must_use]
    pub const fn with(self, number: u32) -> Self {
        if number > self.highest {
            let ahead = number - self.highest;
            let kept = if ahead < 64 { self.used << ahead } else { 0 };
            return Self { highest: number, used: kept | 1 };
        }
        let back = self.highest - number;
        let mark = if back < 64 { 1 << back } else { 0 };
        Self { highest: self.highest, used: self.used | mark }
    }
}
