//! What can happen to an application.

use serde::{Deserialize, Serialize};

use crate::settings::{Secondary, SecondaryChange, SmsSettings, VoiceSettings};

crate::events! {
    /// What can happen to an application. The stream's key is the application's sid.
    pub enum ApplicationEvent {
        ApplicationCreated = 1,
        ApplicationConfigured = 1,
        ApplicationSecondariesChanged = 1,
        ApplicationDeleted = 1,
    }
}

/// All that a tenant sets on an application but its secondaries.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct ApplicationSettings {
    /// What people call it.
    pub friendly_name: String,
    /// What happens to calls.
    #[serde(default)]
    pub voice: VoiceSettings,
    /// What would happen to messages.
    #[serde(default)]
    pub sms: SmsSettings,
    /// `PublicApplicationConnectEnabled`; kept, not acted on.
    #[serde(default)]
    pub public_application_connect_enabled: bool,
}

/// An application came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ApplicationCreated {
    /// What was set.
    pub settings: ApplicationSettings,
    /// Its secondaries, in the order in which they are tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secondaries: Vec<Secondary>,
}

/// The application's settings are now these; its secondaries are as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ApplicationConfigured {
    /// All settings after the change.
    pub settings: ApplicationSettings,
}

/// The application's secondaries changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ApplicationSecondariesChanged {
    /// What was done.
    pub change: SecondaryChange,
    /// All secondaries after the change, in the order in which they are tried.
    pub secondaries: Vec<Secondary>,
}

/// The application is gone. Numbers that name it behave as if they named none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ApplicationDeleted {}
