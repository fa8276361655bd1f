//! What an API key says to a command.

use super::evolve::evolve;
use super::*;
use crate::decider::{Decider, Life};
use crate::settings::check_name;

/// The rules of an API key.
#[derive(Debug, Clone, Copy)]
pub struct ApiKeyDecider;

impl Decider for ApiKeyDecider {
    type Command = ApiKeyCommand;
    type Event = ApiKeyEvent;
    type State = Life<ApiKey>;
    type Refusal = ApiKeyRefusal;

    const CATEGORY: &'static str = "api_key";

    fn initial() -> Self::State {
        Life::Absent
    }

    fn decide(
        state: &Self::State,
        command: ApiKeyCommand,
    ) -> Result<Vec<ApiKeyEvent>, ApiKeyRefusal> {
        match (state, command) {
            (Life::Absent, ApiKeyCommand::Create { friendly_name, secret_hash, sealed_secret }) => {
                check_name(&friendly_name)?;
                let created = ApiKeyCreated { friendly_name, secret_hash }.into();
                let kept = sealed_secret.map(|it| ApiKeySecretKept { sealed_secret: it }.into());
                Ok(std::iter::once(created).chain(kept).collect())
            }
            (Life::Live(_) | Life::Gone, ApiKeyCommand::Create { .. }) => {
                Err(ApiKeyRefusal::Exists)
            }
            (Life::Live(key), ApiKeyCommand::Rename { friendly_name }) => {
                check_name(&friendly_name)?;
                if key.friendly_name == friendly_name {
                    return Ok(Vec::new());
                }
                Ok(vec![ApiKeyRenamed { friendly_name }.into()])
            }
            (Life::Live(_), ApiKeyCommand::Delete) => Ok(vec![ApiKeyDeleted {}.into()]),
            (Life::Absent | Life::Gone, ApiKeyCommand::Rename { .. } | ApiKeyCommand::Delete) => {
                Err(ApiKeyRefusal::NotFound)
            }
        }
    }

    fn evolve(state: Self::State, event: &ApiKeyEvent) -> Self::State {
        evolve(state, event)
    }
}
