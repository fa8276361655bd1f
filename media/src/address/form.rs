//! Addresses as values, and as paths with a query.

use std::fmt;

use form_urlencoded::{Serializer, parse};
use url::Url;

use super::source::{Builtin, MAX_TEXT_CHARS, Spoken};
use crate::format::Target;

const ROOT: &str = "/media/";
const BUILTIN: &str = "builtin";
const MAX_URL_BYTES: usize = 8_192;
const MAX_NAME_BYTES: usize = 64;

/// Why something is not an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// The path or a parameter is none of ours, is missing, is too long or stands in another order.
    #[error("not an address of the media layer")]
    NotAnAddress,
    /// The signature is missing or not the one that this address has.
    #[error("the address is not signed by this installation")]
    BadSignature,
}

/// Whose sounds: an opaque name.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Partition(String);

impl Partition {
    /// Takes a name of 1–64 of `A–Z a–z 0–9 _ -` that is not `builtin`.
    ///
    /// # Errors
    /// [`AddressError::NotAnAddress`] for any other.
    pub fn new(name: &str) -> Result<Self, AddressError> {
        if name == BUILTIN || !is_name(name, |c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
        {
            return Err(AddressError::NotAnAddress);
        }
        Ok(Self(name.to_owned()))
    }

    /// The name.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// How words are spoken: an installed engine and voice.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Rendering {
    /// The engine's fingerprint, for example `flite-2.2-current.1`: name, version, version of our pipeline.
    pub engine: String,
    /// The engine's own name of the voice.
    pub voice: String,
    /// The engine's own name of the language.
    pub language: String,
    /// The words, canonical.
    pub spoken: Spoken,
}

/// A persistent address.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Address {
    /// Speech.
    Say(Partition, Rendering),
    /// Sound from an origin, in a form. The URL has no fragment.
    Play(Partition, Url, Target),
    /// A sound of our own.
    Builtin(Builtin),
}

impl Address {
    /// Reads a path with its query, canonical and unsigned.
    ///
    /// # Errors
    /// [`AddressError::NotAnAddress`] unless its `Display` form would give exactly `text`.
    pub fn parse(text: &str) -> Result<Self, AddressError> {
        let parsed = Self::read(text).ok_or(AddressError::NotAnAddress)?;
        if parsed.to_string() == text { Ok(parsed) } else { Err(AddressError::NotAnAddress) }
    }

    /// The form of the sound.
    #[must_use]
    pub const fn target(&self) -> Target {
        match self {
            Self::Play(_, _, target) => *target,
            Self::Say(..) | Self::Builtin(_) => Target::PHONE,
        }
    }

    fn read(text: &str) -> Option<Self> {
        let (path, query) = text.split_once('?').unwrap_or((text, ""));
        let (first, kind) = path.strip_prefix(ROOT)?.split_once('/')?;
        if first == BUILTIN {
            return Some(Self::Builtin(Builtin::named(kind)?));
        }
        let partition = Partition::new(first).ok()?;
        match kind {
            "say" => Some(Self::Say(partition, read_rendering(query)?)),
            "play" => {
                let (url, target) = read_url(query)?;
                Some(Self::Play(partition, url, target))
            }
            _ => None,
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut query = Serializer::new(String::new());
        let (partition, kind) = match self {
            Self::Builtin(builtin) => return write!(f, "{ROOT}{BUILTIN}/{}", builtin.name()),
            Self::Say(partition, rendering) => {
                query
                    .append_pair("engine", &rendering.engine)
                    .append_pair("voice", &rendering.voice)
                    .append_pair("language", &rendering.language);
                (partition, "say")
            }
            Self::Play(partition, url, _) => {
                query.append_pair("url", url.as_str());
                (partition, "play")
            }
        };
        let target = self.target();
        query
            .append_pair("format", target.encoding().name())
            .append_pair("rate", &target.rate_hz().to_string());
        if let Self::Say(_, rendering) = self {
            query.append_pair(spoken_name(&rendering.spoken), rendering.spoken.as_str());
        }
        write!(f, "{ROOT}{}/{kind}?{}", partition.0, query.finish())
    }
}

const fn spoken_name(spoken: &Spoken) -> &'static str {
    match spoken {
        Spoken::Text(_) => "text",
        Spoken::Ssml(_) => "ssml",
    }
}

fn read_rendering(query: &str) -> Option<Rendering> {
    let mut pairs = parse(query.as_bytes());
    let mut value =
        |name: &str| pairs.next().filter(|(key, _)| key == name).map(|(_, value)| value);
    let engine = value("engine")?.into_owned();
    let voice = value("voice")?.into_owned();
    let language = value("language")?.into_owned();
    (value("format")? == "pcmu" && value("rate")? == "8000").then_some(())?;
    let (kind, words) = pairs.next()?;
    let spoken = match kind.as_ref() {
        "text" => Spoken::Text(words.into_owned()),
        "ssml" => Spoken::Ssml(words.into_owned()),
        _ => return None,
    };
    let is_plain = |name: &str| {
        is_name(name, |c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | '+'))
    };
    let is_valid = is_plain(&engine)
        && is_plain(&voice)
        && is_plain(&language)
        && spoken.as_str().chars().count() <= MAX_TEXT_CHARS
        && spoken.canonical().is_ok_and(|canonical| canonical == spoken);
    is_valid.then_some(Rendering { engine, voice, language, spoken })
}

fn read_url(query: &str) -> Option<(Url, Target)> {
    let mut pairs = parse(query.as_bytes());
    let mut value =
        |name: &str| pairs.next().filter(|(key, _)| key == name).map(|(_, value)| value);
    let url = value("url").filter(|url| url.len() <= MAX_URL_BYTES)?;
    let target = Target::named(&value("format")?, &value("rate")?)?;
    let url = Url::parse(&url).ok()?;
    let is_of_http = matches!(url.scheme(), "http" | "https") && url.fragment().is_none();
    is_of_http.then_some((url, target))
}

fn is_name(name: &str, is_allowed: impl Fn(char) -> bool) -> bool {
    !name.is_empty()
        && name.len() <= MAX_NAME_BYTES
        && !name.starts_with('-')
        && name.chars().all(is_allowed)
}
