use rustix::thread::{ClockId, clock_nanosleep_absolute};
use rustix::time::{Timespec, clock_gettime};

pub(super) const NANOS_PER_MS: u64 = 1_000_000;
const NANOS_PER_S: u64 = 1_000_000_000;

/// CLOCK_MONOTONIC in ns.
pub(super) fn now_ns() -> u64 {
    let now = clock_gettime(ClockId::Monotonic);
    now.tv_sec.cast_unsigned() * NANOS_PER_S + now.tv_nsec.cast_unsigned()
}

/// Sleeps until an absolute time: unlike a relative sleep it does not add up its lateness.
pub(super) fn sleep_until(ns: u64) {
    let until = Timespec {
        tv_sec: (ns / NANOS_PER_S).cast_signed(),
        tv_nsec: (ns % NANOS_PER_S).cast_signed(),
    };
    // A signal ends the sleep early; the turn that follows finds nothing due and sleeps again.
    let _interrupted = clock_nanosleep_absolute(ClockId::Monotonic, &until);
}
