//! From the voice and language that a document names to a voice that is installed here.

use std::collections::BTreeSet;

use url::Url;

use super::catalogue::{Gender, Named, named};
use crate::address::{Address, Partition, Rendering, Source, Speech};
use crate::fault::{MediaFault, code};

const DEFAULT_LANGUAGE: &str = "en-US";
const MAX_URL_BYTES: usize = 8_192;

/// An engine that answered when it was asked for its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Which.
    pub engine: EngineName,
    /// Its fingerprint: whatever changes what is heard changes this.
    pub fingerprint: String,
    /// Its own names of its languages, in lower case.
    pub languages: BTreeSet<String>,
}

/// The engines that we know how to start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum EngineName {
    /// Flite: English.
    Flite,
    /// eSpeak NG: about a hundred languages.
    EspeakNg,
}

impl EngineName {
    /// The program, which is also the Debian package.
    #[must_use]
    pub const fn program(self) -> &'static str {
        match self {
            Self::Flite => "flite",
            Self::EspeakNg => "espeak-ng",
        }
    }
}

/// The table of voices: pure, made once from what is installed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Voices {
    installed: Vec<Installed>,
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
    pub fn engine(&self, fingerprint: &str) -> Option<EngineName> {
        self.installed.iter().find(|one| one.fingerprint == fingerprint).map(|one| one.engine)
    }

    /// The persistent address at which `source` is heard.
    ///
    /// # Errors
    /// 13511 and 13512 for a language or voice that is not to be had, 13520 for a text that is too long,
    /// 11100 for what is not an HTTP URL.
    pub fn address(&self, partition: &Partition, source: &Source) -> Result<Address, MediaFault> {
        match source {
            Source::Say(speech) => Ok(Address::Say(partition.clone(), self.rendering(speech)?)),
            Source::Play(url) => Ok(Address::Play(partition.clone(), playable(url)?)),
            Source::Builtin(builtin) => Ok(Address::Builtin(*builtin)),
        }
    }

    /// Which engine speaks `speech` with which voice.
    ///
    /// Names of clouds' voices are honoured for their language and gender. `flite.kal16` and
    /// `espeak-ng.de` name an installed voice itself. An explicit language wins over a voice's own.
    ///
    /// # Errors
    /// As [`Voices::address`].
    pub fn rendering(&self, speech: &Speech) -> Result<Rendering, MediaFault> {
        let spoken = speech.spoken.canonical()?;
        let voice = speech.voice.as_deref().map(str::trim).filter(|voice| !voice.is_empty());
        let wanted = match voice {
            Some(voice) => named(voice).ok_or_else(|| unknown_voice(voice))?,
            None => Named { gender: Gender::Female, language: None, own: None },
        };
        let language = speech
            .language
            .as_deref()
            .map(str::trim)
            .filter(|language| !language.is_empty())
            .or(wanted.language.as_deref())
            .unwrap_or(DEFAULT_LANGUAGE)
            .to_ascii_lowercase()
            .replace('_', "-");
        let (installed, voice, language) = self.choose(&wanted, &language)?;
        Ok(Rendering { engine: installed.fingerprint.clone(), voice, language, spoken })
    }

    fn choose(
        &self,
        wanted: &Named,
        language: &str,
    ) -> Result<(&Installed, String, String), MediaFault> {
        let is_english = language == "en" || language.starts_with("en-");
        let of = |name| self.installed.iter().find(|one| one.engine == name);
        if let (true, Some(flite)) = (is_english, of(EngineName::Flite)) {
            let voice = wanted.own.as_deref().unwrap_or(match (wanted.gender, language) {
                (Gender::Female, _) => "slt",
                (Gender::Male, "en-gb" | "en-ie" | "en-gb-sct") => "awb",
                (Gender::Male, _) => "rms",
            });
            return Ok((flite, voice.to_owned(), "en".to_owned()));
        }
        let found = of(EngineName::EspeakNg)
            .and_then(|espeak| Some((espeak, espeak_language(&espeak.languages, language)?)));
        let (espeak, language) = found.ok_or_else(|| self.no_language(language))?;
        let variant = match wanted.gender {
            Gender::Female => "f2",
            Gender::Male => "m3",
        };
        Ok((espeak, variant.to_owned(), language))
    }

    fn no_language(&self, language: &str) -> MediaFault {
        let missing: Vec<_> = [EngineName::Flite, EngineName::EspeakNg]
            .into_iter()
            .filter(|name| self.installed.iter().all(|one| one.engine != *name))
            .map(EngineName::program)
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

fn unknown_voice(voice: &str) -> MediaFault {
    MediaFault::new(code::VOICE, format!("There is no voice {voice:?}"))
}

/// The engine's language that is nearest to a BCP 47 tag: the tag, its usual alias, its primary subtag.
fn espeak_language(languages: &BTreeSet<String>, tag: &str) -> Option<String> {
    let primary = tag.split('-').next().unwrap_or(tag);
    let alias = match tag {
        "zh-hk" | "zh-yue" => "yue",
        "es-mx" | "es-us" | "es-ar" | "es-co" | "es-cl" => "es-419",
        "fr-ca" => "fr-fr",
        _ => match primary {
            "zh" | "cmn" => "cmn",
            "no" => "nb",
            "arb" => "ar",
            "fil" => "id",
            "fr" => "fr-fr",
            "en" => "en-us",
            "vi" => "vi",
            _ => primary,
        },
    };
    [tag, alias, primary].into_iter().find(|name| languages.contains(*name)).map(str::to_owned)
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
