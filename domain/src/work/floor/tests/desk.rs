//! A floor in virtual time, with names instead of sids.

use std::collections::BTreeMap;

use super::super::*;
use crate::settings::Change;
use crate::sid::*;
use crate::timestamp::Timestamp;
use crate::work::activity::ActivityCommand;
use crate::work::reservation::{ReservationCommand, ReservationPhase};
use crate::work::task_queue::{TaskQueueCommand, TaskQueuePatch};
use crate::work::work_item::*;
use crate::work::worker::{WorkerCommand, WorkerPatch};
use crate::work::workflow::{WorkflowCommand, WorkflowPatch};
use crate::work::workspace::{Template, WorkspaceCommand, WorkspacePatch};
use crate::work::{Refusal, WorkFact};

pub(super) const WORKSPACE: WorkspaceSid = WorkspaceSid::from_bits(0x77);
pub(super) const WORKFLOW: WorkflowSid = WorkflowSid::from_bits(0xf10);
const START: i64 = 1_795_363_200;

/// Seconds after the beginning of the story.
pub(super) const fn at(seconds: i64) -> Timestamp {
    Timestamp((START + seconds) * 1_000_000)
}

pub(super) struct Desk {
    pub(super) floor: Floor,
    pub(super) facts: Vec<WorkFact>,
    pub(super) now: Timestamp,
    pub(super) names: BTreeMap<String, u128>,
}

impl Desk {
    pub(super) fn open() -> Self {
        Self::open_as(WorkspacePatch::default(), Template::Empty)
    }

    pub(super) fn open_as(patch: WorkspacePatch, template: Template) -> Self {
        let floor = Floor::new(WORKSPACE);
        let mut desk = Self { floor, facts: Vec::new(), now: at(-10), names: BTreeMap::new() };
        let patch = WorkspacePatch { friendly_name: Some("Desk".to_owned()), ..patch };
        let create = WorkspaceCommand::Create { patch, template, seed: 7 };
        desk.act(Command::Workspace(create)).unwrap();
        desk
    }

    pub(super) fn act(&mut self, command: Command) -> Result<Vec<WorkFact>, Refusal> {
        self.demand(Demand { if_match: None, command })
    }

    pub(super) fn demand(&mut self, demand: Demand) -> Result<Vec<WorkFact>, Refusal> {
        let facts = self.floor.act(demand, self.now)?;
        self.facts.extend(facts.iter().cloned());
        Ok(facts)
    }

    /// Lets time pass; every deadline on the way is seen to when it is due.
    pub(super) fn wait_until(&mut self, to: Timestamp) {
        while let Some(due) = self.floor.next_deadline().filter(|due| *due <= to) {
            self.now = self.now.max(due);
            let facts = self.floor.due(self.now);
            self.facts.extend(facts);
        }
        self.now = self.now.max(to);
    }

    fn bits(&mut self, name: &str) -> u128 {
        let next = 0x1000 + self.names.len() as u128;
        *self.names.entry(name.to_owned()).or_insert(next)
    }

    pub(super) fn worker_sid(&mut self, name: &str) -> WorkerSid {
        WorkerSid::from_bits(self.bits(&format!("worker {name}")))
    }

    pub(super) fn queue_sid(&mut self, name: &str) -> TaskQueueSid {
        TaskQueueSid::from_bits(self.bits(&format!("queue {name}")))
    }

    pub(super) fn item_sid(&mut self, name: &str) -> WorkItemSid {
        WorkItemSid::from_bits(self.bits(&format!("item {name}")))
    }

    pub(super) fn activity_sid(&self, name: &str) -> ActivitySid {
        let mut all = self.floor.rooms.activities.iter();
        *all.find(|(_, activity)| activity.friendly_name == name).unwrap().0
    }

    pub(super) fn add_activity(&mut self, name: &str, available: bool) {
        let sid = ActivitySid::from_bits(self.bits(&format!("activity {name}")));
        let friendly_name = name.to_owned();
        let create = ActivityCommand::Create { friendly_name, available };
        self.act(Command::Activity(sid, create)).unwrap();
    }

    pub(super) fn add_queue(&mut self, name: &str, target_workers: &str, most: u32) {
        let patch = TaskQueuePatch {
            target_workers: Some(target_workers.to_owned()),
            max_reserved_workers: Some(most),
            ..TaskQueuePatch::default()
        };
        self.add_queue_as(name, patch);
    }

    pub(super) fn add_queue_as(&mut self, name: &str, patch: TaskQueuePatch) {
        let sid = self.queue_sid(name);
        let patch = TaskQueuePatch { friendly_name: Some(name.to_owned()), ..patch };
        self.act(Command::TaskQueue(sid, TaskQueueCommand::Create(patch))).unwrap();
    }

