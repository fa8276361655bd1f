//! What an event makes of a task channel.

use super::*;
use crate::decider::Life;

pub(super) fn evolve(state: Life<TaskChannel>, event: &TaskChannelEvent) -> Life<TaskChannel> {
    let version = event.stamp().version;
    match event {
        TaskChannelEvent::TaskChannelCreated(it) => {
            Life::Live(TaskChannel { version, settings: it.settings.clone() })
        }
        TaskChannelEvent::TaskChannelConfigured(it) => {
            let settings = it.settings.clone();
            state.map(|_| TaskChannel { version, settings })
        }
        TaskChannelEvent::TaskChannelDeleted(_) => Life::Gone,
    }
}
