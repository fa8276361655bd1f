//! Every way in which form fields and query parameters are read.

use domain::uri::{ApplicationUri, HttpMethod, SecondaryUri};
use http::{HeaderMap, HeaderValue, header};

use super::{accounts, available, call_update, calls, secondaries, settings};
use crate::front::{Fields, credentials, iso, paging, rfc2822};

/// Reads `encoded` as the fields of every operation, and as an `Authorization` value.
pub fn fields(encoded: &[u8]) {
    if let Ok(value) = HeaderValue::from_bytes(encoded) {
        let _ = credentials(&HeaderMap::from_iter([(header::AUTHORIZATION, value)]));
    }
    let Ok(fields) = Fields::read(encoded) else { return };
    let _ = (settings::voice_patch(&fields), settings::sms_patch(&fields));
    let _ = (call_update::read_updates(&fields), accounts::status(&fields));
    let _ = (available::Filter::read(&fields), paging(&fields));
    let before = ApplicationUri::new("https://app.example/voice", HttpMethod::Post);
    let _ = secondaries::changed(&fields, SecondaryUri { uri: before, serves: Vec::new() });
    if let Some(pattern) = fields.filled("Contains") {
        let _ = available::contains("+15005550006", pattern);
    }
    for name in ["StartTime", "EndTime"] {
        let Ok(range) = calls::range(&fields, name) else { continue };
        for at in [range.from, range.until].into_iter().flatten() {
            let at = domain::timestamp::Timestamp(at);
            let _ = (iso(at), rfc2822(at));
        }
    }
}
