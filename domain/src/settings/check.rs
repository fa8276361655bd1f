//! What settings may say.

use super::{SmsSettings, UriSetting, VoiceSettings};
use crate::sid::SecondarySid;
use crate::uri::{ApplicationUri, RetryPolicy};

/// The longest friendly name, in characters.
pub const MAX_NAME_CHARS: usize = 64;
/// The longest URL, in bytes.
pub const MAX_URL_BYTES: usize = 4_096;

/// Why settings are not accepted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingsRefusal {
    /// A friendly name is over [`MAX_NAME_CHARS`].
    #[error("the friendly name is longer than {MAX_NAME_CHARS} characters")]
    NameTooLong,
    /// A URL is not an absolute `http:` or `https:` URL of at most [`MAX_URL_BYTES`].
    #[error("{field} is not an absolute http or https URL of at most {MAX_URL_BYTES} bytes")]
    BadUrl {
        /// Which, for example `primary`.
        field: &'static str,
    },
    /// A retry policy is outside its ranges.
    #[error("the retry policy of {field} is outside its ranges")]
    BadRetryPolicy {
        /// Which, for example `primary`.
        field: &'static str,
    },
    /// There would be more than [`super::MAX_SECONDARIES`].
    #[error("more than {} secondaries", super::MAX_SECONDARIES)]
    TooManySecondaries,
    /// No secondary of this name is in the list.
    #[error("there is no secondary {0}")]
    NoSuchSecondary(SecondarySid),
    /// A rank is 0 or past the end of the list.
    #[error("rank {0} is not in the list")]
    NoSuchRank(u32),
    /// A new order leaves one out, names one twice or names a stranger.
    #[error("the new order does not name every secondary exactly once")]
    IncompleteOrder,
}

/// Accepts a friendly name.
pub fn check_name(name: &str) -> Result<(), SettingsRefusal> {
    if name.chars().count() > MAX_NAME_CHARS { Err(SettingsRefusal::NameTooLong) } else { Ok(()) }
}

/// Accepts a URI: an absolute `http:` or `https:` URL without blanks or control characters, and a retry
/// policy within its ranges.
pub fn check_uri(field: &'static str, uri: &ApplicationUri) -> Result<(), SettingsRefusal> {
    check_url(field, &uri.url)?;
    check_retry(field, uri.retry.as_ref())
}

pub(super) fn check_voice(voice: &VoiceSettings) -> Result<(), SettingsRefusal> {
    check_setting("primary", &voice.primary)?;
    check_setting("status callback", &voice.status_callback)
}

pub(super) fn check_sms(sms: &SmsSettings) -> Result<(), SettingsRefusal> {
    check_setting("sms", &sms.primary)?;
    check_setting("sms fallback", &sms.fallback)?;
    sms.status_callback.iter().try_for_each(|url| check_url("sms status callback", url))?;
    let message = sms.message_status_callback.iter();
    message.into_iter().try_for_each(|url| check_url("message status callback", url))
}

fn check_setting(field: &'static str, setting: &UriSetting) -> Result<(), SettingsRefusal> {
    setting.url.iter().try_for_each(|url| check_url(field, url))?;
    check_retry(field, setting.retry.as_ref())
}

fn check_url(field: &'static str, url: &str) -> Result<(), SettingsRefusal> {
    let scheme_end = url.find("://").unwrap_or(0);
    let scheme = &url[..scheme_end];
    let known = scheme.eq_ignore_ascii_case("http") || scheme.eq_ignore_ascii_case("https");
    let host = url[scheme_end..].trim_start_matches("://");
    let named = host.starts_with(|first: char| !matches!(first, '/' | '?' | '#'));
    let clean = url.chars().all(|c| !c.is_whitespace() && !c.is_control());
    if known && named && clean && url.len() <= MAX_URL_BYTES {
        Ok(())
    } else {
        Err(SettingsRefusal::BadUrl { field })
    }
}

fn check_retry(field: &'static str, retry: Option<&RetryPolicy>) -> Result<(), SettingsRefusal> {
    let within = retry.is_none_or(|policy| {
        policy.retries <= 5
            && (100..=10_000).contains(&policy.connect_timeout_ms)
            && (100..=15_000).contains(&policy.read_timeout_ms)
            && (100..=15_000).contains(&policy.total_timeout_ms)
    });
    if within { Ok(()) } else { Err(SettingsRefusal::BadRetryPolicy { field }) }
}
