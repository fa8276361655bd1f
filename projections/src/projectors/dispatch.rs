//! From a recorded event to the projectors of its category.

use domain::call::CallEvent;
use domain::media_asset::MediaAssetEvent;
use domain::phone_number::RegistryEvent;
use domain::schema::{DecodeError, Event};
use domain::timestamp::Timestamp;
use domain::work::WorkKind;
use domain::work::lease::LeaseEvent;
use domain::work::outbox::OutboxEvent;
use store::port::RecordedEvent;

use crate::fact::Fact;
use crate::rows::RowOp;
use crate::{
    accounts, applications, calls, exchanges, fallbacks, keys, notifications, numbers, usage, work,
};

/// Why an event cannot be projected. The feed stops at it: to go on would leave the rows wrong.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// No aggregate of this program writes such streams.
    #[error("unknown stream category {0}")]
    UnknownCategory(String),
    /// The event cannot be read.
    #[error(transparent)]
    Decode(#[from] DecodeError),
}

/// The call events that change no row, so that they need not be read.
pub(super) const WITHOUT_ROWS: &[&str] = &[
    "PlaybackEnded",
    "DigitReceived",
    "AlarmRang",
    "CallUpdateRequested",
    "CallUpdateTaken",
    "CallerHungUp",
    "MediaTimedOut",
    "CallAbandoned",
    "DocumentRead",
    "VerbStarted",
    "VerbEnded",
    "FallbackTaken",
];

/// Adds to `ops` what an event does to the rows. Pure: the same event, the same operations.
pub fn project(recorded: &RecordedEvent, ops: &mut Vec<RowOp>) -> Result<(), ProjectError> {
    match recorded.stream.category.as_str() {
        "call" if WITHOUT_ROWS.contains(&recorded.event.event_type.as_str()) => Ok(()),
        "call" => with(recorded, |fact| project_call(fact, ops)),
        "account" => with(recorded, |fact| accounts::project(fact, ops)),
        "api_key" => with(recorded, |fact| keys::project(fact, ops)),
        "application" => with(recorded, |fact| applications::project(fact, ops)),
        "phone_number" => with(recorded, |fact| numbers::project(fact, ops)),
        "fallback" => with(recorded, |fact| fallbacks::project(fact, ops)),
        // These must be readable, though no table shows them.
        "number-registry" => with(recorded, |_: &Fact<'_, RegistryEvent>| {}),
        "media_asset" => with(recorded, |_: &Fact<'_, MediaAssetEvent>| {}),
        "workspace_lease" => with(recorded, |_: &Fact<'_, LeaseEvent>| {}),
        "workspace_outbox" => with(recorded, |_: &Fact<'_, OutboxEvent>| {}),
        other => match WorkKind::of_category(other) {
            Some(kind) => Ok(work::project(recorded, kind, ops)?),
            None => Err(ProjectError::UnknownCategory(other.to_owned())),
        },
    }
}

pub(super) fn project_call(fact: &Fact<'_, CallEvent>, ops: &mut Vec<RowOp>) {
    calls::project(fact, ops);
    exchanges::project(fact, ops);
    notifications::project(fact, ops);
    usage::project(fact, ops);
}

fn with<E: Event>(
    recorded: &RecordedEvent,
    project: impl FnOnce(&Fact<'_, E>),
) -> Result<(), ProjectError> {
    let written = &recorded.event;
    let event = E::decode(&written.event_type, written.schema_version, &written.data)?;
    project(&Fact {
        account: &recorded.stream.account,
        key: &recorded.stream.key,
        version: recorded.version.0,
        at: Timestamp(written.recorded_at),
        event: &event,
    });
    Ok(())
}
