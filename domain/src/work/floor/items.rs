//! What is asked of work items.

use super::act::Act;
use super::configure::life;
use super::state::Floor;
use crate::decider::Decider;
use crate::sid::{TaskChannelSid, TaskQueueSid, WorkItemSid, WorkflowSid};
use crate::work::work_item::{
    ChannelName, DeletionCause, Ending, Entry, MAX_OPEN_WORK_ITEMS, NewWorkItem, Progress,
    RoutingTarget, WorkItem, WorkItemCommand, WorkItemDecider, WorkItemPatch, WorkflowPin,
};
use crate::work::{Refusal, WorkKind};

/// The channel of a work item that names none.
const DEFAULT_CHANNEL: &str = "default";

impl Act<'_> {
    pub(super) fn work_item(
        &mut self,
        sid: WorkItemSid,
        if_match: Option<u64>,
        command: WorkItemCommand,
    ) -> Result<(), Refusal> {
        match command {
            WorkItemCommand::Create(new) => {
                let entry = self.floor.entry(*new)?;
                self.progress(sid, Progress::Enter(Box::new(entry)))?;
                self.enter(sid)
            }
            WorkItemCommand::Update { mut patch, transition } => {
                self.floor.find_channel(&mut patch)?;
                let to = transition.as_ref().map(|it| it.to);
                let command = WorkItemCommand::Update { patch, transition };
                self.update_item(sid, if_match, command, to)
            }
            WorkItemCommand::Delete => {
                let state = self.floor.life_of(sid);
                WorkItemDecider::decide(&state, self.asked(if_match, WorkItemCommand::Delete))?;
                self.delete_item(sid, DeletionCause::Asked)
            }
            WorkItemCommand::Progress(_) => Err(Refusal::FloorsOwn),
        }
    }

    /// Asks first, ends the reservations as the work item ends, then asks again and writes it down.
    pub(super) fn update_item(
        &mut self,
        sid: WorkItemSid,
        if_match: Option<u64>,
        command: WorkItemCommand,
        to: Option<Ending>,
    ) -> Result<(), Refusal> {
        let state = self.floor.life_of(sid);
        WorkItemDecider::decide(&state, self.asked(if_match, command.clone()))?;
        self.end_reservations(sid, to)?;
        let events = WorkItemDecider::decide(&state, self.asked(None, command))?;
        self.push_all(sid, events)?;
        self.after_ending(sid, to)
    }

    /// What only the floor asks of a work item.
    pub(super) fn progress(&mut self, sid: WorkItemSid, progress: Progress) -> Result<(), Refusal> {
        let state = self.floor.life_of(sid);
        let asked = self.asked(None, WorkItemCommand::Progress(progress));
        let events = WorkItemDecider::decide(&state, asked)?;
        self.push_all(sid, events)
    }
}

/// Where a work item that has not ended is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tally {
    queue: Option<TaskQueueSid>,
    workflow: Option<WorkflowPin>,
    channel: TaskChannelSid,
}

impl Tally {
    pub(super) fn of(item: &WorkItem) -> Option<Self> {
        let (queue, workflow) = (item.waiting.queue_sid, item.waiting.workflow);
        let tally = Self { queue, workflow, channel: item.terms.channel_sid };
        item.phase.ended_at().is_none().then_some(tally)
    }
}

impl Floor {
    pub(super) fn life_of(&self, sid: WorkItemSid) -> crate::decider::Life<WorkItem> {
        life(self.work.items.get(&sid).map(|entry| &entry.item))
    }

