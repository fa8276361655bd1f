//! What an event makes of an activity.

use super::*;
use crate::decider::Life;

pub(super) fn evolve(state: Life<Activity>, event: &ActivityEvent) -> Life<Activity> {
    let version = event.stamp().version;
    match event {
        ActivityEvent::ActivityCreated(it) => {
            let friendly_name = it.friendly_name.clone();
            Life::Live(Activity { version, friendly_name, available: it.available })
        }
        ActivityEvent::ActivityRenamed(it) => {
            let friendly_name = it.friendly_name.clone();
            state.map(|activity| Activity { version, friendly_name, ..activity })
        }
        ActivityEvent::ActivityDeleted(_) => Life::Gone,
    }
}
