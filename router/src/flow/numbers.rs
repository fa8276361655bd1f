//! What the call counts, and the sids that follow from it.

use domain::sid::{CallSid, NotificationSid};

/// The last number given of each kind. All begin at 1.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Numbers {
    exchange: u32,
    playback: u32,
    document: u32,
    notification: u32,
}

impl Numbers {
    pub(crate) const fn exchanges(&self) -> u32 {
        self.exchange
    }

    pub(crate) const fn next_exchange(&mut self) -> u32 {
        self.exchange = self.exchange.saturating_add(1);
        self.exchange
    }

    pub(crate) const fn next_playback(&mut self) -> u32 {
        self.playback = self.playback.saturating_add(1);
        self.playback
    }

    pub(crate) const fn next_document(&mut self) -> u32 {
        self.document = self.document.saturating_add(1);
        self.document
    }

    /// The sid of the call's next notification.
    ///
    /// A replay must give the same sid, so it is no random number but a fixed mixture of the call's sid
    /// and a counter: both halves of the sid are moved on by the counter times an odd constant and
    /// scrambled by the finaliser of SplitMix64 (Steele, Lea, Flood 2014). For one call it never gives
    /// the same sid twice, because each step can be undone.
    pub(crate) const fn next_notification(&mut self, call: CallSid) -> NotificationSid {
        self.notification = self.notification.saturating_add(1);
        let (bits, count) = (call.bits(), self.notification as u64);
        let high = scramble((bits >> 64) as u64 ^ count.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let low = scramble((bits as u64).wrapping_add(count.wrapping_mul(0xbf58_476d_1ce4_e5b9)));
        NotificationSid::from_bits((high as u128) << 64 | low as u128)
    }
}

const fn scramble(mut bits: u64) -> u64 {
    bits = (bits ^ bits >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    bits = (bits ^ bits >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    bits ^ bits >> 31
}
