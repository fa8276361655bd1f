//! What an event makes of an API key.

use super::*;
use crate::decider::Life;

pub(super) fn evolve(state: Life<ApiKey>, event: &ApiKeyEvent) -> Life<ApiKey> {
    match event {
        ApiKeyEvent::ApiKeyCreated(created) => Life::Live(ApiKey {
            friendly_name: created.friendly_name.clone(),
            secret_hash: created.secret_hash.clone(),
            sealed_secret: None,
        }),
        ApiKeyEvent::ApiKeySecretKept(kept) => {
            let sealed_secret = Some(kept.sealed_secret.clone());
            state.map(|key| ApiKey { sealed_secret, ..key })
        }
        ApiKeyEvent::ApiKeyRenamed(renamed) => {
            let friendly_name = renamed.friendly_name.clone();
            state.map(|key| ApiKey { friendly_name, ..key })
        }
        ApiKeyEvent::ApiKeyDeleted(_) => Life::Gone,
    }
}
