//! From the voice and language that a document names to a voice that is installed here.

use url::Url;

use super::catalogue::{Gender, named, tagged};
use super::engine::{Installed, VoiceOffer, VoiceSet};
use super::languages::espeak_language;
use crate::address::{Address, Partition, Rendering, Source, Speech, Spoken};
use crate::fault::{MediaFault, code};
use crate::format::Target;

const DEFAULT_LANGUAGE: &str = "en-US";
const MAX_URL_BYTES: usize = 8_192;
const WOMAN: &str = "f2";
const MAN: &str = "m3";

/// The table of voices: pure, made once from what is installed, in the order in which engines are preferred.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voices {
    installed: Vec<Installed>,
}

/// What a voice's name comes to.
struct Wanted<'a> {
    gender: Gender,
    language: Option<String>,
    /// An engine, named itself, and one of its voices.
    own: Option<(&'a Installed, Option<&'a VoiceOffer>)>,
}

impl Voices {
    /// The voices of these engines.
    #[must_use]
    pub const fn new(installed: Vec<Installed>) -> Self {
        Self { installed }
    }

    /// The engines that were found.
    #[must_use]
    pub fn installed(&self) -> &[Installed] {
        &self.installed
    }

    /// The engine with this fingerprint.
    #[must_use]
    pub fn engine(&self, fingerprint: &str) -> Option<&Installed> {
        self.installed.iter().find(|one| one.fingerprint == fingerprint)
    }

    /// The persistent address at which `source` is heard.
    ///
    /// # Errors
    /// 13511 and 13512 for a language or voice that is not to be had, 13520 for a text that is too long,
    /// 11100 for what is not an HTTP URL.
    pub fn address(&self, partition: &Partition, source: &Source) -> Result<Address, MediaFault> {
        match source {
            Source::Say(speech) => Ok(Address::Say(partition.clone(), self.rendering(speech)?)),
            Source::Play(url) => {
                Ok(Address::Play(partition.clone(), playable(url)?, Target::PHONE))
            }
            Source::Builtin(builtin) => Ok(Address::Builtin(*builtin)),
        }
    }

    /// Which engine speaks `speech` with which voice: the first that has the language.
    ///
    /// Names of clouds' voices are honoured for their language and gender. `flite.kal16` and
    /// `espeak-ng.de` name an installed engine's voice itself. An explicit language wins over a voice's own.
    ///
    /// # Errors
    /// As [`Voices::address`].
    pub fn rendering(&self, speech: &Speech) -> Result<Rendering, MediaFault> {
        let spoken = speech.spoken.canonical()?;
        let voice = speech.voice.as_deref().map(str::trim).filter(|voice| !voice.is_empty());
        let wanted = self.wanted(voice)?;
        let language = speech
            .language
            .as_deref()
            .map(str::trim)
            .filter(|language| !language.is_empty())
            .or(wanted.language.as_deref())
            .unwrap_or(DEFAULT_LANGUAGE)
            .to_ascii_lowercase()
            .replace('_', "-");
        if let Some((engine, Some(voice))) = wanted.own
            && (fit(voice, &language) > 0
                || wanted.language.as_ref().is_some_and(|own| *own == language))
        {
            return Ok(render(engine, &voice.name, of_offer(voice, &language), spoken));
        }
        let own = wanted.own.map(|(engine, _)| engine);
        own.into_iter()
            .chain(&self.installed)
            .find_map(|engine| find(engine, wanted.gender, &language, &spoken))
            .ok_or_else(|| self.no_language(&language))
    }

    /// The same words by the other engines that have the language, in order: who speaks when the one that the
    /// address names fails.
    #[must_use]
    pub fn alternatives(&self, rendering: &Rendering) -> Vec<Rendering> {
        let Some((gender, language)) = self.of(rendering) else { return Vec::new() };
        self.installed
            .iter()
            .filter(|engine| engine.fingerprint != rendering.engine)
            .filter_map(|engine| find(engine, gender, &language, &rendering.spoken))
            .collect()
    }

    /// `spoken` in another language by a voice of the same gender; by the same voice when nobody has the
    /// language.
    #[must_use]
    pub fn in_language(&self, rendering: &Rendering, language: &str, spoken: Spoken) -> Rendering {
        let gender = self.of(rendering).map_or(Gender::Female, |(gender, _)| gender);
        self.installed
            .iter()
            .find_map(|engine| find(engine, gender, language, &spoken))
            .unwrap_or_else(|| Rendering { spoken, ..rendering.clone() })
    }

