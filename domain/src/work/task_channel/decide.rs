//! What a task channel says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::{Decider, Life};
use crate::work::{Asked, Refusal, WorkKind, check};

/// The rules of a task channel. That names differ, and what needs it, is the floor's to know.
#[derive(Debug, Clone, Copy)]
pub struct TaskChannelDecider;

impl Decider for TaskChannelDecider {
    type Command = Asked<TaskChannelCommand>;
    type Event = TaskChannelEvent;
    type State = Life<TaskChannel>;
    type Refusal = Refusal;

    const CATEGORY: &'static str = "task-channel";

    fn initial() -> Self::State {
        Life::Absent
    }

    fn decide(
        state: &Self::State,
        asked: Asked<TaskChannelCommand>,
    ) -> Result<Vec<TaskChannelEvent>, Refusal> {
        let Asked { moment, if_match, command } = asked;
        if let TaskChannelCommand::Create { friendly_name, unique_name, is_optimized, cost } =
            command
        {
            let settings = TaskChannelSettings { friendly_name, unique_name, is_optimized, cost };
            return match state {
                Life::Absent => {
                    check_settings(&settings)?;
                    Ok(vec![TaskChannelCreated { stamp: moment.first(), settings }.into()])
                }
                Life::Live(_) | Life::Gone => Err(Refusal::Exists(WorkKind::TaskChannel)),
            };
        }
        let channel = state.live().ok_or(Refusal::NotFound(WorkKind::TaskChannel))?;
        check::if_match(if_match, channel.version)?;
        let stamp = moment.stamp(channel.version + 1);
        match command {
            TaskChannelCommand::Create { .. } => Err(Refusal::Exists(WorkKind::TaskChannel)),
            TaskChannelCommand::Configure(patch) => {
                let settings = patched(&channel.settings, patch);
                check_settings(&settings)?;
                let changed = settings != channel.settings;
                let event = changed.then(|| TaskChannelConfigured { stamp, settings }.into());
                Ok(event.into_iter().collect())
            }
            TaskChannelCommand::Delete => Ok(vec![TaskChannelDeleted { stamp }.into()]),
        }
    }

    fn evolve(state: Self::State, event: &TaskChannelEvent) -> Self::State {
        evolve(state, event)
    }
}

fn patched(before: &TaskChannelSettings, patch: TaskChannelPatch) -> TaskChannelSettings {
    TaskChannelSettings {
        friendly_name: patch.friendly_name.unwrap_or_else(|| before.friendly_name.clone()),
        unique_name: before.unique_name.clone(),
        is_optimized: patch.is_optimized.unwrap_or(before.is_optimized),
        cost: patch.cost.unwrap_or(before.cost),
    }
}

fn check_settings(settings: &TaskChannelSettings) -> Result<(), Refusal> {
    check::name("FriendlyName", &settings.friendly_name)?;
    check::length("UniqueName", &settings.unique_name, MAX_UNIQUE_NAME_CHARS)?;
    check::range("Cost", u64::from(settings.cost), 0, u64::from(MAX_COST))?;
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_' || c == '$';
    let fits = settings.unique_name.starts_with(is_start)
        && settings.unique_name.chars().all(|c| is_start(c) || c.is_ascii_digit());
    if fits { Ok(()) } else { Err(Refusal::BadUniqueName) }
}
