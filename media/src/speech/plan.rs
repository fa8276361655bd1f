//! From words to what engines are asked for, piece by piece.

use super::phrase::{Phrase, Word};
use super::sentence::is_end;
use super::ssml::{self, squeezed};
use crate::address::Spoken;
use crate::fault::MediaFault;

/// A text up to here is spoken in one piece; a longer one sentence by sentence, so that the first is heard
/// while the next is made, and each is kept by itself.
const WHOLE_CHARS: usize = 120;
/// A sentence shorter than this is spoken together with the next.
const SENTENCE_CHARS: usize = 24;

/// A piece of an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Words.
    Words(Phrase),
    /// Exactly this much silence.
    Silence {
        /// In ms.
        ms: u32,
    },
    /// A tone over what is not to be heard.
    Bleep {
        /// In ms.
        ms: u32,
    },
}

/// What has to be spoken, in order. Empty when there is nothing to hear. `language` (BCP 47, any case) says how
/// dates and the like are read.
///
/// # Errors
/// 13520 for markup that can't be read.
pub fn plan(spoken: &Spoken, language: &str) -> Result<Vec<Segment>, MediaFault> {
    let segments = match spoken {
        Spoken::Text(text) => vec![Segment::Words(Phrase::plain(text))],
        Spoken::Ssml(markup) => ssml::segments(markup, language)?,
    };
    Ok(segments.into_iter().flat_map(pieces).collect())
}

fn pieces(segment: Segment) -> Vec<Segment> {
    match segment {
        Segment::Silence { .. } | Segment::Bleep { .. } => vec![segment],
        Segment::Words(phrase) => sentences(phrase)
            .into_iter()
            .map(tidy)
            .filter(Phrase::is_audible)
            .map(Segment::Words)
            .collect(),
    }
}

/// White space as it is heard: one space, none at the ends.
fn tidy(mut phrase: Phrase) -> Phrase {
    let last = phrase.words.len().saturating_sub(1);
    for (at, word) in phrase.words.iter_mut().enumerate() {
        if let Word::Text(text) = word {
            let mut tidy = squeezed(text);
            if at == 0 {
                tidy = tidy.trim_start().to_owned();
            }
            if at == last {
                tidy = tidy.trim_end().to_owned();
            }
            *text = tidy;
        }
    }
    phrase.words.retain(|word| *word != Word::Text(String::new()));
    phrase
}

fn sentences(phrase: Phrase) -> Vec<Phrase> {
    if phrase.text().chars().count() <= WHOLE_CHARS {
        return vec![phrase];
    }
    let Phrase { words, style, language } = phrase;
    let mut cutter = Cutter::default();
    for word in words {
        match word {
            Word::Text(text) => cutter.text(&squeezed(&text)),
            other @ Word::Phonemes { .. } => cutter.put(other),
        }
    }
    cutter.cut();
    let phrase = |words| Phrase { words, style, language: language.clone() };
    cutter.done.into_iter().map(phrase).collect()
}

#[derive(Default)]
struct Cutter {
    done: Vec<Vec<Word>>,
    current: Vec<Word>,
    chars: usize,
}

impl Cutter {
    fn put(&mut self, word: Word) {
        self.chars += match &word {
            Word::Text(text) | Word::Phonemes { text, .. } => text.chars().count(),
        };
        self.current.push(word);
    }

    fn text(&mut self, text: &str) {
        let mut from = 0;
        for (at, c) in text.char_indices() {
            let end = at + c.len_utf8();
            let chars = self.chars + text[from..end].chars().count();
            if chars >= SENTENCE_CHARS && is_end(&text[..at], c, &text[end..]) {
                self.put(Word::Text(text[from..end].to_owned()));
                self.cut();
                from = end;
            }
        }
        if from < text.len() {
            self.put(Word::Text(text[from..].to_owned()));
        }
    }

    fn cut(&mut self) {
        self.chars = 0;
        if !self.current.is_empty() {
            self.done.push(std::mem::take(&mut self.current));
        }
    }
}
