//! What an event makes of an application.

use super::*;
use crate::decider::Life;

pub(super) fn evolve(state: Life<Application>, event: &ApplicationEvent) -> Life<Application> {
    match event {
        ApplicationEvent::ApplicationCreated(created) => Life::Live(Application {
            settings: created.settings.clone(),
            secondaries: created.secondaries.clone(),
        }),
        ApplicationEvent::ApplicationConfigured(configured) => {
            let settings = configured.settings.clone();
            state.map(|application| Application { settings, ..application })
        }
        ApplicationEvent::ApplicationSecondariesChanged(changed) => {
            let secondaries = changed.secondaries.clone();
            state.map(|application| Application { secondaries, ..application })
        }
        ApplicationEvent::ApplicationDeleted(_) => Life::Gone,
    }
}