    fn of(&self, rendering: &Rendering) -> Option<(Gender, String)> {
        match &self.engine(&rendering.engine)?.voices {
            VoiceSet::Listed(offers) => {
                let offer = offers.iter().find(|offer| offer.name == rendering.voice)?;
                let language = offer.languages.first().unwrap_or(&rendering.language);
                Some((offer.gender, language.clone()))
            }
            VoiceSet::PerLanguage(_) => {
                let gender = if rendering.voice == MAN { Gender::Male } else { Gender::Female };
                Some((gender, rendering.language.clone()))
            }
        }
    }

    fn wanted(&self, voice: Option<&str>) -> Result<Wanted<'_>, MediaFault> {
        let Some(voice) = voice else {
            return Ok(Wanted { gender: Gender::Female, language: None, own: None });
        };
        let own = voice.split_once('.').and_then(|(engine, own)| {
            let found = |one: &&Installed| one.name.eq_ignore_ascii_case(engine);
            Some((self.installed.iter().find(found)?, own))
        });
        let unknown = || MediaFault::new(code::VOICE, format!("There is no voice {voice:?}"));
        let Some((engine, own)) = own else {
            let named = named(voice).ok_or_else(unknown)?;
            return Ok(Wanted { gender: named.gender, language: named.language, own: None });
        };
        match &engine.voices {
            VoiceSet::Listed(offers) => {
                let same = |offer: &&VoiceOffer| offer.name.eq_ignore_ascii_case(own);
                let offer = offers.iter().find(same).ok_or_else(unknown)?;
                let language = offer.languages.first().cloned();
                Ok(Wanted { gender: offer.gender, language, own: Some((engine, Some(offer))) })
            }
            VoiceSet::PerLanguage(_) => {
                let named = tagged(own, Gender::Female).ok_or_else(unknown)?;
                Ok(Wanted {
                    gender: named.gender,
                    language: named.language,
                    own: Some((engine, None)),
                })
            }
        }
    }

    fn no_language(&self, language: &str) -> MediaFault {
        let missing: Vec<_> = ["flite", "espeak-ng"]
            .into_iter()
            .filter(|name| self.installed.iter().all(|one| one.name != *name))
            .collect();
        let hint = if missing.is_empty() {
            String::new()
        } else {
            format!(
                "; not installed: {} (apt-get install {})",
                missing.join(", "),
                missing.join(" ")
            )
        };
        MediaFault::new(code::LANGUAGE, format!("No installed voice speaks {language:?}{hint}"))
    }
}

/// The voice of `engine` that is nearest: the gender counts more than the region.
fn find(engine: &Installed, gender: Gender, language: &str, spoken: &Spoken) -> Option<Rendering> {
    match &engine.voices {
        VoiceSet::Listed(offers) => {
            let score = |offer: &&VoiceOffer| (offer.gender == gender, fit(offer, language));
            let best = offers
                .iter()
                .filter(|offer| fit(offer, language) > 0)
                // Of equals the first, which `max_by_key` would not take.
                .rev()
                .max_by_key(score)?;
            Some(render(engine, &best.name, of_offer(best, language), spoken.clone()))
        }
        VoiceSet::PerLanguage(languages) => {
            let language = espeak_language(languages, language)?;
            let voice = match gender {
                Gender::Female => WOMAN,
                Gender::Male => MAN,
            };
            Some(render(engine, voice, language, spoken.clone()))
        }
    }
}

/// 3 for the very language, 2 for its primary subtag, 1 for a voice of every language.
fn fit(offer: &VoiceOffer, language: &str) -> u8 {
    let primary = language.split('-').next().unwrap_or(language);
    let serves = |tag: &str| offer.languages.iter().any(|one| one == tag);
    match () {
        () if serves(language) => 3,
        () if serves(primary) => 2,
        () if offer.languages.is_empty() => 1,
        () => 0,
    }
}

fn of_offer(offer: &VoiceOffer, language: &str) -> String {
    offer.language.clone().unwrap_or_else(|| language.to_owned())
}

fn render(engine: &Installed, voice: &str, language: String, spoken: Spoken) -> Rendering {
    Rendering { engine: engine.fingerprint.clone(), voice: voice.to_owned(), language, spoken }
}

fn playable(url: &str) -> Result<Url, MediaFault> {
    let refuse = |why: &str| MediaFault::new(code::BAD_URL, format!("Not a playable URL: {why}"));
    let mut url = Url::parse(url.trim()).map_err(|error| refuse(&error.to_string()))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refuse("only http and https can be fetched").about(&url));
    }
    url.set_fragment(None);
    if url.as_str().len() > MAX_URL_BYTES {
        return Err(refuse("it is longer than 8,192 bytes"));
    }
    Ok(url)
}