    /// Moves a work item from where it was counted to where it is now.
    pub(super) fn recount(&mut self, before: Option<Tally>, after: Option<Tally>) {
        if before == after {
            return;
        }
        let work = &mut self.work;
        if let Some(tally) = after {
            if let Some(queue) = tally.queue {
                *work.open_in_queue.entry(queue).or_default() += 1;
            }
            if let Some(pin) = tally.workflow {
                *work.open_in_workflow.entry(pin.workflow_sid).or_default() += 1;
                self.rooms.documents.enter(pin);
            }
            *work.open_in_channel.entry(tally.channel).or_default() += 1;
        }
        if let Some(tally) = before {
            if let Some(queue) = tally.queue {
                less(&mut work.open_in_queue, queue);
            }
            if let Some(pin) = tally.workflow {
                less(&mut work.open_in_workflow, pin.workflow_sid);
                self.rooms.documents.leave(pin);
            }
            less(&mut work.open_in_channel, tally.channel);
        }
    }

    /// Looks up what a new work item names.
    fn entry(&self, new: NewWorkItem) -> Result<Entry, Refusal> {
        if self.work.items.len() >= MAX_OPEN_WORK_ITEMS {
            let max = MAX_OPEN_WORK_ITEMS;
            return Err(Refusal::TooMany { what: WorkKind::WorkItem, max });
        }
        let channel = new.channel.clone();
        let channel = channel.unwrap_or_else(|| ChannelName::Unique(DEFAULT_CHANNEL.to_owned()));
        let channel_sid = self.channel_of(&channel)?;
        let by_queue = new.task_queue_sid.map(RoutingTarget::Queue);
        let routing_target = new.routing_target.or(by_queue);
        let named = match routing_target {
            Some(RoutingTarget::Workflow(sid)) => Some(sid),
            Some(RoutingTarget::Worker(sid)) => {
                self.must_be("RoutingTarget", WorkKind::Worker, self.worker(sid).is_some())?;
                new.workflow_sid
            }
            Some(RoutingTarget::Queue(sid)) => {
                self.must_be("RoutingTarget", WorkKind::TaskQueue, self.queue(sid).is_some())?;
                new.workflow_sid
            }
            None => Some(new.workflow_sid.or_else(|| self.only_workflow()))
                .filter(Option::is_some)
                .ok_or(Refusal::NoWorkflow)?,
        };
        let workflow = named.map(|sid| self.newest(sid)).transpose()?;
        Ok(Entry { asked: new, channel_sid, workflow, routing_target })
    }

    fn must_be(
        &self,
        field: &'static str,
        resource: WorkKind,
        is_there: bool,
    ) -> Result<(), Refusal> {
        if is_there { Ok(()) } else { Err(Refusal::Unknown { field, resource }) }
    }

    fn only_workflow(&self) -> Option<WorkflowSid> {
        let mut all = self.rooms.workflows.keys();
        all.next().copied().filter(|_| all.next().is_none())
    }

    /// The workflow's newest revision.
    pub(super) fn newest(&self, sid: WorkflowSid) -> Result<WorkflowPin, Refusal> {
        let (field, resource) = ("WorkflowSid", WorkKind::Workflow);
        let workflow = self.workflow(sid).ok_or(Refusal::Unknown { field, resource })?;
        Ok(WorkflowPin { workflow_sid: sid, revision: workflow.revision })
    }

    fn channel_of(&self, name: &ChannelName) -> Result<TaskChannelSid, Refusal> {
        let found = match name {
            ChannelName::Sid(sid) => Some(*sid).filter(|sid| self.channel(*sid).is_some()),
            ChannelName::Unique(name) => self.channel_named(name),
        };
        let resource = WorkKind::TaskChannel;
        found.ok_or(Refusal::Unknown { field: "TaskChannel", resource })
    }

    fn find_channel(&self, patch: &mut WorkItemPatch) -> Result<(), Refusal> {
        if let Some(name) = &patch.channel {
            patch.channel = Some(ChannelName::Sid(self.channel_of(name)?));
        }
        Ok(())
    }
}

fn less<K: Ord>(counts: &mut std::collections::BTreeMap<K, u64>, key: K) {
    let count = counts.get_mut(&key).map(|count| {
        *count = count.saturating_sub(1);
        *count
    });
    if count == Some(0) {
        counts.remove(&key);
    }
}
