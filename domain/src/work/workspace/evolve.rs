//! What an event makes of a workspace.

use super::*;
use crate::decider::Life;

pub(super) fn evolve(state: Life<Workspace>, event: &WorkspaceEvent) -> Life<Workspace> {
    let version = event.stamp().version;
    match event {
        WorkspaceEvent::WorkspaceCreated(it) => {
            Life::Live(Workspace { version, settings: it.settings.clone(), seed: it.seed })
        }
        WorkspaceEvent::WorkspaceConfigured(it) => {
            let settings = it.settings.clone();
            state.map(|workspace| Workspace { version, settings, ..workspace })
        }
        WorkspaceEvent::WorkspaceDeleted(_) => Life::Gone,
    }
}
