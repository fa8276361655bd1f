//! What an event is about, as the floor has it when it is told.

use domain::sid::{
    ReservationSid, TaskChannelSid, TaskQueueSid, WorkItemSid, WorkerSid, WorkflowSid,
};
use domain::timestamp::Timestamp;
use domain::work::WorkSid;
use domain::work::floor::Floor;
use domain::work::work_item::WorkItem;
use domain::work::worker::Worker;

/// What an event is about, as the floor has it when it is told. What is gone by then is absent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct About {
    /// The workspace's name.
    pub workspace_name: String,
    /// The work item.
    pub item: Option<(WorkItemSid, WorkItem)>,
    /// The worker.
    pub worker: Option<(WorkerSid, Worker)>,
    /// The name of the worker's activity.
    pub activity_name: Option<String>,
    /// The reservation.
    pub reservation: Option<ReservationSid>,
    /// The queue and its name.
    pub queue: Option<(TaskQueueSid, String)>,
    /// The workflow and its name.
    pub workflow: Option<(WorkflowSid, String)>,
    /// The channel and its unique name.
    pub channel: Option<(TaskChannelSid, String)>,
    /// The time in the workspace.
    pub now: Option<Timestamp>,
}

impl About {
    /// What a resource and its event are about.
    pub fn of(floor: &Floor, sid: WorkSid, now: Timestamp) -> Self {
        let name = floor.workspace().map(|it| it.settings.friendly_name.clone());
        let bare =
            Self { workspace_name: name.unwrap_or_default(), now: Some(now), ..Self::default() };
        match sid {
            WorkSid::Workspace(_) | WorkSid::Activity(_) => bare,
            WorkSid::TaskChannel(sid) => Self { channel: channel(floor, sid), ..bare },
            WorkSid::TaskQueue(sid) => Self { queue: queue(floor, sid), ..bare },
            WorkSid::Workflow(sid) => Self { workflow: workflow(floor, sid), ..bare },
            WorkSid::Worker(sid) => bare.with_worker(floor, sid),
            WorkSid::WorkItem(sid) => bare.with_item(floor, sid),
            WorkSid::Reservation(sid) => {
                let about = Self { reservation: Some(sid), ..bare };
                match floor.reservation(sid) {
                    Some(it) => {
                        about.with_item(floor, it.work_item_sid).with_worker(floor, it.worker_sid)
                    }
                    None => about,
                }
            }
        }
    }

    fn with_worker(self, floor: &Floor, sid: WorkerSid) -> Self {
        let Some(worker) = floor.worker(sid).map(|entry| entry.worker.clone()) else { return self };
        let activity = floor.activity(worker.activity_sid);
        let activity_name = activity.map(|it| it.friendly_name.clone());
        Self { worker: Some((sid, worker)), activity_name, ..self }
    }

    fn with_item(self, floor: &Floor, sid: WorkItemSid) -> Self {
        let Some(item) = floor.item(sid).map(|entry| entry.item.clone()) else { return self };
        Self {
            queue: item.waiting.queue_sid.and_then(|sid| queue(floor, sid)),
            workflow: item.waiting.workflow.and_then(|pin| workflow(floor, pin.workflow_sid)),
            channel: channel(floor, item.terms.channel_sid),
            item: Some((sid, item)),
            ..self
        }
    }
}

fn queue(floor: &Floor, sid: TaskQueueSid) -> Option<(TaskQueueSid, String)> {
    floor.queue(sid).map(|it| (sid, it.settings.friendly_name.clone()))
}

fn workflow(floor: &Floor, sid: WorkflowSid) -> Option<(WorkflowSid, String)> {
    floor.workflow(sid).map(|it| (sid, it.settings.friendly_name.clone()))
}

fn channel(floor: &Floor, sid: TaskChannelSid) -> Option<(TaskChannelSid, String)> {
    floor.channel(sid).map(|it| (sid, it.settings.unique_name.clone()))
}
