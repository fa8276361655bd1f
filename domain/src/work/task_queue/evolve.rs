//! What an event makes of a task queue.

use super::*;
use crate::decider::Life;

pub(super) fn evolve(state: Life<TaskQueue>, event: &TaskQueueEvent) -> Life<TaskQueue> {
    let version = event.stamp().version;
    match event {
        TaskQueueEvent::TaskQueueCreated(it) => {
            Life::Live(TaskQueue { version, settings: it.settings.clone() })
        }
        TaskQueueEvent::TaskQueueConfigured(it) => {
            let settings = it.settings.clone();
            state.map(|_| TaskQueue { version, settings })
        }
        TaskQueueEvent::TaskQueueDeleted(_) => Life::Gone,
    }
}
