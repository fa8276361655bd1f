//! Speech markup inside `<Say>`, and how it is passed on to the speech engine.

use std::fmt::Write as _;

use roxmltree::Node;

use super::attribute::choice;
use super::element::{Child, Element, element};
use super::reading::Reading;

choice! {
    /// How strong a break is.
    BreakStrength {
        None = "none", ExtraWeak = "x-weak", Weak = "weak", Medium = "medium", Strong = "strong",
        ExtraStrong = "x-strong",
    }
}
choice! {
    /// How much a text is stressed.
    EmphasisLevel { Strong = "strong", Moderate = "moderate", Reduced = "reduced" }
}
choice! {
    /// How `ph` is written.
    PhonemeAlphabet {
        Ipa = "ipa", XSampa = "x-sampa", Jyutping = "x-amazon-jyutping",
        Pinyin = "x-amazon-pinyin", PronKana = "x-amazon-pron-kana", Yomigana = "x-amazon-yomigana",
    }
}
choice! {
    /// What a text is.
    InterpretAs {
        Characters = "characters", SpellOut = "spell-out", Cardinal = "cardinal",
        Number = "number", Ordinal = "ordinal", Digits = "digits", Fraction = "fraction",
        Unit = "unit", Date = "date", Time = "time", Address = "address", Expletive = "expletive",
        Telephone = "telephone",
    }
}
choice! {
    /// The order of a date.
    DateFormat {
        Mdy = "mdy", Dmy = "dmy", Ymd = "ymd", Md = "md", Dm = "dm", Ym = "ym", My = "my", D = "d",
        M = "m", Y = "y", Yyyymmdd = "yyyymmdd",
    }
}

element! {
    /// A pause.
    Break "break" {
        strength: BreakStrength = "strength", time: String = "time",
    }
}
element! {
    /// Stressed words.
    Emphasis "emphasis" { level: EmphasisLevel = "level" } children Spoken @ 12200
}
element! {
    /// Words of another language.
    Lang "lang" { language: super::attribute::LanguageTag = "xml:lang" } children Spoken @ 12200
}
element! {
    /// A paragraph.
    Paragraph "p" {} children Spoken @ 12200
}
element! {
    /// A pronunciation.
    Phoneme "phoneme" { alphabet: PhonemeAlphabet = "alphabet", ph: String = "ph" }
    children Spoken @ 12200
}
element! {
    /// Volume, rate and pitch.
    Prosody "prosody" { pitch: String = "pitch", rate: String = "rate", volume: String = "volume" }
    children Spoken @ 12200
}
element! {
    /// A sentence.
    Sentence "s" {} children Spoken @ 12200
}
element! {
    /// How a text is to be understood.
    SayAs "say-as" { format: DateFormat = "format", interpret_as: InterpretAs = "interpret-as" }
    children Spoken @ 12200
}
element! {
    /// What is spoken instead.
    Substitute "sub" { alias: String = "alias" } children Spoken @ 12200
}
element! {
    /// A word with its role.
    Word "w" { role: String = "role" } children Spoken @ 12200
}

/// A piece of what is spoken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Spoken {
    /// Words.
    Text(String),
    /// See [`Break`].
    Break(Break),
    /// See [`Emphasis`].
    Emphasis(Emphasis),
    /// See [`Lang`].
    Lang(Lang),
    /// See [`Paragraph`].
    Paragraph(Paragraph),
    /// See [`Phoneme`].
    Phoneme(Phoneme),
    /// See [`Prosody`].
    Prosody(Prosody),
    /// See [`Sentence`].
    Sentence(Sentence),
    /// See [`SayAs`].
    SayAs(SayAs),
    /// See [`Substitute`].
    Substitute(Substitute),
    /// See [`Word`].
    Word(Word),
}

impl Child for Spoken {
    const READS_THROUGH: bool = true;

    fn read(node: Node<'_, '_>, reading: &mut Reading) -> Option<Self> {
        Some(match node.tag_name().name() {
            Break::NAME => Self::Break(Break::read(node, reading)),
            Emphasis::NAME => Self::Emphasis(Emphasis::read(node, reading)),
            Lang::NAME => Self::Lang(Lang::read(node, reading)),
            Paragraph::NAME => Self::Paragraph(Paragraph::read(node, reading)),
            Phoneme::NAME => Self::Phoneme(Phoneme::read(node, reading)),
            Prosody::NAME => Self::Prosody(Prosody::read(node, reading)),
            Sentence::NAME => Self::Sentence(Sentence::read(node, reading)),
            SayAs::NAME => Self::SayAs(SayAs::read(node, reading)),
            Substitute::NAME => Self::Substitute(Substitute::read(node, reading)),
            Word::NAME => Self::Word(Word::read(node, reading)),
            _ => return None,
        })
    }

    fn text(text: &str) -> Option<Self> {
        Some(Self::Text(text.to_owned()))
    }
}

impl Spoken {
    /// Whether it is words without markup.
    pub const fn is_text(&self) -> bool {
        matches!(self, Self::Text(_))
    }

    fn render(&self, out: &mut String) {
        match self {
            Self::Text(text) => escape(text, out),
            Self::Break(it) => tag(it, &[], out),
            Self::Emphasis(it) => tag(it, &it.children, out),
            Self::Lang(it) => tag(it, &it.children, out),
            Self::Paragraph(it) => tag(it, &it.children, out),
            Self::Phoneme(it) => tag(it, &it.children, out),
            Self::Prosody(it) => tag(it, &it.children, out),
            Self::Sentence(it) => tag(it, &it.children, out),
            Self::SayAs(it) => tag(it, &it.children, out),
            Self::Substitute(it) => tag(it, &it.children, out),
            Self::Word(it) => tag(it, &it.children, out),
        }
    }

    /// The characters that are spoken or read, without markup.
    pub fn words(&self) -> String {
        let inner = |children: &[Self]| children.iter().map(Self::words).collect();
        match self {
            Self::Text(text) => text.clone(),
            Self::Break(_) => String::new(),
            Self::Emphasis(it) => inner(&it.children),
            Self::Lang(it) => inner(&it.children),
            Self::Paragraph(it) => inner(&it.children),
            Self::Phoneme(it) => inner(&it.children),
            Self::Prosody(it) => inner(&it.children),
            Self::Sentence(it) => inner(&it.children),
            Self::SayAs(it) => inner(&it.children),
            Self::Substitute(it) => inner(&it.children),
            Self::Word(it) => inner(&it.children),
        }
    }
}

/// A `<speak>` element with `pieces` inside, white space collapsed. The same speech is always the same
/// text, so that it has one address in the media layer.
pub fn speak(pieces: &[Spoken]) -> String {
    let mut inner = String::new();
    for piece in pieces {
        piece.render(&mut inner);
    }
    format!("<speak>{}</speak>", collapse(&inner))
}

/// Runs of white space become one space; none at the ends.
pub fn collapse(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn tag<E: Element>(element: &E, children: &[Spoken], out: &mut String) {
    let _ = write!(out, "<{}", E::NAME);
    for (name, value) in element.written() {
        let _ = write!(out, " {name}=\"");
        escape(&value, out);
        out.push('"');
    }
    if children.is_empty() {
        out.push_str("/>");
        return;
    }
    out.push('>');
    for child in children {
        child.render(out);
    }
    let _ = write!(out, "</{}>", E::NAME);
}

fn escape(text: &str, out: &mut String) {
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            other => out.push(other),
        }
    }
}
