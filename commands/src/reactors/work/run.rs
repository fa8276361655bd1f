//! Runs one duty of the outbox over the log.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use domain::decider::Decider;
use domain::recorded::{Actor, EventId};
use domain::sid::{AccountSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::outbox::{OutboxDecider, OutboxEvent};
use domain::work::{WorkEvent, WorkKind, WorkSid};
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use store::port::{Append, EventStore, ExpectedVersion, RecordedEvent, StreamAppend, StreamId};
use store::position::Position;
use store::subscription::{Scope, Subscription};
use tokio::sync::oneshot;

use crate::codec::{encode, payload};
use crate::execute::append;
use crate::reactors::Checkpoints;
use crate::reactors::run::{PACE, keep, load, pace};
use crate::{CommandError, Context, Failure, Writer};

/// The most events whose callbacks are on their way at a time.
const IN_FLIGHT: usize = 1_000;
const BATCH: usize = 256;
const PAUSE: Duration = Duration::from_secs(1);

/// An event of a workspace, as the log has it.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// The owner.
    pub account: AccountSid,
    /// The resource.
    pub sid: WorkSid,
    /// What happened to it.
    pub event: WorkEvent,
    /// The event's id.
    pub id: EventId,
    /// Who did it.
    pub actor: String,
}

impl Fact {
    /// The workspace.
    pub const fn workspace(&self) -> WorkspaceSid {
        self.event.stamp().workspace_sid
    }

    fn read(stored: &RecordedEvent) -> Result<Option<Self>, Failure> {
        let damaged = |what: String| Failure::Damaged { position: stored.position, what };
        let Some(kind) = WorkKind::of_category(&stored.stream.category) else { return Ok(None) };
        let event = &stored.event;
        let read = kind.decode(&event.event_type, event.schema_version, &event.data);
        let account = stored.stream.account.parse().map_err(|it| damaged(format!("{it}")))?;
        Ok(Some(Self {
            account,
            sid: kind.sid(&stored.stream.key).map_err(|it| damaged(it.to_string()))?,
            event: read.map_err(|it| damaged(it.to_string()))?,
            id: EventId(event.id.as_u128()),
            actor: event.actor.clone(),
        }))
    }
}

/// What is done for events of workspaces.
#[async_trait]
pub trait Duty: Send + Sync + 'static {
    /// The name under which the checkpoint is kept.
    fn name(&self) -> &'static str;

    /// Remembers what came of earlier requests, so that they are not made again.
    fn recall(&self, workspace: WorkspaceSid, event: OutboxEvent);

    /// Whether an event of this type can ask for something.
    fn concerns(&self, event_type: &str) -> bool;

    /// Does what the event asks for; answers what is to be kept.
    async fn perform(&self, fact: Fact) -> Result<Option<OutboxEvent>, Failure>;
}

type Done = Result<(Position, WorkSid), Failure>;

/// One duty of the outbox, over the whole log.
pub struct WorkOutbox<D> {
    writer: Writer,
    now: fn() -> Timestamp,
    duty: Arc<D>,
    /// The end of the last callback of each resource, which the next one waits for.
    last: HashMap<WorkSid, (Position, oneshot::Receiver<()>)>,
    open: BTreeMap<Position, WorkSid>,
    running: FuturesUnordered<BoxFuture<'static, Done>>,
}

impl<D: Duty> WorkOutbox<D> {
    /// An outbox that has read nothing yet. `now` stamps what is kept.
    pub fn new(writer: Writer, duty: D, now: fn() -> Timestamp) -> Self {
        let (last, open, running) = (HashMap::new(), BTreeMap::new(), FuturesUnordered::new());
        Self { writer, now, duty: Arc::new(duty), last, open, running }
    }

