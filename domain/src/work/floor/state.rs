//! What a floor knows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use smallvec::SmallVec;

use super::agenda::Agenda;
use super::counts::Counts;
use super::documents::Documents;
use crate::decider::Life;
use crate::sid::{
    ActivitySid, ReservationSid, TaskChannelSid, TaskQueueSid, WorkItemSid, WorkerSid, WorkflowSid,
    WorkspaceSid,
};
use crate::timestamp::Timestamp;
use crate::work::Moment;
use crate::work::activity::Activity;
use crate::work::matcher::{Matcher, Order};
use crate::work::reservation::Reservation;
use crate::work::task_channel::TaskChannel;
use crate::work::task_queue::TaskQueue;
use crate::work::work_item::WorkItem;
use crate::work::worker::Worker;
use crate::work::workflow::Workflow;
use crate::work::workspace::Workspace;

/// The floor of one workspace.
pub struct Floor {
    pub(super) sid: WorkspaceSid,
    /// The sequence number of the last event.
    pub(super) sequence: u64,
    /// When it happened.
    pub(super) clock: Timestamp,
    pub(super) rooms: Rooms,
    pub(super) staff: Staff,
    pub(super) work: Work,
    pub(super) matcher: Matcher,
    pub(super) agenda: Agenda,
    /// Work items that came to a step which they may skip, until it is known who takes them.
    pub(super) entering: VecDeque<WorkItemSid>,
    /// Whether the matcher has more to say.
    pub(super) is_unsettled: bool,
}

/// What the tenant configured.
pub(super) struct Rooms {
    pub(super) workspace: Life<Workspace>,
    pub(super) activities: BTreeMap<ActivitySid, Activity>,
    pub(super) channels: BTreeMap<TaskChannelSid, (TaskChannel, Arc<str>)>,
    pub(super) queues: BTreeMap<TaskQueueSid, TaskQueue>,
    pub(super) workflows: BTreeMap<WorkflowSid, Workflow>,
    pub(super) documents: Documents,
}

/// The workers.
#[derive(Default)]
pub(super) struct Staff {
    pub(super) workers: BTreeMap<WorkerSid, WorkerEntry>,
    /// By name in small letters.
    pub(super) names: BTreeMap<String, WorkerSid>,
    pub(super) counts: Counts,
}

/// The work items and their reservations.
#[derive(Default)]
pub(super) struct Work {
    pub(super) items: BTreeMap<WorkItemSid, ItemEntry>,
    pub(super) reservations: BTreeMap<ReservationSid, Reservation>,
    /// Work items that a re-evaluation has not come to yet.
    pub(super) re_evaluating: BTreeSet<WorkItemSid>,
    /// How many work items that have not ended are in each queue, workflow and channel.
    pub(super) open_in_queue: BTreeMap<TaskQueueSid, u64>,
    pub(super) open_in_workflow: BTreeMap<WorkflowSid, u64>,
    pub(super) open_in_channel: BTreeMap<TaskChannelSid, u64>,
}

/// A worker and its reservations.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct WorkerEntry {
    /// The worker.
    pub worker: Worker,
    /// The reservations that are pending, accepted or wrapping, in the order of their making.
    pub open: SmallVec<[ReservationSid; 2]>,
    /// The sequence number of the last offer made to it, or of its coming to be.
    pub last_offer: u64,
}

/// A work item and its reservations.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ItemEntry {
    /// The work item.
    pub item: WorkItem,
    /// All its reservations, in the order of their making.
    pub reservations: SmallVec<[ReservationSid; 2]>,
}

impl Floor {
    /// The floor of a workspace that does not exist yet.
    pub fn new(sid: WorkspaceSid) -> Self {
        Self {
            sid,
            sequence: 0,
            clock: Timestamp(0),
            rooms: Rooms {
                workspace: Life::Absent,
                activities: BTreeMap::new(),
                channels: BTreeMap::new(),
                queues: BTreeMap::new(),
                workflows: BTreeMap::new(),
                documents: Documents::default(),
            },
            staff: Staff::default(),
            work: Work::default(),
            matcher: Matcher::new(Order::Fifo),
            agenda: Agenda::default(),
            entering: VecDeque::new(),
            is_unsettled: false,
        }
    }

    /// The workspace.
    pub const fn sid(&self) -> WorkspaceSid {
        self.sid
    }

    /// The sequence number of the last event; 0 when there was none.
    pub const fn sequence(&self) -> u64 {
        self.sequence
    }

    /// When the last event happened.
    pub const fn clock(&self) -> Timestamp {
        self.clock
    }

    /// The workspace, while it exists.
    pub const fn workspace(&self) -> Option<&Workspace> {
        self.rooms.workspace.live()
    }

    /// An activity.
    pub fn activity(&self, sid: ActivitySid) -> Option<&Activity> {
        self.rooms.activities.get(&sid)
    }

    /// A task channel.
    pub fn channel(&self, sid: TaskChannelSid) -> Option<&TaskChannel> {
        self.rooms.channels.get(&sid).map(|(channel, _)| channel)
    }

    /// A task queue.
    pub fn queue(&self, sid: TaskQueueSid) -> Option<&TaskQueue> {
        self.rooms.queues.get(&sid)
    }

    /// A workflow.
    pub fn workflow(&self, sid: WorkflowSid) -> Option<&Workflow> {
        self.rooms.workflows.get(&sid)
    }

    /// A worker.
    pub fn worker(&self, sid: WorkerSid) -> Option<&WorkerEntry> {
        self.staff.workers.get(&sid)
    }

    /// A work item, until it is deleted.
    pub fn item(&self, sid: WorkItemSid) -> Option<&ItemEntry> {
        self.work.items.get(&sid)
    }

    /// A reservation, until its work item is deleted.
    pub fn reservation(&self, sid: ReservationSid) -> Option<&Reservation> {
        self.work.reservations.get(&sid)
    }

    /// All workers, in the order of their sids.
    pub fn workers(&self) -> impl Iterator<Item = (WorkerSid, &WorkerEntry)> {
        self.staff.workers.iter().map(|(sid, entry)| (*sid, entry))
    }

    /// All work items that are not deleted, in the order of their sids.
    pub fn items(&self) -> impl Iterator<Item = (WorkItemSid, &ItemEntry)> {
        self.work.items.iter().map(|(sid, entry)| (*sid, entry))
    }

    pub(super) fn moment(&self) -> Moment {
        Moment { workspace_sid: self.sid, sequence: self.sequence + 1, at: self.clock }
    }

    /// 128 bits for a sid that comes to be with the next event.
    pub(super) fn mint(&self) -> u128 {
        let seed = self.workspace().map_or(0, |workspace| workspace.seed);
        super::minted(seed, self.sequence + 1)
    }

    pub(super) fn is_multi_tasking(&self) -> bool {
        self.workspace().is_some_and(|workspace| workspace.settings.multi_task_enabled)
    }

    pub(super) fn is_available(&self, worker: &Worker) -> bool {
        self.activity(worker.activity_sid).is_some_and(|activity| activity.available)
    }
}
