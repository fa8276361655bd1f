//! Words as engines are asked for them.

use super::ipa;
use super::style::Style;
use crate::address::Spoken;

/// How phonemes are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// The International Phonetic Alphabet.
    Ipa,
    /// X-SAMPA, the same in ASCII.
    XSampa,
}

/// A part of a phrase.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Word {
    /// Plain text.
    Text(String),
    /// A pronunciation, with the text for engines that can't follow it.
    Phonemes {
        /// How it is written.
        alphabet: Alphabet,
        /// The pronunciation.
        symbols: String,
        /// The text.
        text: String,
    },
}

/// Words of one style, spoken in one run of an engine.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Phrase {
    /// What is said. Texts don't follow one another, and only as much white space is left as is heard.
    pub words: Vec<Word>,
    /// Speed, pitch and loudness.
    pub style: Style,
    /// BCP 47, when it isn't the language of the whole.
    pub language: Option<String>,
}

impl Phrase {
    /// Plain text in a voice's own style.
    #[must_use]
    pub fn plain(text: &str) -> Self {
        Self { words: vec![Word::Text(text.into())], style: Style::default(), language: None }
    }

    /// What engines without phonemes are asked for.
    #[must_use]
    pub fn text(&self) -> String {
        self.words
            .iter()
            .map(|word| match word {
                Word::Text(text) | Word::Phonemes { text, .. } => text.as_str(),
            })
            .collect()
    }

    /// What eSpeak NG is asked for: phonemes between double brackets, in its own alphabet.
    pub(super) fn for_espeak(&self) -> String {
        // Between double brackets it expects phonemes, which no text means.
        let plain = |text: &str| text.replace("[[", "[ [");
        self.words
            .iter()
            .map(|word| match word {
                Word::Text(text) => plain(text),
                Word::Phonemes { alphabet, symbols, text } => ipa::mnemonics(*alphabet, symbols)
                    .map_or_else(|| plain(text), |symbols| format!(" [[{symbols}]] ")),
            })
            .collect()
    }

    /// Whether there is anything to hear.
    pub(super) fn is_audible(&self) -> bool {
        self.words.iter().any(|word| match word {
            Word::Text(text) | Word::Phonemes { text, .. } => {
                text.chars().any(char::is_alphanumeric)
            }
        })
    }

    /// The same as markup or text that is read back as this phrase, whatever its language was.
    #[must_use]
    pub fn spoken(&self) -> Spoken {
        let style = self.style.attributes();
        if let (None, [Word::Text(text)]) = (&style, self.words.as_slice()) {
            return Spoken::Text(text.clone());
        }
        let words: String = self.words.iter().map(markup).collect();
        Spoken::Ssml(match style {
            Some(style) => format!("<prosody {style}>{words}</prosody>"),
            None => words,
        })
    }
}

fn markup(word: &Word) -> String {
    match word {
        Word::Text(text) => escaped(text),
        Word::Phonemes { alphabet, symbols, text } => {
            let alphabet = match alphabet {
                Alphabet::Ipa => "ipa",
                Alphabet::XSampa => "x-sampa",
            };
            let (symbols, text) = (escaped(symbols), escaped(text));
            format!("<phoneme alphabet=\"{alphabet}\" ph=\"{symbols}\">{text}</phoneme>")
        }
    }
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            other => escaped.push(other),
        }
    }
    escaped
}
