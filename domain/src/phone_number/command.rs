//! What may be asked of a phone number, and why it says no.

use super::{PhoneNumber, PhoneNumberSettings};
use crate::settings::{Change, SecondaryEdit, SettingsRefusal, SmsPatch, VoicePatch, check_name};
use crate::sid::{AccountSid, ApplicationSid, SecondarySid};

/// What may be asked of a phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PhoneNumberCommand {
    /// Give it to the account, with these settings on top of the defaults.
    Assign {
        /// E.164.
        phone_number: String,
        /// What is set. Without a friendly name the number itself is its name.
        patch: PhoneNumberPatch,
        /// The name of the first secondary, should one be made.
        new_sid: SecondarySid,
    },
    /// Change what the patch names.
    Configure {
        /// What is changed.
        patch: PhoneNumberPatch,
        /// The name of the first secondary, should one be made.
        new_sid: SecondarySid,
    },
    /// Change the list of secondaries.
    EditSecondaries(SecondaryEdit),
    /// Give it away.
    TransferOut {
        /// To whom.
        to: AccountSid,
    },
    /// Take it over with all that was set.
    TransferIn {
        /// From whom.
        from: AccountSid,
        /// As it was there.
        number: PhoneNumber,
    },
    /// Give it back to the pool.
    Release,
}

/// A change to a phone number's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PhoneNumberPatch {
    /// What people call it.
    pub friendly_name: Option<String>,
    /// `VoiceApplicationSid`.
    pub voice_application_sid: Change<ApplicationSid>,
    /// What happens to calls when no application is named.
    pub voice: VoicePatch,
    /// `SmsApplicationSid`.
    pub sms_application_sid: Change<ApplicationSid>,
    /// What would happen to messages.
    pub sms: SmsPatch,
}

impl PhoneNumberPatch {
    pub(super) fn apply(
        &self,
        before: &PhoneNumberSettings,
    ) -> Result<PhoneNumberSettings, SettingsRefusal> {
        let mut after = before.clone();
        if let Some(name) = &self.friendly_name {
            check_name(name)?;
            after.friendly_name.clone_from(name);
        }
        self.voice_application_sid.apply(&mut after.voice_application_sid);
        self.voice.apply(&mut after.voice)?;
        self.sms_application_sid.apply(&mut after.sms_application_sid);
        self.sms.apply(&mut after.sms)?;
        Ok(after)
    }
}

/// Why a phone number says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PhoneNumberRefusal {
    /// The account has no such number.
    #[error("there is no such phone number")]
    NotFound,
    /// The account has it already.
    #[error("the account has the phone number already")]
    Exists,
    /// It is not `+` and 7–15 digits.
    #[error("not an E.164 phone number: expected + and 7 to 15 digits")]
    NotE164,
    /// The settings say something that they may not.
    #[error(transparent)]
    Settings(#[from] SettingsRefusal),
}

/// Whether the text is `+` and 7–15 digits, the first not 0.
pub fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (7..=15).contains(&digits.len())
            && !digits.starts_with('0')
            && digits.bytes().all(|digit| digit.is_ascii_digit())
    })
}
