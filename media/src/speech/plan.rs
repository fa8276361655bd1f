//! From words to what engines are asked for, piece by piece.

use super::ssml;
use crate::address::Spoken;
use crate::fault::MediaFault;

/// A piece this long is spoken by itself, if a sentence ends there: the first is heard while the second is
/// made.
const PIECE_CHARS: usize = 120;

/// A piece of an utterance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Segment {
    /// Words at a speed in percent.
    Words {
        /// Plain text.
        text: String,
        /// 20–300.
        rate_percent: u16,
    },
    /// Exactly this much silence.
    Silence {
        /// In ms.
        ms: u32,
    },
}

/// What has to be spoken, in order. Empty when there is nothing to hear.
///
/// # Errors
/// 13520 for markup that can't be read.
pub fn plan(spoken: &Spoken) -> Result<Vec<Segment>, MediaFault> {
    let segments = match spoken {
        Spoken::Text(text) => vec![Segment::Words { text: text.clone(), rate_percent: 100 }],
        Spoken::Ssml(markup) => ssml::segments(markup)?,
    };
    Ok(segments.into_iter().flat_map(pieces).collect())
}

fn pieces(segment: Segment) -> Vec<Segment> {
    match segment {
        Segment::Silence { ms } => vec![Segment::Silence { ms }],
        Segment::Words { text, rate_percent } => sentences(&text)
            .into_iter()
            .filter(|text| text.chars().any(char::is_alphanumeric))
            .map(|text| Segment::Words { text, rate_percent })
            .collect(),
    }
}

fn sentences(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    let mut piece = String::new();
    for word in text.split(' ') {
        if !piece.is_empty() {
            piece.push(' ');
        }
        piece.push_str(word);
        let is_end = word.ends_with(['.', '!', '?', '。', '！', '？', '।']);
        if is_end && piece.chars().count() >= PIECE_CHARS {
            all.push(std::mem::take(&mut piece));
        }
    }
    all.push(piece);
    all
}
