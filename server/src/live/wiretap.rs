//! Finds in the log what REST asks of live calls, and tells their drivers.

use std::sync::Arc;
use std::time::Duration;

use commands::codec::payload;
use domain::call::{CallDecider, CallEvent};
use domain::decider::Decider as _;
use store::port::{EventStore, RecordedEvent};
use store::position::Position;
use store::subscription::{Scope, Subscription};

use super::switchboard::Switchboard;

/// The least time between two looks at the log of a busy platform.
const PACE: Duration = Duration::from_millis(10);

/// Follows the log after `after`, for as long as the program runs. The switchboard of a node that starts is
/// empty, so nothing older concerns it.
pub(crate) async fn follow_updates(
    store: Arc<dyn EventStore>,
    after: Position,
    switchboard: Switchboard,
) -> anyhow::Result<()> {
    let mut log = Subscription::new(store, Scope::All, after).with_pace(PACE);
    loop {
        for event in log.next().await? {
            tell(&event, &switchboard);
        }
    }
}

fn tell(event: &RecordedEvent, switchboard: &Switchboard) {
    let is_update = event.stream.category == CallDecider::CATEGORY
        && event.event.event_type == "CallUpdateRequested";
    if !is_update {
        return;
    }
    let Ok(call) = event.stream.key.parse() else { return };
    match payload(event) {
        Ok(CallEvent::CallUpdateRequested(requested)) => {
            switchboard.update(call, event.version.0, requested.update);
        }
        Ok(_) => {}
        Err(error) => tracing::error!(%call, %error, "an update in the log cannot be read"),
    }
}
