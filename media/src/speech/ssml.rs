//! SSML, read once for every engine: words with their style, silences and bleeps remain.
//!
//! Understood: `break` (`time`, `strength`), `emphasis`, `lang`, `p`, `phoneme` (`ipa`, `x-sampa`), `prosody`
//! (`rate`, `pitch`, `volume`), `s`, `say-as`, `sub`, `w`. Elements that are not are read through, so their
//! text is heard.

use roxmltree::{Document, Node, ParsingOptions};

use super::phrase::{Alphabet, Phrase, Word};
use super::plan::Segment;
use super::say_as::{Said, said_as};
use super::style::Style;
use crate::fault::{MediaFault, code};

/// Elements within elements.
const MAX_DEPTH: usize = 32;
const MAX_NODES: u32 = 4_096;
const SENTENCE_MS: u32 = 250;
const PARAGRAPH_MS: u32 = 500;
/// The longest single break, as Polly has it.
const MAX_BREAK_MS: u32 = 10_000;
const MAX_SYMBOLS: usize = 128;
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Reads markup into segments, in order. `language` (BCP 47, any case) is that of the whole.
///
/// # Errors
/// 13520 when it is not well-formed, too deep, or has a document type.
pub(super) fn segments(markup: &str, language: &str) -> Result<Vec<Segment>, MediaFault> {
    let refuse =
        |why: String| MediaFault::new(code::TEXT, format!("The SSML can't be read: {why}"));
    let wrapped =
        if markup.trim_start().starts_with("<speak") || markup.trim_start().starts_with("<?xml") {
            markup.to_owned()
        } else {
            format!("<speak>{markup}</speak>")
        };
    let options = ParsingOptions { allow_dtd: false, nodes_limit: MAX_NODES, ..Default::default() };
    let document = Document::parse_with_options(&wrapped, options)
        .map_err(|error| refuse(error.to_string()))?;
    let mut reader = Reader {
        segments: Vec::new(),
        style: Style::default(),
        language: None,
        outer: language.to_owned(),
    };
    reader
        .children(document.root(), 0)
        .ok_or_else(|| refuse("too many elements within elements".into()))?;
    Ok(reader.segments)
}

struct Reader {
    segments: Vec<Segment>,
    style: Style,
    language: Option<String>,
    outer: String,
}

impl Reader {
    fn children(&mut self, parent: Node<'_, '_>, depth: usize) -> Option<()> {
        for node in parent.children() {
            if node.is_text() {
                self.say(Word::Text(node.text().unwrap_or_default().to_owned()));
            } else if node.is_element() {
                (depth < MAX_DEPTH).then_some(())?;
                self.element(node, depth + 1)?;
            }
        }
        Some(())
    }

    fn element(&mut self, node: Node<'_, '_>, depth: usize) -> Option<()> {
        match node.tag_name().name() {
            "break" => self.pause(break_ms(node)),
            "s" => {
                self.children(node, depth)?;
                self.pause(SENTENCE_MS);
            }
            "p" => {
                self.children(node, depth)?;
                self.pause(PARAGRAPH_MS);
            }
            "sub" => match node.attribute("alias") {
                Some(alias) => self.say(Word::Text(alias.to_owned())),
                None => self.children(node, depth)?,
            },
            "say-as" => self.say_as(node),
            "phoneme" => self.phonemes(node),
            "lang" => self.within_language(node, depth)?,
            "emphasis" => {
                let level = node.attribute("level").unwrap_or_default();
                self.styled(self.style.emphasis(level), node, depth)?;
            }
            "prosody" => {
                let [rate, pitch, volume] =
                    ["rate", "pitch", "volume"].map(|name| node.attribute(name));
                self.styled(self.style.prosody(rate, pitch, volume), node, depth)?;
            }
            _ => self.children(node, depth)?,
        }
        Some(())
    }

    fn styled(&mut self, style: Style, node: Node<'_, '_>, depth: usize) -> Option<()> {
        let before = std::mem::replace(&mut self.style, style);
        self.children(node, depth)?;
        self.style = before;
        Some(())
    }

