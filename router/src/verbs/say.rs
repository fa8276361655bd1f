//! `<Say>`.

use super::sound::Hitch;
use crate::twiml::codes;
use crate::twiml::verbs::Say;
use crate::{Source, Speech};

/// The most characters that one `<Say>` may have, markup aside.
const MOST_CHARACTERS: usize = 4_096;

/// What is to be spoken.
pub(super) fn source(say: &Say) -> Result<Source, Hitch> {
    let words = say.words().trim().chars().count();
    if words > MOST_CHARACTERS {
        let message = format!("<Say> has {words} characters; {MOST_CHARACTERS} are allowed");
        return Err(Hitch::Fails { code: codes::SAY_LENGTH, message, url: None });
    }
    let (text, is_ssml) = say.speech();
    if words == 0 && !is_ssml {
        let message = "<Say> has nothing to say".to_owned();
        return Err(Hitch::Skips { code: codes::SAY_TEXT, message });
    }
    Ok(Source::Say(Speech {
        text,
        is_ssml,
        voice: say.voice.clone(),
        language: say.language.as_ref().map(|tag| tag.0.clone()),
    }))
}
