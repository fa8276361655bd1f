//! A contact centre to try things on.

use std::convert::Infallible;
use std::sync::Arc;

use async_trait::async_trait;
use domain::sid::*;
use domain::timestamp::Timestamp;
use domain::work::floor::{Command, Floor};
use domain::work::reservation::ReservationCommand;
use domain::work::work_item::{Ending, NewWorkItem, Transition, WorkItemCommand, WorkItemPatch};
use domain::work::worker::WorkerCommand;
use domain::work::workspace::{Template, WorkspaceCommand, WorkspacePatch};
use domain::work::{WorkFact, WorkSid};
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::trial::{ACCOUNT, NOW, context};
use crate::work::{WorkClock, WorkDesk, WorkDone, WorkError};
use crate::{Context, Writer};

pub(crate) const WORKSPACE: WorkspaceSid = WorkspaceSid::from_bits(0x35);

/// A clock that stands until it is set.
pub(crate) struct StoppedClock(watch::Sender<Timestamp>);

impl StoppedClock {
    pub(crate) fn at(now: Timestamp) -> Arc<Self> {
        Arc::new(Self(watch::Sender::new(now)))
    }

    pub(crate) fn set(&self, now: Timestamp) {
        self.0.send_replace(now);
    }
}

#[async_trait]
impl WorkClock for StoppedClock {
    fn now(&self) -> Timestamp {
        *self.0.borrow()
    }

    async fn until(&self, at: Timestamp) {
        self.0.subscribe().wait_for(|now| *now >= at).await.unwrap();
    }
}

/// A desk whose owners run until it is dropped, as in a crash.
pub(crate) struct Centre {
    pub(crate) desk: WorkDesk,
    pub(crate) clock: Arc<StoppedClock>,
    _running: JoinSet<Infallible>,
}

impl Centre {
    pub(crate) fn on(writer: &Writer, now: Timestamp) -> Self {
        Self::knowing(writer, now, false, &[])
    }

    pub(crate) fn knowing(
        writer: &Writer,
        now: Timestamp,
        is_virtual: bool,
        known: &[WorkspaceSid],
    ) -> Self {
        let clock = StoppedClock::at(now);
        let (desk, owners) = WorkDesk::new(writer.clone(), clock.clone(), is_virtual);
        let mut running = JoinSet::new();
        let known: Vec<_> = known.iter().map(|workspace| (ACCOUNT, *workspace)).collect();
        running.spawn(owners.run(known));
        Self { desk, clock, _running: running }
    }

    pub(crate) fn context(&self) -> Context {
        Context { now: self.clock.now(), ..context() }
    }

    pub(crate) async fn ask(&self, command: Command) -> Result<WorkDone, WorkError> {
        self.desk.submit(&self.context(), WORKSPACE, command).await
    }

    pub(crate) async fn done(&self, command: Command) -> Vec<WorkFact> {
        self.ask(command).await.unwrap().facts
    }

    pub(crate) async fn see<T: Send + 'static>(
        &self,
        question: impl FnOnce(&Floor) -> T + Send + 'static,
    ) -> T {
        self.desk.ask(ACCOUNT, WORKSPACE, |floor, _| question(floor)).await.unwrap()
    }

    pub(crate) async fn digest(&self) -> [u8; 32] {
        self.see(Floor::digest).await
    }

    /// A workspace where everything goes to everybody, and one worker who is there.
    pub(crate) async fn open(&self) {
        self.done(open()).await;
        self.done(hire(1)).await;
        self.come(1).await;
    }

    pub(crate) async fn come(&self, worker: u128) {
        let channel = self.channel().await;
        let command =
            WorkerCommand::SetChannel { channel_sid: channel, capacity: Some(2), available: None };
        self.done(Command::Worker(WorkerSid::from_bits(worker), command)).await;
    }

    async fn channel(&self) -> TaskChannelSid {
        let facts =
            self.see(|floor| domain::work::floor::minted(floor.workspace().unwrap().seed, 5));
        TaskChannelSid::from_bits(facts.await)
    }
}

pub(crate) fn open() -> Command {
    Command::Workspace(WorkspaceCommand::Create {
        patch: WorkspacePatch { friendly_name: Some("Support".to_owned()), ..Default::default() },
        template: Template::Fifo,
        seed: 7,
    })
}

/// A new worker who is available: the workspace's third event makes that activity.
pub(crate) fn hire(worker: u128) -> Command {
    let available = ActivitySid::from_bits(domain::work::floor::minted(7, 3));
    Command::Worker(
        WorkerSid::from_bits(worker),
        WorkerCommand::Create {
            friendly_name: format!("worker {worker}"),
            activity_sid: Some(available),
            attributes: None,
        },
    )
}

pub(crate) fn bring(item: u128) -> Command {
    let new = NewWorkItem { timeout_s: Some(3_600), ..Default::default() };
    Command::WorkItem(WorkItemSid::from_bits(item), WorkItemCommand::Create(Box::new(new)))
}

pub(crate) fn accept(offer: ReservationSid) -> Command {
    Command::Reservation(offer, ReservationCommand::Accept)
}

pub(crate) fn end(item: u128, to: Ending) -> Command {
    let transition = Some(Transition { to, reason: None });
    let update = WorkItemCommand::Update { patch: WorkItemPatch::default(), transition };
    Command::WorkItem(WorkItemSid::from_bits(item), update)
}

/// The offers that facts made.
pub(crate) fn offers(facts: &[WorkFact]) -> Vec<ReservationSid> {
    let made = facts.iter().filter(|(_, event)| event.type_name() == "ReservationCreated");
    made.filter_map(|(sid, _)| if let WorkSid::Reservation(sid) = sid { Some(*sid) } else { None })
        .collect()
}

pub(crate) fn names(facts: &[WorkFact]) -> Vec<&'static str> {
    facts.iter().map(|(_, event)| event.type_name()).collect()
}

pub(crate) fn later(ms: u64) -> Timestamp {
    NOW.plus_ms(ms)
}
