//! Admission control: how many calls, and how fast from one address. Decided before a message
//! costs anything, for the transaction layer's queues have no bounds of their own.

use std::collections::HashMap;
use std::net::IpAddr;

#[cfg(test)]
mod tests;

/// What strangers may take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// Dialogs at once, both directions.
    pub max_calls: usize,
    /// Transactions at once; past it only BYE, ACK and CANCEL are let through.
    pub max_transactions: usize,
    /// New calls per second from one address, as a rate that may be saved up.
    pub calls_per_second_per_source: u32,
    /// How many calls one address may make at one stroke.
    pub burst_per_source: u32,
    /// What a refused caller is told to wait, s (`Retry-After`).
    pub retry_after_s: u32,
    /// TCP connections at once.
    pub max_connections: usize,
    /// TCP connections from one address at once.
    pub max_connections_per_source: usize,
}

impl Default for Limits {
    /// For a machine of a few cores: 5,000 calls, 1,000 new ones per second from one address.
    fn default() -> Self {
        Self {
            max_calls: 5_000,
            max_transactions: 50_000,
            calls_per_second_per_source: 1_000,
            burst_per_source: 2_000,
            retry_after_s: 5,
            max_connections: 2_000,
            max_connections_per_source: 200,
        }
    }
}

/// Addresses that are remembered at once.
const MAX_SOURCES: usize = 4_096;
const MILLI: u64 = 1_000;

/// Why a call is not let in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// As many calls as allowed are live.
    TooManyCalls,
    /// This address calls too fast.
    TooFast,
}

/// The live count and a token bucket per address.
#[derive(Debug)]
pub struct Admission {
    limits: Limits,
    live: usize,
    sources: HashMap<IpAddr, Bucket>,
}

/// Thousandths of a call, so that one per second refills one each ms.
#[derive(Debug, Clone, Copy)]
struct Bucket {
    millicalls: u64,
    filled_at_ms: u64,
}

impl Admission {
    /// Nothing live, all buckets full.
    pub fn new(limits: Limits) -> Self {
        Self { limits, live: 0, sources: HashMap::new() }
    }

    /// Whether a call from `source` may come in now. Counts against the address's rate.
    ///
    /// # Errors
    /// The reason.
    pub fn check(&mut self, source: IpAddr, now_ms: u64) -> Result<(), Refused> {
        if self.live >= self.limits.max_calls {
            return Err(Refused::TooManyCalls);
        }
        self.take_token(source, now_ms)
    }

    /// Counts one call. When let in, [`Self::ended`] must follow once.
    ///
    /// # Errors
    /// `TooManyCalls`.
    pub fn begin(&mut self) -> Result<(), Refused> {
        if self.live >= self.limits.max_calls {
            return Err(Refused::TooManyCalls);
        }
        self.live += 1;
        Ok(())
    }

    /// One call fewer.
    pub fn ended(&mut self) {
        self.live = self.live.saturating_sub(1);
    }

    /// Calls that were begun and have not ended.
    pub fn live(&self) -> usize {
        self.live
    }

    fn take_token(&mut self, source: IpAddr, now_ms: u64) -> Result<(), Refused> {
        let rate = u64::from(self.limits.calls_per_second_per_source);
        let full = u64::from(self.limits.burst_per_source) * MILLI;
        if self.sources.len() >= MAX_SOURCES && !self.sources.contains_key(&source) {
            self.sources.retain(|_, bucket| bucket.level(rate, full, now_ms) < full);
            if self.sources.len() >= MAX_SOURCES {
                return Err(Refused::TooFast);
            }
        }
        let bucket =
            self.sources.entry(source).or_insert(Bucket { millicalls: full, filled_at_ms: now_ms });
        bucket.millicalls = bucket.level(rate, full, now_ms);
        bucket.filled_at_ms = now_ms;
        bucket.millicalls = bucket.millicalls.checked_sub(MILLI).ok_or(Refused::TooFast)?;
        Ok(())
    }
}

impl Bucket {
    fn level(&self, rate: u64, full: u64, now_ms: u64) -> u64 {
        let gained = now_ms.saturating_sub(self.filled_at_ms).saturating_mul(rate);
        self.millicalls.saturating_add(gained).min(full)
    }
}