    pub(super) fn add_workflow(&mut self, configuration: &str, timeout_s: u32) {
        let patch = WorkflowPatch {
            friendly_name: Some("W".to_owned()),
            reservation_timeout_s: Some(timeout_s),
            configuration: Some(configuration.to_owned()),
            configuration_url: Change::Keep,
            ..WorkflowPatch::default()
        };
        self.act(Command::Workflow(WORKFLOW, WorkflowCommand::Create(patch))).unwrap();
    }

    /// A workflow that brings everything to this queue.
    pub(super) fn add_plain_workflow(&mut self, queue: &str, timeout_s: u32) {
        let queue = self.queue_sid(queue);
        let text = format!(
            r#"{{"task_routing":{{"filters":[],"default_filter":{{"queue":"{queue}"}}}}}}"#
        );
        self.add_workflow(&text, timeout_s);
    }

    pub(super) fn add_worker(&mut self, name: &str, activity: &str, attributes: &str) {
        let sid = self.worker_sid(name);
        let create = WorkerCommand::Create {
            friendly_name: name.to_owned(),
            activity_sid: Some(self.activity_sid(activity)),
            attributes: Some(attributes.to_owned()),
        };
        self.act(Command::Worker(sid, create)).unwrap();
    }

    pub(super) fn add_item(&mut self, name: &str) {
        self.add_item_as(name, NewWorkItem::default()).unwrap();
    }

    pub(super) fn add_item_as(
        &mut self,
        name: &str,
        new: NewWorkItem,
    ) -> Result<Vec<WorkFact>, Refusal> {
        let sid = self.item_sid(name);
        self.act(Command::WorkItem(sid, WorkItemCommand::Create(Box::new(new))))
    }

    pub(super) fn update_worker(&mut self, name: &str, patch: WorkerPatch) {
        let sid = self.worker_sid(name);
        self.act(Command::Worker(sid, WorkerCommand::Update(patch))).unwrap();
    }

    pub(super) fn set_activity(&mut self, name: &str, activity: &str) {
        let activity_sid = Some(self.activity_sid(activity));
        self.update_worker(name, WorkerPatch { activity_sid, ..WorkerPatch::default() });
    }

    pub(super) fn end(&mut self, name: &str, to: Ending) -> Result<Vec<WorkFact>, Refusal> {
        let sid = self.item_sid(name);
        let (patch, transition) = (WorkItemPatch::default(), Some(Transition { to, reason: None }));
        self.act(Command::WorkItem(sid, WorkItemCommand::Update { patch, transition }))
    }

    /// The reservation of the work item for the worker: the one that is open, or else the last.
    pub(super) fn reservation_of(&mut self, item: &str, worker: &str) -> ReservationSid {
        let (item, worker) = (self.item_sid(item), self.worker_sid(worker));
        let all = &self.floor.item(item).unwrap().reservations;
        let its =
            |sid: &&ReservationSid| self.floor.reservation(**sid).unwrap().worker_sid == worker;
        let is_open =
            |sid: &&ReservationSid| self.floor.reservation(**sid).unwrap().phase.is_open();
        let open = all.iter().filter(its).find(is_open);
        *open.or_else(|| all.iter().rfind(its)).expect("a reservation")
    }

    pub(super) fn answer(
        &mut self,
        item: &str,
        worker: &str,
        command: ReservationCommand,
    ) -> Result<Vec<WorkFact>, Refusal> {
        let sid = self.reservation_of(item, worker);
        self.act(Command::Reservation(sid, command))
    }

    /// All reservations of a work item: the worker's name and what became of it.
    pub(super) fn reservations(&mut self, item: &str) -> Vec<(String, ReservationPhase)> {
        let sid = self.item_sid(item);
        let all = self.floor.item(sid).into_iter().flat_map(|entry| &entry.reservations);
        let all = all.map(|sid| self.floor.reservation(*sid).unwrap());
        let name = |sid| self.floor.worker(sid).unwrap().worker.friendly_name.clone();
        all.map(|it| (name(it.worker_sid), it.phase)).collect()
    }

    pub(super) fn in_phase(&mut self, item: &str, phase: ReservationPhase) -> Vec<String> {
        let all = self.reservations(item).into_iter();
        all.filter(|it| it.1 == phase).map(|it| it.0).collect()
    }

    pub(super) fn offered_to(&mut self, item: &str) -> Vec<String> {
        self.in_phase(item, ReservationPhase::Pending)
    }
}