    fn within_language(&mut self, node: Node<'_, '_>, depth: usize) -> Option<()> {
        let tag = node.attribute((XML, "lang")).map(str::trim).filter(|tag| is_tag(tag));
        let before = self.language.clone();
        if let Some(tag) = tag {
            let is_outer = tag.eq_ignore_ascii_case(&self.outer);
            self.language = (!is_outer).then(|| tag.to_ascii_lowercase());
        }
        self.children(node, depth)?;
        self.language = before;
        Some(())
    }

    fn say_as(&mut self, node: Node<'_, '_>) {
        let how = node.attribute("interpret-as").unwrap_or_default();
        let format = node.attribute("format").unwrap_or_default();
        let language = self.language.as_deref().unwrap_or(&self.outer);
        let is_english = language.get(..2).is_some_and(|tag| tag.eq_ignore_ascii_case("en"));
        match said_as(how, format, &text_of(node), is_english) {
            Said::Words(words) => self.say(Word::Text(words)),
            Said::Bleep(ms) => self.segments.push(Segment::Bleep { ms }),
        }
    }

    fn phonemes(&mut self, node: Node<'_, '_>) {
        let text = squeezed(&text_of(node)).trim().to_owned();
        let alphabet = match node.attribute("alphabet") {
            Some("ipa") | None => Some(Alphabet::Ipa),
            Some("x-sampa") => Some(Alphabet::XSampa),
            Some(_) => None,
        };
        let symbols = node.attribute("ph").map(|symbols| squeezed(symbols).trim().to_owned());
        match (alphabet, symbols) {
            (Some(alphabet), Some(symbols))
                if !symbols.is_empty() && symbols.len() <= MAX_SYMBOLS && !text.is_empty() =>
            {
                self.say(Word::Phonemes { alphabet, symbols, text });
            }
            _ => self.say(Word::Text(text)),
        }
    }

    fn say(&mut self, word: Word) {
        if let Some(Segment::Words(phrase)) = self.segments.last_mut()
            && phrase.style == self.style
            && phrase.language == self.language
        {
            match (phrase.words.last_mut(), word) {
                (Some(Word::Text(before)), Word::Text(text)) => before.push_str(&text),
                (_, word) => phrase.words.push(word),
            }
            return;
        }
        let (style, language) = (self.style, self.language.clone());
        self.segments.push(Segment::Words(Phrase { words: vec![word], style, language }));
    }

    fn pause(&mut self, ms: u32) {
        if ms > 0 {
            self.segments.push(Segment::Silence { ms });
        }
    }
}

fn text_of(node: Node<'_, '_>) -> String {
    node.descendants().filter(Node::is_text).filter_map(|text| text.text()).collect()
}

/// Runs of white space as one space, at the ends as well.
pub(super) fn squeezed(text: &str) -> String {
    let mut squeezed = String::with_capacity(text.len());
    for c in text.chars() {
        if !c.is_whitespace() {
            squeezed.push(c);
        } else if !squeezed.ends_with(' ') {
            squeezed.push(' ');
        }
    }
    squeezed
}

fn is_tag(tag: &str) -> bool {
    (2..=12).contains(&tag.len()) && tag.chars().all(|c| c.is_ascii_alphanumeric() || c == '-')
}

/// `time="1.5s"` or `"300ms"`; else by `strength`; a medium one when neither says anything.
fn break_ms(node: Node<'_, '_>) -> u32 {
    let by_time = node.attribute("time").and_then(|time| {
        let time = time.trim();
        let (number, unit_ms) = match time.strip_suffix("ms") {
            Some(number) => (number, 1.0),
            None => (time.strip_suffix('s')?, 1_000.0),
        };
        let ms = number.trim().trim_start_matches('+').parse::<f64>().ok()? * unit_ms;
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "clamped before"
        )]
        ms.is_finite().then_some(ms.clamp(0.0, f64::from(MAX_BREAK_MS)) as u32)
    });
    by_time.unwrap_or_else(|| match node.attribute("strength") {
        Some("none") => 0,
        Some("x-weak") => 100,
        Some("weak") => 200,
        Some("strong") => 750,
        Some("x-strong") => 1_000,
        _ => 400,
    })
}
