//! Voice and messaging settings: from form fields, and shown again.

use domain::settings::{
    Change, Secondary, SmsPatch, UriPatch, UriSetting, VoicePatch, VoiceSettings,
};
use domain::uri::{HttpMethod, StatusEvent};
use serde_json::{Map, Value, json};

use crate::front::{Fields, Problem};

const BAD_METHOD: u32 = 21403;

/// `VoiceUrl` and what goes with it.
pub(super) fn voice_patch(form: &Fields) -> Result<VoicePatch, Problem> {
    Ok(VoicePatch {
        primary: uri_patch(form, "VoiceUrl", "VoiceMethod")?,
        fallback_url: form.change("VoiceFallbackUrl"),
        fallback_method: form.method("VoiceFallbackMethod", BAD_METHOD)?,
        status_callback: uri_patch(form, "StatusCallback", "StatusCallbackMethod")?,
        status_events: status_events(form)?,
        caller_id_lookup: form.claim("VoiceCallerIdLookup")?,
    })
}

/// `SmsUrl` and what goes with it.
pub(super) fn sms_patch(form: &Fields) -> Result<SmsPatch, Problem> {
    Ok(SmsPatch {
        primary: uri_patch(form, "SmsUrl", "SmsMethod")?,
        fallback: uri_patch(form, "SmsFallbackUrl", "SmsFallbackMethod")?,
        status_callback: form.change("SmsStatusCallback"),
        message_status_callback: form.change("MessageStatusCallback"),
    })
}

fn uri_patch(form: &Fields, url: &str, method: &str) -> Result<UriPatch, Problem> {
    let method = form.method(method, BAD_METHOD)?;
    Ok(UriPatch { url: form.change(url), method, retry: Change::Keep })
}

fn status_events(form: &Fields) -> Result<Option<Vec<StatusEvent>>, Problem> {
    let Some(words) = form.words("StatusCallbackEvent") else { return Ok(None) };
    let read = |word: &str| match word {
        "initiated" => Ok(StatusEvent::Initiated),
        "ringing" => Ok(StatusEvent::Ringing),
        "answered" => Ok(StatusEvent::Answered),
        "completed" => Ok(StatusEvent::Completed),
        _ => Err(Problem::invalid(
            21626,
            "StatusCallbackEvent is not of initiated, ringing, answered, completed",
        )),
    };
    words.into_iter().map(read).collect::<Result<_, _>>().map(Some)
}

/// `GET` or `POST`.
pub(super) const fn method(method: HttpMethod) -> &'static str {
    match method {
        HttpMethod::Get => "GET",
        HttpMethod::Post => "POST",
    }
}

fn put(into: &mut Map<String, Value>, url: &str, method_name: &str, setting: &UriSetting) {
    into.insert(url.to_owned(), json!(setting.url));
    into.insert(method_name.to_owned(), json!(method(setting.method)));
}

/// The voice fields of an application or a number. The fallback is the first secondary.
pub(super) fn show_voice(
    into: &mut Map<String, Value>,
    voice: &VoiceSettings,
    secondaries: &[Secondary],
) {
    let first = secondaries.first().map(|entry| &entry.secondary.uri);
    let fallback = UriSetting {
        url: first.map(|uri| uri.url.clone()),
        method: first.map_or(voice.fallback_method, |uri| uri.method),
        retry: None,
    };
    put(into, "voice_url", "voice_method", &voice.primary);
    put(into, "voice_fallback_url", "voice_fallback_method", &fallback);
    put(into, "status_callback", "status_callback_method", &voice.status_callback);
    into.insert("voice_caller_id_lookup".to_owned(), json!(voice.caller_id_lookup));
}

/// The messaging fields that applications and numbers share.
pub(super) fn show_sms(into: &mut Map<String, Value>, sms: &domain::settings::SmsSettings) {
    put(into, "sms_url", "sms_method", &sms.primary);
    put(into, "sms_fallback_url", "sms_fallback_method", &sms.fallback);
}

/// The object inside a value that was written as one.
pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) | Value::Array(_) => {
            Map::new()
        }
    }
}
