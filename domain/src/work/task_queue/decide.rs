//! What a task queue says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::{Decider, Life};
use crate::work::workspace::QueueOrder;
use crate::work::{Asked, Refusal, WorkKind, check};

/// The rules of a task queue. That names differ, that activities exist, and what needs it, is the floor's to
/// know.
#[derive(Debug, Clone, Copy)]
pub struct TaskQueueDecider;

impl Decider for TaskQueueDecider {
    type Command = Asked<TaskQueueCommand>;
    type Event = TaskQueueEvent;
    type State = Life<TaskQueue>;
    type Refusal = Refusal;

    const CATEGORY: &'static str = "task-queue";

    fn initial() -> Self::State {
        Life::Absent
    }

    fn decide(
        state: &Self::State,
        asked: Asked<TaskQueueCommand>,
    ) -> Result<Vec<TaskQueueEvent>, Refusal> {
        let Asked { moment, if_match, command } = asked;
        let queue = match (state, &command) {
            (Life::Absent, TaskQueueCommand::Create(patch)) => {
                let settings = patch.apply(&bare())?;
                return Ok(vec![TaskQueueCreated { stamp: moment.first(), settings }.into()]);
            }
            (_, TaskQueueCommand::Create(_)) => return Err(Refusal::Exists(WorkKind::TaskQueue)),
            (state, _) => state.live().ok_or(Refusal::NotFound(WorkKind::TaskQueue))?,
        };
        check::if_match(if_match, queue.version)?;
        let stamp = moment.stamp(queue.version + 1);
        match command {
            TaskQueueCommand::Create(_) => Err(Refusal::Exists(WorkKind::TaskQueue)),
            TaskQueueCommand::Configure(patch) => {
                let settings = patch.apply(&queue.settings)?;
                let changed = settings != queue.settings;
                let event = changed.then(|| TaskQueueConfigured { stamp, settings }.into());
                Ok(event.into_iter().collect())
            }
            TaskQueueCommand::Delete => Ok(vec![TaskQueueDeleted { stamp }.into()]),
        }
    }

    fn evolve(state: Self::State, event: &TaskQueueEvent) -> Self::State {
        evolve(state, event)
    }
}

fn bare() -> TaskQueueSettings {
    TaskQueueSettings {
        friendly_name: String::new(),
        target_workers: "1==1".to_owned(),
        max_reserved_workers: 1,
        order: QueueOrder::Fifo,
        reservation_activity_sid: None,
        assignment_activity_sid: None,
    }
}
