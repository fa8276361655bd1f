//! Facts of a workspace as the store takes them.

use std::collections::HashMap;

use bytes::Bytes;
use domain::recorded::{Actor, EventId};
use domain::sid::{AccountSid, WorkspaceSid};
use domain::work::{WorkFact, WorkSid};
use store::limits::{MAX_APPEND, MAX_EVENTS};
use store::port::{NewEvent, StreamAppend, StreamId};
use uuid::Uuid;

use super::book::Versions;
use crate::{Context, Entropy};

/// A fact that is not on disk yet.
pub(super) struct Unwritten {
    pub(super) sid: WorkSid,
    pub(super) event: NewEvent,
}

/// Who caused facts.
pub(super) struct Cause {
    actor: Actor,
    causation: Option<EventId>,
}

impl Cause {
    pub(super) fn of(context: &Context) -> Self {
        Self { actor: context.actor.clone(), causation: context.causation }
    }

    /// A deadline that passed.
    pub(super) fn time() -> Self {
        Self { actor: Actor::System("floor".to_owned()), causation: None }
    }
}

/// The facts of one decision. Each follows from the first, which follows from what the cause names.
pub(super) fn encode(facts: &[WorkFact], cause: &Cause, entropy: &Entropy) -> Vec<Unwritten> {
    let mut causation = cause.causation.map(|EventId(bits)| Uuid::from_u128(bits));
    let mut unwritten = Vec::with_capacity(facts.len());
    for (sid, fact) in facts {
        let stamp = fact.stamp();
        let id = entropy.event_id(stamp.at);
        let event = NewEvent {
            id,
            event_type: fact.type_name().to_owned(),
            schema_version: fact.schema_version(),
            recorded_at: stamp.at.0,
            correlation: stamp.workspace_sid.to_string(),
            causation,
            actor: cause.actor.to_string(),
            data: Bytes::from(fact.encode()),
        };
        if unwritten.is_empty() {
            causation = Some(id);
        }
        unwritten.push(Unwritten { sid: *sid, event });
    }
    unwritten
}

/// The stream of a resource of a workspace.
pub(super) fn stream_of(account: AccountSid, sid: WorkSid) -> StreamId {
    StreamId {
        account: account.to_string(),
        category: sid.kind().category().to_owned(),
        key: sid.to_string(),
    }
}

/// The stream of something that a workspace has one of.
pub(super) fn stream_beside(
    account: AccountSid,
    category: &str,
    workspace: WorkspaceSid,
) -> StreamId {
    let (account, key) = (account.to_string(), workspace.to_string());
    StreamId { account, category: category.to_owned(), key }
}

/// Facts by their streams, and the order in which the log gets them. `lease` is the first entry.
pub(super) fn woven(
    account: AccountSid,
    lease: StreamAppend,
    facts: Vec<Unwritten>,
    versions: &Versions,
) -> (Vec<StreamAppend>, Vec<u32>) {
    let (mut streams, mut order) = (vec![lease], Vec::with_capacity(facts.len()));
    let mut entries: HashMap<WorkSid, u32> = HashMap::new();
    for Unwritten { sid, event } in facts {
        let entry = *entries.entry(sid).or_insert_with(|| {
            let (stream, expected) = (stream_of(account, sid), versions.expected(sid));
            streams.push(StreamAppend { stream, expected, events: Vec::new() });
            u32::try_from(streams.len() - 1).unwrap_or(u32::MAX)
        });
        if let Some(part) = streams.get_mut(entry as usize) {
            part.events.push(event);
        }
        order.push(entry);
    }
    (streams, order)
}

/// Cuts facts into pieces that the store takes. More than one is needed only when a workspace with thousands
/// of open work items is deleted; a crash between two of them leaves some canceled, and the rest as it was.
pub(super) fn pieces(facts: Vec<Unwritten>) -> Vec<Vec<Unwritten>> {
    let mut pieces = Vec::new();
    let (mut piece, mut bytes) = (Vec::new(), 0);
    for fact in facts {
        // One stream less than there may be: the lease is one.
        if piece.len() + 1 >= MAX_EVENTS || bytes + fact.event.data.len() > MAX_APPEND {
            pieces.push(std::mem::take(&mut piece));
            bytes = 0;
        }
        bytes += fact.event.data.len();
        piece.push(fact);
    }
    if !piece.is_empty() {
        pieces.push(piece);
    }
    pieces
}
