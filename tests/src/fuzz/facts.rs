//! What stands in the store, and the names of things.

use std::str::FromStr;

use domain::account::AccountDecider;
use domain::api_key::ApiKeyDecider;
use domain::application::ApplicationDecider;
use domain::call::CallDecider;
use domain::decider::Decider;
use domain::fallback::FallbackDecider;
use domain::geography::Geography;
use domain::media_asset::MediaAssetDecider;
use domain::phone_number::{PhoneNumberDecider, RegistryDecider, is_e164};
use domain::recorded::Actor;
use domain::schema::Event;
use domain::sid::{
    AccountSid, ApplicationSid, CallSid, KeySid, NotificationSid, PhoneNumberSid, SecondarySid,
};

/// A stream, one event a line: `CallAnswered 1 {…}`. What can be read is written again and folded, in
/// whatever order it stands.
pub fn event_codec(data: &[u8]) {
    stream::<AccountDecider>(data);
    stream::<ApiKeyDecider>(data);
    stream::<ApplicationDecider>(data);
    stream::<CallDecider>(data);
    stream::<FallbackDecider>(data);
    stream::<MediaAssetDecider>(data);
    stream::<PhoneNumberDecider>(data);
    stream::<RegistryDecider>(data);
}

fn stream<D: Decider>(data: &[u8]) {
    let mut state = D::initial();
    for line in data.split(|byte| *byte == b'\n') {
        let mut parts = line.splitn(3, |byte| *byte == b' ');
        let (Some(name), Some(version), Some(json)) = (parts.next(), parts.next(), parts.next())
        else {
            continue;
        };
        let (name, version) = (String::from_utf8_lossy(name), String::from_utf8_lossy(version));
        let Ok(event) = D::Event::decode(&name, version.parse().unwrap_or(1), json) else {
            continue;
        };
        let again = D::Event::decode(event.type_name(), event.schema_version(), &event.encode());
        assert!(again.as_ref().is_ok_and(|it| *it == event), "{event:?} became {again:?}");
        state = D::evolve(state, &event);
    }
}

/// A text as the name of everything.
pub fn sid(data: &[u8]) {
    let text = String::from_utf8_lossy(data);
    name::<AccountSid>(&text);
    name::<ApplicationSid>(&text);
    name::<CallSid>(&text);
    name::<PhoneNumberSid>(&text);
    name::<KeySid>(&text);
    name::<NotificationSid>(&text);
    name::<SecondarySid>(&text);
    name::<Actor>(&text);
    let _ = Geography::of(&text);
    if is_e164(&text) {
        assert!(text.starts_with('+') && text.len() <= 16, "{text:?}");
    }
}

fn name<T: FromStr + ToString>(text: &str) {
    if let Ok(read) = text.parse::<T>() {
        assert_eq!(read.to_string(), text);
    }
}
