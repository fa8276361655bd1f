//! SSML, read once for every engine: words, silences and speeds remain.
//!
//! Understood: `break` (`time`, `strength`), `p`, `s`, `sub`, `say-as` (`digits`, `characters`, `spell-out`,
//! `telephone`, `cardinal` by leaving it), `prosody` (`rate`). Elements that are not are read through, so
//! their text is heard.

use roxmltree::{Document, Node, ParsingOptions};

use super::plan::Segment;
use crate::fault::{MediaFault, code};

/// Elements within elements.
const MAX_DEPTH: usize = 32;
const MAX_NODES: u32 = 4_096;
const SENTENCE_MS: u32 = 250;
const PARAGRAPH_MS: u32 = 500;
/// The longest single break, as Polly has it.
const MAX_BREAK_MS: u32 = 10_000;

/// Reads markup into segments, in order.
///
/// # Errors
/// 13520 when it is not well-formed, too deep, or has a document type.
pub(super) fn segments(markup: &str) -> Result<Vec<Segment>, MediaFault> {
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
    let mut reader = Reader { segments: Vec::new(), rate_percent: 100 };
    reader
        .children(document.root(), 0)
        .ok_or_else(|| refuse("too many elements within elements".into()))?;
    Ok(reader.segments)
}

struct Reader {
    segments: Vec<Segment>,
    rate_percent: u16,
}

impl Reader {
    fn children(&mut self, parent: Node<'_, '_>, depth: usize) -> Option<()> {
        for node in parent.children() {
            if node.is_text() {
                self.say(node.text().unwrap_or_default());
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
                Some(alias) => self.say(alias),
                None => self.children(node, depth)?,
            },
            "say-as" => {
                let words: String = node
                    .descendants()
                    .filter(Node::is_text)
                    .filter_map(|text| text.text())
                    .collect();
                self.say(&said_as(node.attribute("interpret-as").unwrap_or_default(), &words));
            }
            "prosody" => {
                let before = self.rate_percent;
                self.rate_percent =
                    node.attribute("rate").map_or(before, |rate| speed(rate, before));
                self.children(node, depth)?;
                self.rate_percent = before;
            }
            _ => self.children(node, depth)?,
        }
        Some(())
    }

    fn say(&mut self, words: &str) {
        let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
        if words.is_empty() {
            return;
        }
        if let Some(Segment::Words { text, rate_percent }) = self.segments.last_mut()
            && *rate_percent == self.rate_percent
        {
            text.push(' ');
            text.push_str(&words);
            return;
        }
        self.segments.push(Segment::Words { text: words, rate_percent: self.rate_percent });
    }

    fn pause(&mut self, ms: u32) {
        if ms > 0 {
            self.segments.push(Segment::Silence { ms });
        }
    }
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

fn said_as(how: &str, words: &str) -> String {
    let apart = |keep: fn(&char) -> bool| {
        let each: Vec<String> = words
            .chars()
            .filter(|c| !c.is_whitespace())
            .filter(keep)
            .map(|c| c.to_uppercase().to_string())
            .collect();
        each.join(", ")
    };
    match how {
        "digits" => apart(char::is_ascii_digit),
        "telephone" => apart(|c| c.is_ascii_digit() || *c == '+').replace("+, ", "plus, "),
        "characters" | "spell-out" | "verbatim" => apart(|_| true),
        _ => words.to_owned(),
    }
}

fn speed(rate: &str, before: u16) -> u16 {
    let percent = match rate.trim() {
        "x-slow" => 50,
        "slow" => 75,
        "medium" | "default" => 100,
        "fast" => 130,
        "x-fast" => 170,
        other => {
            other.strip_suffix('%').and_then(|number| number.trim().parse().ok()).unwrap_or(before)
        }
    };
    percent.clamp(20, 300)
}
