//! What may be asked of an application, and why it says no.

use super::ApplicationSettings;
use crate::settings::{SecondaryEdit, SettingsRefusal, SmsPatch, VoicePatch, check_name};
use crate::sid::SecondarySid;

/// What may be asked of an application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApplicationCommand {
    /// Let it come to be, with these settings on top of the defaults.
    Create {
        /// What is set.
        patch: ApplicationPatch,
        /// The name of the first secondary, should one be made.
        new_sid: SecondarySid,
    },
    /// Change what the patch names.
    Configure {
        /// What is changed.
        patch: ApplicationPatch,
        /// The name of the first secondary, should one be made.
        new_sid: SecondarySid,
    },
    /// Change the list of secondaries.
    EditSecondaries(SecondaryEdit),
    /// Let it be gone.
    Delete,
}

/// A change to an application's settings.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApplicationPatch {
    /// What people call it.
    pub friendly_name: Option<String>,
    /// What happens to calls.
    pub voice: VoicePatch,
    /// What would happen to messages.
    pub sms: SmsPatch,
    /// `PublicApplicationConnectEnabled`.
    pub public_application_connect_enabled: Option<bool>,
}

impl ApplicationPatch {
    pub(super) fn apply(
        &self,
        before: &ApplicationSettings,
    ) -> Result<ApplicationSettings, SettingsRefusal> {
        let mut after = before.clone();
        if let Some(name) = &self.friendly_name {
            check_name(name)?;
            after.friendly_name.clone_from(name);
        }
        self.voice.apply(&mut after.voice)?;
        self.sms.apply(&mut after.sms)?;
        after.public_application_connect_enabled = self
            .public_application_connect_enabled
            .unwrap_or(after.public_application_connect_enabled);
        Ok(after)
    }
}

/// Why an application says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApplicationRefusal {
    /// There is no such application, or it was deleted.
    #[error("there is no such application")]
    NotFound,
    /// The sid is taken.
    #[error("the application exists already")]
    Exists,
    /// The settings say something that they may not.
    #[error(transparent)]
    Settings(#[from] SettingsRefusal),
}
