use std::num::NonZeroU64;

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity, set_current_timer_slack};
use thread_priority::unix::{
    RealtimeThreadSchedulePolicy, ThreadSchedulePolicy, set_thread_priority_and_policy,
    thread_native_id,
};
use thread_priority::{ThreadPriority, ThreadPriorityValue};

/// Above ordinary programs, below the kernel's own real-time threads (which are at 50 and more).
const FIFO_PRIORITY: u8 = 40;
/// The default of 50 µs would be added to each of the thousand sleeps a second.
const TIMER_SLACK_NS: u64 = 1_000;

/// Makes the calling thread a real-time thread on a core of its own, as far as the system lets it.
/// Gives back whether it is under SCHED_FIFO; without it the thread is not pinned, as an ordinary thread
/// that cannot move waits behind whatever else runs on its core.
pub(super) fn enter(thread: usize) -> bool {
    let _refused = set_current_timer_slack(NonZeroU64::new(TIMER_SLACK_NS));
    let is_fifo = enter_fifo();
    if is_fifo {
        pin(thread);
    }
    is_fifo
}

fn enter_fifo() -> bool {
    let Ok(priority) = ThreadPriorityValue::try_from(FIFO_PRIORITY) else { return false };
    set_thread_priority_and_policy(
        thread_native_id(),
        ThreadPriority::Crossplatform(priority),
        ThreadSchedulePolicy::Realtime(RealtimeThreadSchedulePolicy::Fifo),
    )
    .is_ok()
}

/// To one of the cores the process may use, in turn.
fn pin(thread: usize) {
    let Ok(allowed) = sched_getaffinity(None) else { return };
    let cores: Vec<usize> = (0..CpuSet::MAX_CPU).filter(|&core| allowed.is_set(core)).collect();
    let Some(&core) = cores.get(thread % cores.len().max(1)) else { return };
    let mut one = CpuSet::new();
    one.set(core);
    let _refused = sched_setaffinity(None, &one);
}
