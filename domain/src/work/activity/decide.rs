//! What an activity says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::{Decider, Life};
use crate::work::{Asked, Refusal, WorkKind, check};

/// The rules of an activity. That names differ, and what needs it, is the floor's to know.
#[derive(Debug, Clone, Copy)]
pub struct ActivityDecider;

impl Decider for ActivityDecider {
    type Command = Asked<ActivityCommand>;
    type Event = ActivityEvent;
    type State = Life<Activity>;
    type Refusal = Refusal;

    const CATEGORY: &'static str = "activity";

    fn initial() -> Self::State {
        Life::Absent
    }

    fn decide(
        state: &Self::State,
        asked: Asked<ActivityCommand>,
    ) -> Result<Vec<ActivityEvent>, Refusal> {
        let Asked { moment, if_match, command } = asked;
        let activity = match (state, &command) {
            (Life::Absent, ActivityCommand::Create { friendly_name, available }) => {
                check::name("FriendlyName", friendly_name)?;
                let (stamp, friendly_name) = (moment.first(), friendly_name.clone());
                let available = *available;
                return Ok(vec![ActivityCreated { stamp, friendly_name, available }.into()]);
            }
            (_, ActivityCommand::Create { .. }) => {
                return Err(Refusal::Exists(WorkKind::Activity));
            }
            (state, _) => state.live().ok_or(Refusal::NotFound(WorkKind::Activity))?,
        };
        check::if_match(if_match, activity.version)?;
        let stamp = moment.stamp(activity.version + 1);
        match command {
            ActivityCommand::Create { .. } => Err(Refusal::Exists(WorkKind::Activity)),
            ActivityCommand::Rename { friendly_name } => {
                check::name("FriendlyName", &friendly_name)?;
                let changed = friendly_name != activity.friendly_name;
                let event = changed.then(|| ActivityRenamed { stamp, friendly_name }.into());
                Ok(event.into_iter().collect())
            }
            ActivityCommand::Delete => Ok(vec![ActivityDeleted { stamp }.into()]),
        }
    }

    fn evolve(state: Self::State, event: &ActivityEvent) -> Self::State {
        evolve(state, event)
    }
}
