//! The settings that an application and a phone number share: which URIs steer their calls.

use serde::{Deserialize, Serialize};

use crate::sid::SecondarySid;
use crate::uri::{ApplicationUri, HttpMethod, RetryPolicy, SecondaryUri, StatusEvent, Steering};

/// A URI field with its method field, as REST keeps them: the method stays when the URL is emptied.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct UriSetting {
    /// The URL as the tenant wrote it; absent when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// How it is asked.
    #[serde(default)]
    pub method: HttpMethod,
    /// Retries and time limits, where they are not the platform's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry: Option<RetryPolicy>,
}

impl UriSetting {
    /// The URI, when there is a URL.
    pub fn uri(&self) -> Option<ApplicationUri> {
        let url = self.url.clone()?;
        Some(ApplicationUri { url, method: self.method, retry: self.retry })
    }
}

/// What happens to the calls of an application or a phone number; the secondaries apart.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct VoiceSettings {
    /// The primary: `VoiceUrl`, `VoiceMethod`.
    #[serde(default)]
    pub primary: UriSetting,
    /// `VoiceFallbackMethod` while there is no secondary that has a method of its own.
    #[serde(default)]
    pub fallback_method: HttpMethod,
    /// `StatusCallback`, `StatusCallbackMethod`.
    #[serde(default)]
    pub status_callback: UriSetting,
    /// The changes of status that the status callback is told of; only the end when empty.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub status_events: Vec<StatusEvent>,
    /// `VoiceCallerIdLookup`; kept, not acted on.
    #[serde(default)]
    pub caller_id_lookup: bool,
}

impl VoiceSettings {
    /// The steering of a call that comes now.
    pub fn steering(&self, secondaries: &[Secondary]) -> Steering {
        Steering {
            primary: self.primary.uri(),
            secondaries: secondaries.iter().map(|entry| entry.secondary.clone()).collect(),
            status_callback: self.status_callback.uri(),
            status_events: self.status_events.clone(),
        }
    }
}

/// A secondary URI that has a name. `VoiceFallbackUrl` is the first of the list.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
pub struct Secondary {
    /// Its name.
    pub sid: SecondarySid,
    /// What is asked, and for which faults.
    #[serde(flatten)]
    pub secondary: SecondaryUri,
}

/// The messaging fields, kept as they were given because REST returns them.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct SmsSettings {
    /// `SmsUrl`, `SmsMethod`.
    #[serde(default)]
    pub primary: UriSetting,
    /// `SmsFallbackUrl`, `SmsFallbackMethod`.
    #[serde(default)]
    pub fallback: UriSetting,
    /// `SmsStatusCallback`; applications only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status_callback: Option<String>,
    /// `MessageStatusCallback`; applications only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_status_callback: Option<String>,
}

/// What was done to a list of secondaries.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case", tag = "change")]
pub enum SecondaryChange {
    /// One was put into the list.
    Added {
        /// Which.
        sid: SecondarySid,
    },
    /// One asks something else, or serves other faults; it may have moved, too.
    Updated {
        /// Which.
        sid: SecondarySid,
    },
    /// One was taken out of the list.
    Removed {
        /// Which.
        sid: SecondarySid,
    },
    /// The order changed.
    Reordered,
}
