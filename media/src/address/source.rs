//! What somebody wants to hear, in the words of who asks.

use serde::{Deserialize, Serialize};

use crate::fault::{MediaFault, code};

/// The longest text that is spoken, in characters, markup included.
pub const MAX_TEXT_CHARS: usize = 4_096;

/// What is to be heard.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// Speech.
    Say(Speech),
    /// Sound at an absolute HTTP or HTTPS URL. Its fragment is ignored; user information is used for Basic
    /// authentication.
    Play(String),
    /// One of the sounds that Ringback brings along.
    Builtin(Builtin),
}

/// What is to be spoken, and how.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Speech {
    /// The words.
    pub spoken: Spoken,
    /// A voice as documents name it: `man`, `woman`, `alice`, `Polly.Joanna`, `Google.en-US-Standard-A`.
    pub voice: Option<String>,
    /// BCP 47, for example `en-GB`; the voice's own when absent.
    pub language: Option<String>,
}

/// Words to be spoken.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spoken {
    /// Plain text.
    Text(String),
    /// SSML: a `<speak>` element, or what may stand inside one.
    Ssml(String),
}

impl Spoken {
    /// The same without what can't be heard: runs of white space and control characters are one space.
    ///
    /// # Errors
    /// Code 13520 when longer than [`MAX_TEXT_CHARS`].
    pub fn canonical(&self) -> Result<Self, MediaFault> {
        let squeeze = |text: &str| {
            let spaced: String =
                text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
            spaced.split_whitespace().collect::<Vec<_>>().join(" ")
        };
        let canonical = match self {
            Self::Text(text) => Self::Text(squeeze(text)),
            Self::Ssml(text) => Self::Ssml(squeeze(text)),
        };
        let chars = canonical.as_str().chars().count();
        if chars > MAX_TEXT_CHARS {
            let message = format!(
                "The text has {chars} characters; at most {MAX_TEXT_CHARS} are spoken at once"
            );
            return Err(MediaFault::new(code::TEXT, message));
        }
        Ok(canonical)
    }

    /// The text or markup.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Text(text) | Self::Ssml(text) => text,
        }
    }
}

/// Sounds that Ringback brings along, the same for everybody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Builtin {
    /// What a number says that has no application yet.
    Greeting,
    /// What a caller hears when the application and all of its secondaries failed.
    Apology,
    /// 1 kHz for 250 ms.
    Beep,
}

impl Builtin {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Greeting, Self::Apology, Self::Beep];

    /// The last part of the address.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Apology => "apology",
            Self::Beep => "beep",
        }
    }

    /// The one with the name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|builtin| builtin.name() == name)
    }

    /// What it says, in English; none for one that is not speech.
    #[must_use]
    pub const fn words(self) -> Option<&'static str> {
        match self {
            Self::Greeting => Some(
                "Hello. This is Ringback, and your call has reached it. \
                 This number has no application yet. \
                 Give it a voice URL, then call again.",
            ),
            Self::Apology => Some(
                "We are sorry. An application error has occurred, and this call cannot go on. Goodbye.",
            ),
            Self::Beep => None,
        }
    }
}
