//! How large a name, a payload and an append may be.

use crate::port::{Append, AppendError, IdempotencyKey, NewEvent, StreamAppend, StreamId};

/// The most bytes of an account.
pub const MAX_ACCOUNT: usize = 64;
/// The most bytes of a category.
pub const MAX_CATEGORY: usize = 64;
/// The most bytes of a stream's key.
pub const MAX_STREAM_KEY: usize = 256;
/// The most bytes of an event's type name.
pub const MAX_EVENT_TYPE: usize = 128;
/// The most bytes of a correlation, and of an actor.
pub const MAX_ORIGIN: usize = 256;
/// The most bytes of one event's payload: 1 MiB.
pub const MAX_DATA: usize = 1 << 20;
/// The most bytes of an idempotency key.
pub const MAX_IDEMPOTENCY_KEY: usize = 255;
/// The most bytes of the result kept with an idempotency key: 4 KiB.
pub const MAX_RESULT: usize = 4 << 10;
/// The most streams of one append.
pub const MAX_STREAMS: usize = 4096;
/// The most events of one append.
pub const MAX_EVENTS: usize = 4096;
/// The most bytes of all payloads of one append: 16 MiB.
pub const MAX_APPEND: usize = 16 << 20;

/// Says whether an append keeps within the limits, names no stream and no event twice, and writes
/// something.
pub(crate) fn check(append: &Append) -> Result<(), AppendError> {
    within(!append.streams.is_empty(), "it names no stream")?;
    within(append.streams.len() <= MAX_STREAMS, "it names too many streams")?;
    let events = || append.streams.iter().flat_map(|stream| &stream.events);
    within(events().next().is_some(), "it has no events")?;
    within(events().count() <= MAX_EVENTS, "it has too many events")?;
    within(is_order(append), "its order does not name every event once")?;
    within(events().map(|e| e.data.len()).sum::<usize>() <= MAX_APPEND, "it is too large")?;
    append.streams.iter().try_for_each(check_stream)?;
    append.idempotency.as_ref().map_or(Ok(()), check_key)?;
    within(all_differ(append.streams.iter().map(|s| &s.stream)), "it names a stream twice")?;
    within(all_differ(events().map(|e| e.id)), "it gives an event id twice")
}

fn check_stream(stream: &StreamAppend) -> Result<(), AppendError> {
    let StreamId { account, category, key } = &stream.stream;
    within(is_name(account, MAX_ACCOUNT), "an account is empty, too long or has a NUL")?;
    within(is_name(category, MAX_CATEGORY), "a category is empty, too long or has a NUL")?;
    within(is_name(key, MAX_STREAM_KEY), "a stream's key is empty, too long or has a NUL")?;
    stream.events.iter().try_for_each(check_event)
}

fn check_event(event: &NewEvent) -> Result<(), AppendError> {
    within(is_name(&event.event_type, MAX_EVENT_TYPE), "an event type is empty or too long")?;
    within(event.schema_version > 0, "a schema version is 0")?;
    within(is_text(&event.correlation, MAX_ORIGIN), "a correlation is too long or has a NUL")?;
    within(is_text(&event.actor, MAX_ORIGIN), "an actor is too long or has a NUL")?;
    within(event.data.len() <= MAX_DATA, "a payload is over 1 MiB")?;
    within(event.data.starts_with(b"{") && event.data.ends_with(b"}"), "a payload is no object")?;
    within(!event.data.contains(&0), "a payload has a NUL")?;
    within(std::str::from_utf8(&event.data).is_ok(), "a payload is not UTF-8")
}

fn is_order(append: &Append) -> bool {
    let mut left: Vec<usize> = append.streams.iter().map(|stream| stream.events.len()).collect();
    let mut takes = |n: &u32| {
        let left = left.get_mut(*n as usize).filter(|left| **left > 0);
        left.map(|left| *left -= 1).is_some()
    };
    append.order.is_empty() || append.order.iter().all(&mut takes) && left.iter().all(|n| *n == 0)
}

fn check_key(key: &IdempotencyKey) -> Result<(), AppendError> {
    within(is_name(&key.account, MAX_ACCOUNT), "an idempotency key has no fit account")?;
    within(is_name(&key.key, MAX_IDEMPOTENCY_KEY), "an idempotency key is empty or too long")?;
    within(key.result.len() <= MAX_RESULT, "an idempotency key's result is over 4 KiB")
}

fn within(holds: bool, otherwise: &'static str) -> Result<(), AppendError> {
    if holds { Ok(()) } else { Err(AppendError::Malformed(otherwise)) }
}

fn is_name(text: &str, limit: usize) -> bool {
    !text.is_empty() && is_text(text, limit)
}

/// Postgres' text cannot hold a NUL.
fn is_text(text: &str, limit: usize) -> bool {
    text.len() <= limit && !text.as_bytes().contains(&0)
}

fn all_differ<T: Ord>(items: impl Iterator<Item = T>) -> bool {
    let mut items: Vec<T> = items.collect();
    items.sort_unstable();
    items.windows(2).all(|pair| pair[0] != pair[1])
}
