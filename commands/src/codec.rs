//! Events of the domain ⇄ events of the store.

use bytes::Bytes;
use domain::decider::Decider;
use domain::recorded::{EventId, Recorded};
use domain::schema::Event;
use domain::sid::AccountSid;
use domain::timestamp::Timestamp;
use store::port::{NewEvent, RecordedEvent, StreamId};
use uuid::Uuid;

pub use crate::failure::CodecError;
use crate::{Context, Entropy};

/// The stream of one aggregate, for example `(AC…, "call", "CA…")`.
pub fn stream_id<D: Decider>(account: AccountSid, key: impl ToString) -> StreamId {
    StreamId {
        account: account.to_string(),
        category: D::CATEGORY.to_owned(),
        key: key.to_string(),
    }
}

/// The event as the store takes it, with a fresh id.
pub fn encode<E: Event>(event: &E, context: &Context, entropy: &Entropy) -> NewEvent {
    NewEvent {
        id: entropy.event_id(context.now),
        event_type: event.type_name().to_owned(),
        schema_version: event.schema_version(),
        recorded_at: context.now.0,
        correlation: context.correlation.clone(),
        causation: context.causation.map(|EventId(bits)| Uuid::from_u128(bits)),
        actor: context.actor.to_string(),
        data: Bytes::from(event.encode()),
    }
}

/// The payload alone.
pub fn payload<E: Event>(stored: &RecordedEvent) -> Result<E, CodecError> {
    let NewEvent { event_type, schema_version, data, .. } = &stored.event;
    Ok(E::decode(event_type, *schema_version, data)?)
}

/// The event with all that is recorded about it.
pub fn decode<E: Event>(stored: &RecordedEvent) -> Result<Recorded<E>, CodecError> {
    let event = &stored.event;
    Ok(Recorded {
        position: stored.position.0,
        account: stored.stream.account.parse()?,
        category: stored.stream.category.clone(),
        key: stored.stream.key.clone(),
        version: stored.version.0,
        id: EventId(event.id.as_u128()),
        recorded_at: Timestamp(event.recorded_at),
        correlation: event.correlation.clone(),
        causation: event.causation.map(|id| EventId(id.as_u128())),
        actor: event.actor.parse()?,
        event: payload(stored)?,
    })
}
