//! `<Play>`.

use url::Url;

use super::sound::Hitch;
use crate::Source;
use crate::twiml::codes;
use crate::twiml::verbs::Play;

/// What is to be played: keys if there are any, else the file, whose absolute URL is `url`.
pub(super) fn source(play: &Play, url: String) -> Result<Source, Hitch> {
    if let Some(digits) = play.digits.as_ref().filter(|digits| !digits.0.is_empty()) {
        return Ok(Source::Digits(digits.0.clone()));
    }
    if play.url.is_empty() {
        let message = "<Play> has neither a URL nor digits".to_owned();
        return Err(Hitch::Skips { code: codes::SCHEMA, message });
    }
    if Url::parse(&url).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    {
        return Ok(Source::Url(url));
    }
    let message = "<Play> names no http or https URL".to_owned();
    Err(Hitch::Fails { code: codes::INVALID_URL, message, url: Some(url) })
}
