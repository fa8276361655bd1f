//! A floor with its place in the log.

use std::collections::HashMap;

use domain::decider::Decider;
use domain::sid::{AccountSid, ReservationSid, WorkItemSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::floor::Floor;
use domain::work::lease::{Lease, LeaseDecider, LeaseEvent, TakeLease};
use domain::work::reservation::ReservationEvent;
use domain::work::work_item::WorkItemEvent;
use domain::work::{WorkEvent, WorkKind, WorkSid};
use store::port::{
    Append, AppendError, Appended, EventStore, ExpectedVersion, RecordedEvent, StreamAppend,
};
use store::position::{Position, StreamVersion};

use super::encode::{Unwritten, pieces, stream_beside, stream_of, woven};
use crate::codec::{encode, payload};
use crate::execute::append;
use crate::{Context, Failure, Writer};

const PAGE: usize = 1_000;
/// How many times the lease is wanted before others want it too often.
const ATTEMPTS: usize = 5;

/// A floor with its place in the log.
pub(super) struct Book {
    account: AccountSid,
    workspace: WorkspaceSid,
    pub(super) floor: Floor,
    versions: Versions,
    /// The position up to which the floor knows the log.
    pub(super) position: Position,
    lease: Lease,
    lease_version: StreamVersion,
    is_held: bool,
}

/// The versions of the streams of a workspace that may still get events.
#[derive(Default)]
pub(super) struct Versions {
    by_sid: HashMap<WorkSid, u64>,
    offers: HashMap<WorkItemSid, Vec<ReservationSid>>,
}

impl Versions {
    pub(super) fn expected(&self, sid: WorkSid) -> ExpectedVersion {
        let version = self.by_sid.get(&sid).map(|version| StreamVersion(*version));
        version.map_or(ExpectedVersion::NoStream, ExpectedVersion::Exactly)
    }

    fn wrote(&mut self, sid: WorkSid) {
        *self.by_sid.entry(sid).or_default() += 1;
    }

    fn saw(&mut self, sid: WorkSid, event: &WorkEvent) {
        self.wrote(sid);
        self.note(sid, event);
    }

    /// A work item that is gone gets no events any more, nor do its reservations.
    fn note(&mut self, sid: WorkSid, event: &WorkEvent) {
        match (sid, event) {
            (
                WorkSid::Reservation(offer),
                WorkEvent::Reservation(ReservationEvent::ReservationCreated(it)),
            ) => self.offers.entry(it.work_item_sid).or_default().push(offer),
            (WorkSid::WorkItem(item), WorkEvent::WorkItem(WorkItemEvent::WorkItemDeleted(_))) => {
                self.by_sid.remove(&sid);
                for offer in self.offers.remove(&item).unwrap_or_default() {
                    self.by_sid.remove(&WorkSid::Reservation(offer));
                }
            }
            (_, _) => {}
        }
    }
}

impl Book {
    /// Folds a workspace from the log. One that does not exist has an empty floor.
    pub(super) async fn open(
        store: &dyn EventStore,
        account: AccountSid,
        workspace: WorkspaceSid,
    ) -> Result<Self, Failure> {
        let stream = stream_of(account, workspace.into());
        let first = store.read_stream(&stream, StreamVersion::NONE, 1).await?;
        let before = first
            .first()
            .map_or(Position::START, |stored| Position(stored.position.0.saturating_sub(1)));
        let mut book = Self {
            account,
            workspace,
            floor: Floor::new(workspace),
            versions: Versions::default(),
            position: before,
            lease: Lease::default(),
            lease_version: StreamVersion::NONE,
            is_held: false,
        };
        book.read_lease(store).await?;
        if !first.is_empty() {
            book.read_on(store).await?;
        }
        Ok(book)
    }

    /// Whether this owner may write, as far as it knows.
    pub(super) const fn is_held(&self) -> bool {
        self.is_held
    }

    /// The lease that this owner holds.
    pub(super) fn held(&self) -> Option<StreamVersion> {
        self.is_held.then_some(self.lease_version)
    }

    /// The lease is held still when it is where this owner left it.
    pub(super) fn hold_still(&mut self, held: Option<StreamVersion>) {
        self.is_held = held == Some(self.lease_version);
    }

    async fn read_lease(&mut self, store: &dyn EventStore) -> Result<(), Failure> {
        let stream = stream_beside(self.account, LeaseDecider::CATEGORY, self.workspace);
        loop {
            let page = store.read_stream(&stream, self.lease_version, PAGE).await?;
            for stored in &page {
                let event: LeaseEvent = payload(stored).map_err(|it| it.at(stored.position))?;
                self.lease = LeaseDecider::evolve(std::mem::take(&mut self.lease), &event);
                self.lease_version = stored.version;
                self.is_held = false;
            }
            if page.len() < PAGE {
                return Ok(());
            }
        }
    }

    /// Folds what others wrote after the last event known here.
    pub(super) async fn read_on(&mut self, store: &dyn EventStore) -> Result<(), Failure> {
        let account = self.account.to_string();
        let workspace = self.workspace.to_string();
        loop {
            let page = store.read_account(&account, self.position, PAGE).await?;
            for stored in &page {
                if stored.event.correlation == workspace {
                    self.fold(stored)?;
                }
                self.position = stored.position;
            }
            if page.len() < PAGE {
                return Ok(());
            }
        }
    }

    fn fold(&mut self, stored: &RecordedEvent) -> Result<(), Failure> {
        let damaged = |what: String| Failure::Damaged { position: stored.position, what };
        let Some(kind) = WorkKind::of_category(&stored.stream.category) else { return Ok(()) };
        let sid = kind.sid(&stored.stream.key).map_err(|error| damaged(error.to_string()))?;
        let event = &stored.event;
        let event = kind
            .decode(&event.event_type, event.schema_version, &event.data)
            .map_err(|error| damaged(error.to_string()))?;
        self.floor.fold(sid, &event).map_err(|error| damaged(error.to_string()))?;
        self.versions.saw(sid, &event);
        Ok(())
    }

    /// Takes the lease, and reads what was written before it was taken: nothing comes after that but from
    /// this owner, until another takes the lease.
    pub(super) async fn take_lease(
        &mut self,
        writer: &Writer,
        node: &str,
        context: &Context,
    ) -> Result<(), Taking> {
        for _ in 0..ATTEMPTS {
            let take = TakeLease { node: node.to_owned() };
            let Ok(events) = LeaseDecider::decide(&self.lease, take);
            let new = events.iter().map(|event| encode(event, context, &writer.entropy));
            let part = StreamAppend { events: new.collect(), ..self.asked_of_lease() };
            match append(
                writer,
                Append { streams: vec![part], order: Vec::new(), idempotency: None },
            )
            .await
            {
                Ok(_) => {
                    self.lease = events.iter().fold(Lease::default(), LeaseDecider::evolve);
                    self.lease_version = StreamVersion(self.lease_version.0 + 1);
                    self.is_held = true;
                    return Ok(self.read_on(&*writer.store).await?);
                }
                Err(AppendError::Conflict { .. }) => self.read_lease(&*writer.store).await?,
                Err(error) => return Err(Taking::Append(error)),
            }
        }
        let stream = stream_beside(self.account, LeaseDecider::CATEGORY, self.workspace);
        let actual = self.lease_version;
        Err(Taking::Append(AppendError::Conflict { stream, actual }))
    }

    /// Whether nobody else took the lease.
    pub(super) async fn is_still_held(&mut self, store: &dyn EventStore) -> Result<bool, Failure> {
        self.read_lease(store).await?;
        Ok(self.is_held)
    }

    fn asked_of_lease(&self) -> StreamAppend {
        let stream = stream_beside(self.account, LeaseDecider::CATEGORY, self.workspace);
        let expected = match self.lease_version {
            StreamVersion::NONE => ExpectedVersion::NoStream,
            version => ExpectedVersion::Exactly(version),
        };
        StreamAppend { stream, expected, events: Vec::new() }
    }

    /// Writes facts that the floor has folded. After an error it knows more than the log: it is to be
    /// dropped.
    pub(super) async fn write(
        &mut self,
        writer: &Writer,
        facts: Vec<Unwritten>,
        idempotency: Option<store::port::IdempotencyKey>,
    ) -> Result<Appended, AppendError> {
        let mut idempotency = idempotency;
        let mut last = Appended::Written { position: self.position, versions: Vec::new() };
        for piece in pieces(facts) {
            let sids: Vec<WorkSid> = piece.iter().map(|fact| fact.sid).collect();
            let lease = self.asked_of_lease();
            let (streams, order) = woven(self.account, lease, piece, &self.versions);
            let piece = Append { streams, order, idempotency: idempotency.take() };
            last = append(writer, piece).await?;
            let (Appended::Written { position, .. } | Appended::Already { position, .. }) = &last;
            self.position = self.position.max(*position);
            sids.into_iter().for_each(|sid| self.versions.wrote(sid));
        }
        Ok(last)
    }

    /// Lets go of what the facts, which are on disk now, took out of the floor.
    pub(super) fn forget(&mut self, facts: &[domain::work::WorkFact]) {
        for (sid, event) in facts {
            self.versions.note(*sid, event);
        }
    }
}

/// Why the lease was not taken.
pub(super) enum Taking {
    Append(AppendError),
    Read(Failure),
}

impl From<Failure> for Taking {
    fn from(failure: Failure) -> Self {
        Self::Read(failure)
    }
}

/// The context in which an owner writes for itself.
pub(super) fn own_context(account: AccountSid, workspace: WorkspaceSid, now: Timestamp) -> Context {
    let actor = domain::recorded::Actor::System("floor".to_owned());
    Context::new(account, actor, workspace.to_string(), now)
}
