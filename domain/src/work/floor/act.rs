//! A demand, and the facts that come of it.

use super::state::Floor;
use crate::sid::{
    ActivitySid, ReservationSid, TaskChannelSid, TaskQueueSid, WorkItemSid, WorkerSid, WorkflowSid,
};
use crate::timestamp::Timestamp;
use crate::work::activity::ActivityCommand;
use crate::work::reservation::ReservationCommand;
use crate::work::task_channel::TaskChannelCommand;
use crate::work::task_queue::TaskQueueCommand;
use crate::work::work_item::WorkItemCommand;
use crate::work::worker::WorkerCommand;
use crate::work::workflow::WorkflowCommand;
use crate::work::workspace::WorkspaceCommand;
use crate::work::{Asked, Moment, Refusal, WorkEvent, WorkFact, WorkKind, WorkSid};

/// What is asked of a floor, and of which version of the resource.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Demand {
    /// `If-Match`: the only version of the resource to which it applies; any when absent.
    pub if_match: Option<u64>,
    /// What is asked.
    pub command: Command,
}

/// What is asked of a floor. A resource that comes to be has the sid that is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// Of the workspace.
    Workspace(WorkspaceCommand),
    /// Of an activity.
    Activity(ActivitySid, ActivityCommand),
    /// Of a task channel.
    TaskChannel(TaskChannelSid, TaskChannelCommand),
    /// Of a task queue.
    TaskQueue(TaskQueueSid, TaskQueueCommand),
    /// Of a workflow.
    Workflow(WorkflowSid, WorkflowCommand),
    /// Of a worker.
    Worker(WorkerSid, WorkerCommand),
    /// Of a work item.
    WorkItem(WorkItemSid, WorkItemCommand),
    /// Of a reservation.
    Reservation(ReservationSid, ReservationCommand),
}

impl From<Command> for Demand {
    fn from(command: Command) -> Self {
        Self { if_match: None, command }
    }
}

/// A decision in the making: the floor and the facts so far, which it has folded.
pub(super) struct Act<'a> {
    pub(super) floor: &'a mut Floor,
    pub(super) now: Timestamp,
    pub(super) facts: Vec<WorkFact>,
}

impl Floor {
    /// Decides a demand, and all that follows from it at once. The facts are folded already; an empty list
    /// says that it was so before. Deadlines that have passed by `now` are [`Floor::due`] first.
    ///
    /// # Errors
    /// The floor says no; then it is as it was.
    pub fn act(
        &mut self,
        demand: impl Into<Demand>,
        now: Timestamp,
    ) -> Result<Vec<WorkFact>, Refusal> {
        let Demand { if_match, command } = demand.into();
        let mut act = Act::at(self, now);
        if let Err(refusal) = act.demand(if_match, command) {
            debug_assert!(act.facts.is_empty(), "{refusal} after {:?}", act.facts);
            if act.facts.is_empty() {
                return Err(refusal);
            }
        }
        act.settle();
        act.run_due();
        Ok(act.facts)
    }

    /// What time alone brings by `now`. To be called again while [`Floor::next_deadline`] has passed: it does
    /// a bounded amount of work at a time.
    pub fn due(&mut self, now: Timestamp) -> Vec<WorkFact> {
        let mut act = Act::at(self, now);
        act.settle();
        act.run_due();
        act.re_evaluate_some();
        act.facts
    }

    /// When [`Floor::due`] has something to do.
    pub fn next_deadline(&self) -> Option<Timestamp> {
        if self.is_unsettled || !self.work.re_evaluating.is_empty() {
            return Some(self.clock);
        }
        self.agenda.next().map(|(at, _)| at)
    }
}

impl<'a> Act<'a> {
    fn at(floor: &'a mut Floor, now: Timestamp) -> Self {
        let now = now.max(floor.clock);
        Self { floor, now, facts: Vec::new() }
    }

    pub(super) fn moment(&self) -> Moment {
        Moment { at: self.now, ..self.floor.moment() }
    }

    pub(super) fn asked<C>(&self, if_match: Option<u64>, command: C) -> Asked<C> {
        Asked { moment: self.moment(), if_match, command }
    }

    /// Folds a fact that was decided.
    pub(super) fn push(
        &mut self,
        sid: impl Into<WorkSid>,
        event: impl Into<WorkEvent>,
    ) -> Result<(), Refusal> {
        let fact = (sid.into(), event.into());
        self.floor.take_in(fact.0, &fact.1)?;
        self.facts.push(fact);
        Ok(())
    }

    pub(super) fn push_all<E: Into<WorkEvent>>(
        &mut self,
        sid: impl Into<WorkSid>,
        events: Vec<E>,
    ) -> Result<(), Refusal> {
        let sid = sid.into();
        events.into_iter().try_for_each(|event| self.push(sid, event))
    }

    fn demand(&mut self, if_match: Option<u64>, command: Command) -> Result<(), Refusal> {
        let is_creation = matches!(command, Command::Workspace(WorkspaceCommand::Create { .. }));
        if !is_creation && self.floor.workspace().is_none() {
            return Err(Refusal::NotFound(WorkKind::Workspace));
        }
        match command {
            Command::Workspace(command) => self.workspace(if_match, command),
            Command::Activity(sid, command) => self.activity(sid, if_match, command),
            Command::TaskChannel(sid, command) => self.channel(sid, if_match, command),
            Command::TaskQueue(sid, command) => self.queue(sid, if_match, command),
            Command::Workflow(sid, command) => self.workflow(sid, if_match, command),
            Command::Worker(sid, command) => self.worker(sid, if_match, command),
            Command::WorkItem(sid, command) => self.work_item(sid, if_match, command),
            Command::Reservation(sid, command) => self.reservation(sid, if_match, command),
        }
    }
}
