//! What a workspace says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::{Decider, Life};
use crate::sid::ActivitySid;
use crate::work::floor::minted;
use crate::work::{Asked, Moment, Refusal, WorkKind, check};

/// The rules of a workspace.
#[derive(Debug, Clone, Copy)]
pub struct WorkspaceDecider;

impl Decider for WorkspaceDecider {
    type Command = Asked<WorkspaceCommand>;
    type Event = WorkspaceEvent;
    type State = Life<Workspace>;
    type Refusal = Refusal;

    const CATEGORY: &'static str = "workspace";

    fn initial() -> Self::State {
        Life::Absent
    }

    fn decide(
        state: &Self::State,
        asked: Asked<WorkspaceCommand>,
    ) -> Result<Vec<WorkspaceEvent>, Refusal> {
        let Asked { moment, if_match, command } = asked;
        if let WorkspaceCommand::Create { patch, seed, .. } = &command {
            return match state {
                Life::Absent => create(patch, *seed, moment),
                Life::Live(_) | Life::Gone => Err(Refusal::Exists(WorkKind::Workspace)),
            };
        }
        let workspace = state.live().ok_or(Refusal::NotFound(WorkKind::Workspace))?;
        check::if_match(if_match, workspace.version)?;
        let stamp = moment.stamp(workspace.version + 1);
        match command {
            WorkspaceCommand::Create { .. } => Err(Refusal::Exists(WorkKind::Workspace)),
            WorkspaceCommand::Configure(patch) => {
                let settings = patch.apply(&workspace.settings)?;
                let changed = settings != workspace.settings;
                let event = changed.then(|| WorkspaceConfigured { stamp, settings }.into());
                Ok(event.into_iter().collect())
            }
            WorkspaceCommand::Delete => Ok(vec![WorkspaceDeleted { stamp }.into()]),
        }
    }

    fn evolve(state: Self::State, event: &WorkspaceEvent) -> Self::State {
        evolve(state, event)
    }
}

/// The workspace names its activity Offline, which the floor makes with the next event.
fn create(
    patch: &WorkspacePatch,
    seed: u64,
    moment: Moment,
) -> Result<Vec<WorkspaceEvent>, Refusal> {
    let offline = ActivitySid::from_bits(minted(seed, moment.next().sequence));
    let bare = WorkspaceSettings {
        friendly_name: String::new(),
        event_callback_url: None,
        events_filter: Vec::new(),
        multi_task_enabled: true,
        queue_order: QueueOrder::Fifo,
        default_activity_sid: offline,
        timeout_activity_sid: offline,
    };
    let settings = patch.apply(&bare)?;
    for sid in [settings.default_activity_sid, settings.timeout_activity_sid] {
        if sid != offline {
            let field = "DefaultActivitySid";
            return Err(Refusal::Unknown { field, resource: WorkKind::Activity });
        }
    }
    Ok(vec![WorkspaceCreated { stamp: moment.first(), settings, seed }.into()])
}
