//! `<Say>`: speaks.

use super::super::attribute::LanguageTag;
use super::super::element::element;
use super::super::ssml::{Spoken, collapse, speak};

element! {
    /// Speaks its content.
    Say "Say" {
        language: LanguageTag = "language" @ 13512,
        loops: u32 = "loop" @ 13510,
        voice: String = "voice" @ 13511,
    } children Spoken @ 12200
}

impl Say {
    /// The content: plain text, or a `<speak>` element; and which of the two.
    pub fn speech(&self) -> (String, bool) {
        if self.children.iter().all(Spoken::is_text) {
            (collapse(&self.words()), false)
        } else {
            (speak(&self.children), true)
        }
    }

    /// What is spoken, without markup.
    pub fn words(&self) -> String {
        self.children.iter().map(Spoken::words).collect()
    }
}
