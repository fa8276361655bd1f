//! What exactly is hashed.

use ring::digest::{Context, SHA256};

use crate::{
    port::{NewEvent, StreamId},
    position::{Position, StreamVersion},
};

/// A SHA-256 digest.
pub type Hash = [u8; 32];

/// What stands before the first link of a chain.
pub const ZERO: Hash = [0; 32];

/// The hash of an event, given the hash before it in its stream.
///
/// The fields follow each other in this order, numbers big-endian, text and bytes after their length as
/// a `u64`: hash before (32 bytes, no length) · account · category · key · version `u64` · id (16 bytes,
/// no length) · type · schema version `u16` · recorded at `i64` · correlation · causation (a byte 0, or a
/// byte 1 and 16 bytes) · actor · data.
#[must_use]
pub fn event_hash(
    before: &Hash,
    stream: &StreamId,
    version: StreamVersion,
    event: &NewEvent,
) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(before);
    text(&mut context, stream.account.as_bytes());
    text(&mut context, stream.category.as_bytes());
    text(&mut context, stream.key.as_bytes());
    context.update(&version.0.to_be_bytes());
    context.update(event.id.as_bytes());
    text(&mut context, event.event_type.as_bytes());
    context.update(&event.schema_version.to_be_bytes());
    context.update(&event.recorded_at.to_be_bytes());
    text(&mut context, event.correlation.as_bytes());
    match &event.causation {
        None => context.update(&[0]),
        Some(id) => {
            context.update(&[1]);
            context.update(id.as_bytes());
        }
    }
    text(&mut context, event.actor.as_bytes());
    text(&mut context, &event.data);
    finish(context)
}

/// The next link of the log's chain: what is at `position` has `hash`.
#[must_use]
pub fn log_hash(before: &Hash, position: Position, hash: &Hash) -> Hash {
    let mut context = Context::new(&SHA256);
    context.update(before);
    context.update(&position.0.to_be_bytes());
    context.update(hash);
    finish(context)
}

fn text(context: &mut Context, bytes: &[u8]) {
    context.update(&(bytes.len() as u64).to_be_bytes());
    context.update(bytes);
}

fn finish(context: Context) -> Hash {
    let mut hash = ZERO;
    hash.copy_from_slice(context.finish().as_ref());
    hash
}
