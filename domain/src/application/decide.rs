//! What an application says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::{Decider, Life};

/// The rules of an application.
#[derive(Debug, Clone, Copy)]
pub struct ApplicationDecider;

impl Decider for ApplicationDecider {
    type Command = ApplicationCommand;
    type Event = ApplicationEvent;
    type State = Life<Application>;
    type Refusal = ApplicationRefusal;

    const CATEGORY: &'static str = "application";

    fn initial() -> Self::State {
        Life::Absent
    }

    fn decide(
        state: &Self::State,
        command: ApplicationCommand,
    ) -> Result<Vec<ApplicationEvent>, ApplicationRefusal> {
        let application = match (state, &command) {
            (Life::Absent, ApplicationCommand::Create { patch, new_sid }) => {
                let settings = patch.apply(&ApplicationSettings::default())?;
                let listed = patch.voice.patch_secondaries(&settings.voice, &[], *new_sid)?;
                let secondaries = listed.map(|(_, list)| list).unwrap_or_default();
                return Ok(vec![ApplicationCreated { settings, secondaries }.into()]);
            }
            (_, ApplicationCommand::Create { .. }) => return Err(ApplicationRefusal::Exists),
            (state, _) => state.live().ok_or(ApplicationRefusal::NotFound)?,
        };
        match command {
            ApplicationCommand::Create { .. } => Err(ApplicationRefusal::Exists),
            ApplicationCommand::Configure { patch, new_sid } => {
                let settings = patch.apply(&application.settings)?;
                let list = &application.secondaries;
                let listed = patch.voice.patch_secondaries(&settings.voice, list, new_sid)?;
                let configured = (settings != application.settings)
                    .then(|| ApplicationConfigured { settings }.into());
                Ok(configured.into_iter().chain(listed.map(changed)).collect())
            }
            ApplicationCommand::EditSecondaries(edit) => {
                Ok(edit.apply(&application.secondaries)?.map(changed).into_iter().collect())
            }
            ApplicationCommand::Delete => Ok(vec![ApplicationDeleted {}.into()]),
        }
    }

    fn evolve(state: Self::State, event: &ApplicationEvent) -> Self::State {
        evolve(state, event)
    }
}

fn changed(
    (change, secondaries): (crate::settings::SecondaryChange, Vec<crate::settings::Secondary>),
) -> ApplicationEvent {
    ApplicationSecondariesChanged { change, secondaries }.into()
}
