//! Changes to settings: what a REST request names is changed, the rest stays.

use super::check::{SettingsRefusal, check_sms, check_uri, check_voice};
use super::secondaries::{insert, remove};
use super::{Secondary, SecondaryChange, SmsSettings, UriSetting, VoiceSettings};
use crate::sid::SecondarySid;
use crate::uri::{ApplicationUri, HttpMethod, RetryPolicy, SecondaryUri, StatusEvent};

/// A change to a field that can be empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Change<T> {
    /// It stays as it is.
    #[default]
    Keep,
    /// It becomes empty.
    Clear,
    /// It becomes this.
    Set(T),
}

impl<T: Clone> Change<T> {
    /// The field after the change.
    pub fn apply(&self, field: &mut Option<T>) {
        match self {
            Self::Keep => {}
            Self::Clear => *field = None,
            Self::Set(value) => *field = Some(value.clone()),
        }
    }
}

/// A change to a [`UriSetting`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct UriPatch {
    /// The URL.
    pub url: Change<String>,
    /// The method.
    pub method: Option<HttpMethod>,
    /// Retries and time limits.
    pub retry: Change<RetryPolicy>,
}

impl UriPatch {
    fn apply(&self, setting: &mut UriSetting) {
        self.url.apply(&mut setting.url);
        self.retry.apply(&mut setting.retry);
        setting.method = self.method.unwrap_or(setting.method);
    }
}

/// A change to [`VoiceSettings`] and the first secondary.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct VoicePatch {
    /// `VoiceUrl`, `VoiceMethod`.
    pub primary: UriPatch,
    /// `VoiceFallbackUrl`: changes the first secondary, makes it, or takes it out of the list.
    pub fallback_url: Change<String>,
    /// `VoiceFallbackMethod`.
    pub fallback_method: Option<HttpMethod>,
    /// `StatusCallback`, `StatusCallbackMethod`.
    pub status_callback: UriPatch,
    /// The changes of status that the status callback is told of.
    pub status_events: Option<Vec<StatusEvent>>,
    /// `VoiceCallerIdLookup`.
    pub caller_id_lookup: Option<bool>,
}

impl VoicePatch {
    /// Changes the settings; the secondaries are [`VoicePatch::patch_secondaries`]'s.
    pub fn apply(&self, voice: &mut VoiceSettings) -> Result<(), SettingsRefusal> {
        self.primary.apply(&mut voice.primary);
        self.status_callback.apply(&mut voice.status_callback);
        voice.fallback_method = self.fallback_method.unwrap_or(voice.fallback_method);
        voice.caller_id_lookup = self.caller_id_lookup.unwrap_or(voice.caller_id_lookup);
        if let Some(events) = &self.status_events {
            voice.status_events = events.clone();
            voice.status_events.sort_unstable();
            voice.status_events.dedup();
        }
        check_voice(voice)
    }

    /// The list after the change of `VoiceFallbackUrl` and `VoiceFallbackMethod`, or nothing when it stays.
    ///
    /// A first secondary keeps its sid, its faults and its retry policy. `new_sid` names one that is made.
    pub fn patch_secondaries(
        &self,
        voice: &VoiceSettings,
        list: &[Secondary],
        new_sid: SecondarySid,
    ) -> Result<Option<(SecondaryChange, Vec<Secondary>)>, SettingsRefusal> {
        let first = list.first();
        match (&self.fallback_url, first) {
            (Change::Clear, Some(first)) => remove(list, first.sid).map(Some),
            (Change::Set(url), None) => {
                let method = self.fallback_method.unwrap_or(voice.fallback_method);
                let uri = ApplicationUri::new(url.clone(), method);
                check_uri("fallback", &uri)?;
                let secondary = SecondaryUri { uri, serves: Vec::new() };
                insert(list, Secondary { sid: new_sid, secondary }, None).map(Some)
            }
            (Change::Set(url), Some(first)) => self.change_first(list, first, url.clone()),
            (Change::Keep, Some(first)) => {
                self.change_first(list, first, first.secondary.uri.url.clone())
            }
            (Change::Keep | Change::Clear, None) => Ok(None),
        }
    }

    fn change_first(
        &self,
        list: &[Secondary],
        first: &Secondary,
        url: String,
    ) -> Result<Option<(SecondaryChange, Vec<Secondary>)>, SettingsRefusal> {
        let mut changed = first.clone();
        changed.secondary.uri.url = url;
        changed.secondary.uri.method = self.fallback_method.unwrap_or(first.secondary.uri.method);
        if changed == *first {
            return Ok(None);
        }
        check_uri("fallback", &changed.secondary.uri)?;
        let after = std::iter::once(changed).chain(list.iter().skip(1).cloned()).collect();
        Ok(Some((SecondaryChange::Updated { sid: first.sid }, after)))
    }
}

/// A change to [`SmsSettings`].
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SmsPatch {
    /// `SmsUrl`, `SmsMethod`.
    pub primary: UriPatch,
    /// `SmsFallbackUrl`, `SmsFallbackMethod`.
    pub fallback: UriPatch,
    /// `SmsStatusCallback`.
    pub status_callback: Change<String>,
    /// `MessageStatusCallback`.
    pub message_status_callback: Change<String>,
}

impl SmsPatch {
    /// Changes the settings.
    pub fn apply(&self, sms: &mut SmsSettings) -> Result<(), SettingsRefusal> {
        self.primary.apply(&mut sms.primary);
        self.fallback.apply(&mut sms.fallback);
        self.status_callback.apply(&mut sms.status_callback);
        self.message_status_callback.apply(&mut sms.message_status_callback);
        check_sms(sms)
    }
}
