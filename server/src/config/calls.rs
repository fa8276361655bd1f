use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::load::ConfigError;

/// The longest text that is spoken, in characters.
const TEXT_CHARACTERS: usize = 4_096;

/// What one live call may do, and what it hears when nobody steers it.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(crate) struct Calls {
    /// How long a call may last after its answer, in s.
    pub(crate) max_call_s: u64,
    /// How many documents in a row may be asked for while nothing happens.
    pub(crate) max_idle_documents: u32,
    /// How many requests to the application one call may make in all.
    pub(crate) max_exchanges: u32,
    /// What a caller hears while a number has no voice URL.
    pub(crate) greeting: String,
    /// What a caller hears when the application and every fallback failed.
    pub(crate) apology: String,
}

impl Default for Calls {
    fn default() -> Self {
        let own = router::Settings::default();
        Self {
            max_call_s: own.max_call_ms / 1_000,
            max_idle_documents: own.max_idle_documents,
            max_exchanges: own.max_exchanges,
            greeting: own.greeting,
            apology: own.apology,
        }
    }
}

impl Calls {
    /// The same in the words of the call router.
    pub(crate) fn for_router(&self) -> Arc<router::Settings> {
        Arc::new(router::Settings {
            max_call_ms: self.max_call_s.saturating_mul(1_000),
            max_idle_documents: self.max_idle_documents,
            max_exchanges: self.max_exchanges,
            greeting: self.greeting.clone(),
            apology: self.apology.clone(),
        })
    }

    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let is_spoken =
            |text: &str| !text.trim().is_empty() && text.chars().count() <= TEXT_CHARACTERS;
        if self.max_call_s == 0 || self.max_idle_documents == 0 || self.max_exchanges == 0 {
            return Err(ConfigError::Senseless("the limits of [calls] are at least 1"));
        }
        if !is_spoken(&self.greeting) || !is_spoken(&self.apology) {
            return Err(ConfigError::Senseless(
                "calls.greeting and calls.apology say something, in at most 4,096 characters",
            ));
        }
        Ok(())
    }
}
