//! A floor, its clock and everything that it decided.

use domain::sid::*;
use domain::timestamp::Timestamp;
use domain::work::floor::{Command, Floor};
use domain::work::reservation::{ReservationCommand, ReservationEvent};
use domain::work::task_queue::{TaskQueueCommand, TaskQueuePatch};
use domain::work::work_item::{NewWorkItem, WorkItemCommand};
use domain::work::worker::WorkerCommand;
use domain::work::workspace::{Template, WorkspaceCommand, WorkspacePatch};
use domain::work::{WorkEvent, WorkFact, WorkSid};

use crate::tests::{Story, at};

pub(crate) const WORKSPACE: WorkspaceSid = WorkspaceSid::from_bits(0x77);

pub(crate) struct Centre {
    account: AccountSid,
    floor: Floor,
    pub(crate) now: Timestamp,
    pub(crate) facts: Vec<WorkFact>,
    pub(crate) story: Story,
}

impl Centre {
    /// A workspace without queues, workflows and workers.
    pub(crate) fn open(account: AccountSid, sid: WorkspaceSid) -> Self {
        let story = Story::default();
        let floor = Floor::new(sid);
        let mut centre = Self { account, floor, now: at(0), facts: Vec::new(), story };
        let patch =
            WorkspacePatch { friendly_name: Some("Desk".to_owned()), ..WorkspacePatch::default() };
        let create = WorkspaceCommand::Create { patch, template: Template::Empty, seed: 7 };
        assert!(centre.ask(Command::Workspace(create)));
        centre
    }

    /// Asks, and says whether the floor agreed.
    pub(crate) fn ask(&mut self, command: Command) -> bool {
        let facts = self.floor.act(command, self.now);
        let is_done = facts.is_ok();
        self.take(facts.unwrap_or_default());
        is_done
    }

    fn take(&mut self, facts: Vec<WorkFact>) {
        for fact in &facts {
            self.story.work(self.account, fact);
        }
        self.facts.extend(facts);
    }

    /// Lets time pass; every deadline on the way is seen to when it is due.
    pub(crate) fn wait(&mut self, ms: u64) {
        let to = self.now.plus_ms(ms);
        while let Some(due) = self.floor.next_deadline().filter(|due| *due <= to) {
            self.now = self.now.max(due);
            let facts = self.floor.due(self.now);
            self.take(facts);
        }
        self.now = to;
    }

    pub(crate) fn activity(&self, name: &str) -> ActivitySid {
        let named = self.facts.iter().find_map(|(sid, event)| match (sid, event) {
            (WorkSid::Activity(sid), WorkEvent::Activity(event)) => {
                let json = String::from_utf8(domain::schema::Event::encode(event)).unwrap();
                json.contains(&format!("\"{name}\"")).then_some(*sid)
            }
            _ => None,
        });
        named.unwrap()
    }

    pub(crate) fn queue(&mut self, bits: u128, name: &str, target_workers: &str, most: u32) {
        let patch = TaskQueuePatch {
            friendly_name: Some(name.to_owned()),
            target_workers: Some(target_workers.to_owned()),
            max_reserved_workers: Some(most),
            ..TaskQueuePatch::default()
        };
        let create = TaskQueueCommand::Create(patch);
        assert!(self.ask(Command::TaskQueue(TaskQueueSid::from_bits(bits), create)));
    }

    pub(crate) fn worker(&mut self, bits: u128, name: &str, activity: &str, attributes: &str) {
        let create = WorkerCommand::Create {
            friendly_name: name.to_owned(),
            activity_sid: Some(self.activity(activity)),
            attributes: Some(attributes.to_owned()),
        };
        assert!(self.ask(Command::Worker(WorkerSid::from_bits(bits), create)));
    }

    pub(crate) fn item(&mut self, bits: u128, new: NewWorkItem) -> bool {
        let create = WorkItemCommand::Create(Box::new(new));
        self.ask(Command::WorkItem(WorkItemSid::from_bits(bits), create))
    }

    /// Every reservation ever made, in order.
    pub(crate) fn reservations(&self) -> Vec<ReservationSid> {
        let made = self.facts.iter().filter_map(|fact| match fact {
            (
                WorkSid::Reservation(sid),
                WorkEvent::Reservation(ReservationEvent::ReservationCreated(_)),
            ) => Some(*sid),
            _ => None,
        });
        made.collect()
    }

    /// The reservations that can be asked of the floor still.
    pub(crate) fn offers(&self) -> Vec<ReservationSid> {
        let is_open = |sid: &ReservationSid| {
            self.floor.reservation(*sid).is_some_and(|it| it.phase.is_open())
        };
        self.reservations().into_iter().filter(is_open).collect()
    }

    pub(crate) fn items(&self) -> Vec<WorkItemSid> {
        self.floor.items().map(|(sid, _)| sid).collect()
    }

    /// The newest reservation that is open.
    pub(crate) fn answer(&mut self, command: ReservationCommand) -> bool {
        let newest = *self.offers().last().unwrap();
        self.ask(Command::Reservation(newest, command))
    }
}
