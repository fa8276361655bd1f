//! What can happen to a phone number that an account owns.

use serde::{Deserialize, Serialize};

use crate::settings::{Secondary, SecondaryChange, SmsSettings, VoiceSettings};
use crate::sid::{AccountSid, ApplicationSid};

crate::events! {
    /// What can happen to a phone number. The stream's key is the number's sid.
    pub enum PhoneNumberEvent {
        NumberAssigned = 1,
        NumberConfigured = 1,
        NumberSecondariesChanged = 1,
        NumberTransferredOut = 1,
        NumberTransferredIn = 1,
        NumberReleased = 1,
    }
}

/// All that a tenant sets on a phone number but its secondaries.
#[derive(
    Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize, schemars::JsonSchema,
)]
pub struct PhoneNumberSettings {
    /// What people call it.
    pub friendly_name: String,
    /// The application whose URIs steer the calls; the number's own are not used while it is set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub voice_application_sid: Option<ApplicationSid>,
    /// What happens to calls when no application is named.
    #[serde(default)]
    pub voice: VoiceSettings,
    /// `SmsApplicationSid`; kept, not acted on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sms_application_sid: Option<ApplicationSid>,
    /// What would happen to messages.
    #[serde(default)]
    pub sms: SmsSettings,
}

/// The account was given the number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NumberAssigned {
    /// E.164: `+` and 7–15 digits.
    pub phone_number: String,
    /// What was set.
    pub settings: PhoneNumberSettings,
    /// Its secondaries, in the order in which they are tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secondaries: Vec<Secondary>,
}

/// The number's settings are now these; its secondaries are as they were.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NumberConfigured {
    /// All settings after the change.
    pub settings: PhoneNumberSettings,
}

/// The number's secondaries changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NumberSecondariesChanged {
    /// What was done.
    pub change: SecondaryChange,
    /// All secondaries after the change, in the order in which they are tried.
    pub secondaries: Vec<Secondary>,
}

/// The number went to another account, where it goes on under the same sid. This stream ends here,
/// unless the number comes back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NumberTransferredOut {
    /// The account that has it now.
    pub to: AccountSid,
}

/// The number came from another account with its sid and all that was set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NumberTransferredIn {
    /// The account that had it before.
    pub from: AccountSid,
    /// E.164: `+` and 7–15 digits.
    pub phone_number: String,
    /// What is set.
    pub settings: PhoneNumberSettings,
    /// Its secondaries, in the order in which they are tried.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secondaries: Vec<Secondary>,
}

/// The account gave the number back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct NumberReleased {}