    /// Does its duty for ever, from the checkpoint on; drop the future to stop.
    ///
    /// # Errors
    /// Returns only when the log is damaged. What the store cannot do now is tried again every second.
    pub async fn run(
        mut self,
        checkpoints: Arc<dyn Checkpoints>,
    ) -> Result<std::convert::Infallible, Failure> {
        loop {
            let failure = self.go_on(&*checkpoints).await;
            (self.running, self.last) = (FuturesUnordered::new(), HashMap::new());
            self.open.clear();
            match failure {
                Failure::Damaged { .. } | Failure::Sealed | Failure::Malformed(_) => {
                    return Err(failure);
                }
                Failure::Full | Failure::Unavailable(_) => {
                    tracing::warn!(reactor = self.duty.name(), %failure, "will try again");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Does what is due now, waits for its end, and moves the checkpoint.
    pub async fn catch_up(&mut self, checkpoints: &dyn Checkpoints) -> Result<(), Failure> {
        let after = load(self.duty.name(), checkpoints).await?;
        recall(&*self.writer.store, &*self.duty, after).await?;
        let mut log = self.subscribe(after);
        loop {
            let events = log.ready().await?;
            if events.is_empty() {
                return Ok(());
            }
            self.begin(&events)?;
            while let Some(done) = self.running.next().await {
                self.finish(done?);
            }
            keep(self.duty.name(), log.position(), checkpoints).await?;
        }
    }

    fn subscribe(&self, after: Position) -> Subscription {
        Subscription::new(self.writer.store.clone(), Scope::All, after)
            .with_batch(BATCH)
            .with_pace(PACE)
    }

    async fn go_on(&mut self, checkpoints: &dyn Checkpoints) -> Failure {
        let after = match load(self.duty.name(), checkpoints).await {
            Ok(after) => after,
            Err(failure) => return failure,
        };
        if let Err(failure) = recall(&*self.writer.store, &*self.duty, after).await {
            return failure;
        }
        let (mut log, mut kept, mut pace) = (self.subscribe(after), after, pace());
        loop {
            let done_up_to = self.done_up_to(log.position());
            let has_room = self.running.len() < IN_FLIGHT;
            let done = tokio::select! {
                events = log.next(), if has_room => match events {
                    Ok(events) => self.begin(&events),
                    Err(error) => Err(error.into()),
                },
                Some(done) = self.running.next(), if !self.running.is_empty() => {
                    done.map(|done| self.finish(done))
                }
                _ = pace.tick(), if done_up_to > kept => {
                    kept = done_up_to;
                    keep(self.duty.name(), done_up_to, checkpoints).await
                }
            };
            if let Err(failure) = done {
                return failure;
            }
        }
    }

    fn done_up_to(&self, read: Position) -> Position {
        let oldest = self.open.first_key_value();
        oldest.map_or(read, |(oldest, _)| Position(oldest.0.saturating_sub(1)))
    }

    fn finish(&mut self, (position, sid): (Position, WorkSid)) {
        self.open.remove(&position);
        if self.last.get(&sid).is_some_and(|(last, _)| *last == position) {
            self.last.remove(&sid);
        }
    }

    fn begin(&mut self, events: &[RecordedEvent]) -> Result<(), Failure> {
        for stored in events {
            if self.duty.concerns(&stored.event.event_type)
                && let Some(fact) = Fact::read(stored)?
            {
                self.start(stored.position, fact);
            }
        }
        Ok(())
    }

    fn start(&mut self, position: Position, fact: Fact) {
        let sid = fact.sid;
        let (finished, next) = oneshot::channel();
        let before = self.last.insert(sid, (position, next));
        self.open.insert(position, sid);
        let (writer, duty, now) = (self.writer.clone(), self.duty.clone(), self.now);
        self.running.push(Box::pin(async move {
            if let Some((_, before)) = before {
                // An error says that the one before ended without telling; it ended.
                let _ended = before.await;
            }
            let cause = (fact.account, fact.workspace(), fact.id);
            if let Some(outcome) = duty.perform(fact).await? {
                keep_in_outbox(&writer, cause, duty.name(), now(), &outcome).await?;
            }
            // Nobody waits when this was the resource's last.
            let _unheard = finished.send(());
            Ok((position, sid))
        }));
    }
}

/// What is in outboxes after the checkpoint was done already.
async fn recall(
    store: &dyn EventStore,
    duty: &impl Duty,
    mut after: Position,
) -> Result<(), Failure> {
    loop {
        let page = store.read_all(after, BATCH).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = last.position;
        for stored in page.iter().filter(|it| it.stream.category == OutboxDecider::CATEGORY) {
            let event = payload(stored).map_err(|error| error.at(stored.position))?;
            if let Ok(workspace) = stored.stream.key.parse() {
                duty.recall(workspace, event);
            }
        }
    }
}

async fn keep_in_outbox(
    writer: &Writer,
    (account, workspace, cause): (AccountSid, WorkspaceSid, EventId),
    name: &str,
    now: Timestamp,
    outcome: &OutboxEvent,
) -> Result<(), Failure> {
    let actor = Actor::System(name.to_owned());
    let context = Context::new(account, actor, workspace.to_string(), now).caused_by(cause);
    let stream = StreamId {
        account: account.to_string(),
        category: OutboxDecider::CATEGORY.to_owned(),
        key: workspace.to_string(),
    };
    let events = vec![encode(outcome, &context, &writer.entropy)];
    let part = StreamAppend { stream, expected: ExpectedVersion::Any, events };
    let written =
        append(writer, Append { streams: vec![part], order: Vec::new(), idempotency: None });
    let written = written.await.map_err(CommandError::<std::convert::Infallible>::from);
    match written {
        Ok(_) => Ok(()),
        Err(CommandError::Failed(failure)) => Err(failure),
        Err(CommandError::Refused(never)) => match never {},
        Err(CommandError::Conflict | CommandError::KeyReused) => {
            Err(Failure::Unavailable("the outbox is being written by others".to_owned()))
        }
    }
}
