//! A whole document: from text to verbs.

use std::borrow::Cow;

use super::element::{Child, element_children};
use super::reading::{Flaw, Reading};
use super::{codes, verbs::*};

/// The longest document, in bytes.
pub const MOST_BYTES: usize = 64 * 1024;
/// How deep elements may nest, the root included.
pub const MOST_DEPTH: usize = 32;
/// How many verbs a document may have, those inside `<Gather>` included.
pub const MOST_VERBS: usize = 500;
/// The longest value of an attribute, in bytes.
pub const MOST_ATTRIBUTE_BYTES: usize = 8 * 1024;
/// How many namespace prefixes may be used without being declared.
const MOST_PREFIXES: usize = 4;
/// How many nodes of every kind.
const MOST_NODES: u32 = 20_000;

element_children! {
    /// A verb at the top level of a document.
    Verb {
        Connect(Connect), Dial(Dial), Echo(Echo), Enqueue(Enqueue), Gather(Gather), Hangup(Hangup),
        Leave(Leave), Pause(Pause), Pay(Pay), Play(Play), Prompt(Prompt), Queue(Queue),
        Record(Record), Redirect(Redirect), Refer(Refer), Reject(Reject), Say(Say), Sms(Sms),
        Start(Start), Stop(Stop),
    }
}

/// A document that can be followed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Document {
    /// Its verbs, in order.
    pub verbs: Vec<Verb>,
    /// What was left out of it.
    pub flaws: Vec<Flaw>,
}

/// Why a text is not a document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct NotADocument {
    /// The code of the notification.
    pub code: u32,
    /// What was wrong and where, for a person.
    pub message: String,
}

impl NotADocument {
    fn new(code: u32, message: impl Into<String>) -> Self {
        Self { code, message: message.into() }
    }
}

impl Document {
    /// Reads TwiML.
    ///
    /// # Errors
    /// 11750 above 64 KiB; 12100 not well-formed, with a DTD, deeper than 32, more than 500 verbs, or an
    /// attribute above 8 KiB; 12101 an XML version that is not 1; 12102 another root than `<Response>`.
    pub fn read(text: &str) -> Result<Self, NotADocument> {
        if text.len() > MOST_BYTES {
            let message = format!("the document has {} bytes; 65,536 are allowed", text.len());
            return Err(NotADocument::new(codes::TOO_LARGE, message));
        }
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Ok(Self { verbs: Vec::new(), flaws: Vec::new() });
        }
        check_version(text)?;
        check_nesting(text)?;
        match parse(text) {
            Err(roxmltree::Error::UnknownNamespace(..)) => {
                Self::from_parsed(parse(&declare_prefixes(text)))
            }
            parsed => Self::from_parsed(parsed),
        }
    }

    fn from_parsed(
        parsed: Result<roxmltree::Document<'_>, roxmltree::Error>,
    ) -> Result<Self, NotADocument> {
        let xml = parsed.map_err(|error| {
            NotADocument::new(codes::PARSE, format!("not well-formed: {error}"))
        })?;
        check_limits(&xml)?;
        Self::from_xml(&xml)
    }

    fn from_xml(xml: &roxmltree::Document<'_>) -> Result<Self, NotADocument> {
        let root = xml.root_element();
        if root.tag_name().name() != "Response" {
            let name: String = root.tag_name().name().chars().take(64).collect();
            let message = format!("the root element is <{name}>; it must be <Response>");
            return Err(NotADocument::new(codes::ROOT, message));
        }
        let mut reading = Reading::default();
        reading.attributes(root, &[]);
        let mut verbs: Vec<Verb> = Vec::new();
        for node in root.children() {
            if node.is_element() {
                match Verb::read(node, &mut reading) {
                    Some(verb) => verbs.push(verb),
                    None => reading.unexpected(node, root, codes::SCHEMA),
                }
            } else if node.is_text() && node.text().is_some_and(|text| !text.trim().is_empty()) {
                let text = format_args!("text outside of every verb was left out");
                reading.flaw(node, codes::SCHEMA, text);
            }
        }
        check_verbs(&verbs)?;
        Ok(Self { verbs, flaws: reading.finish() })
    }
}

fn parse(text: &str) -> Result<roxmltree::Document<'_>, roxmltree::Error> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: false,
        nodes_limit: MOST_NODES,
        ..Default::default()
    };
    roxmltree::Document::parse_with_options(text, options)
}

/// Declares namespace prefixes that a document uses without declaring them, at most four.
///
/// Speech markup such as `<amazon:effect>` is written without a declaration everywhere, and Twilio does
/// not ask for one. The root element gets it, so that the element can be left out with a notification
/// instead of the whole document being refused.
fn declare_prefixes(text: &str) -> Cow<'_, str> {
    let mut declared = Cow::Borrowed(text);
    for _ in 0..MOST_PREFIXES {
        let Err(roxmltree::Error::UnknownNamespace(prefix, _)) = parse(&declared) else { break };
        let Some(root) = declared.find("<Response") else { break };
        let at = root + "<Response".len();
        declared.to_mut().insert_str(at, &format!(" xmlns:{prefix}=\"urn:undeclared:{prefix}\""));
    }
    declared
}

fn check_version(text: &str) -> Result<(), NotADocument> {
    let Some(declaration) = text.strip_prefix("<?xml").and_then(|rest| rest.split("?>").next())
    else {
        return Ok(());
    };
    let version = declaration.split_once("version").and_then(|(_, rest)| {
        let rest = rest.trim_start().strip_prefix('=')?.trim_start();
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        rest[1..].split(quote).next()
    });
    match version {
        Some(version) if !version.starts_with("1.") => {
            let version: String = version.chars().take(16).collect();
            let message = format!("XML version {version}; only 1.0 and 1.1 are known");
            Err(NotADocument::new(codes::XML_VERSION, message))
        }
        Some(_) | None => Ok(()),
    }
}

/// Counts tags before the parser sees the text, so that its own depth cannot be a stranger's choice.
/// Comments and CDATA are skipped; what is not well-formed is left to the parser.
fn check_nesting(text: &str) -> Result<(), NotADocument> {
    let mut depth = 0_usize;
    let mut rest = text;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        let end = match () {
            () if rest.starts_with("!--") => rest.find("-->"),
            () if rest.starts_with("![CDATA[") => rest.find("]]>"),
            () if rest.starts_with(['!', '?']) => rest.find('>'),
            () => tag_end(rest),
        };
        let Some(end) = end else { return Ok(()) };
        if rest.starts_with('/') {
            depth = depth.saturating_sub(1);
        } else if !rest.starts_with(['!', '?']) && !rest[..end].ends_with('/') {
            depth += 1;
            if depth > MOST_DEPTH {
                let message = format!("elements nest deeper than {MOST_DEPTH}");
                return Err(NotADocument::new(codes::PARSE, message));
            }
        }
        rest = &rest[end..];
    }
    Ok(())
}

/// Where the tag that `rest` begins in ends. Quoted values may contain `>`.
fn tag_end(rest: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in rest.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), close) if open == close => quote = None,
            (None | Some(_), _) => {}
        }
    }
    None
}

fn check_limits(xml: &roxmltree::Document<'_>) -> Result<(), NotADocument> {
    for node in xml.root().descendants() {
        for attribute in node.attributes() {
            if attribute.value().len() > MOST_ATTRIBUTE_BYTES {
                let at = xml.text_pos_at(node.range().start);
                let message = format!(
                    "line {}: an attribute has more than {MOST_ATTRIBUTE_BYTES} bytes",
                    at.row
                );
                return Err(NotADocument::new(codes::PARSE, message));
            }
        }
    }
    Ok(())
}

fn check_verbs(verbs: &[Verb]) -> Result<(), NotADocument> {
    let nested: usize = verbs
        .iter()
        .map(|verb| if let Verb::Gather(gather) = verb { gather.children.len() } else { 0 })
        .sum();
    if verbs.len() + nested > MOST_VERBS {
        let message =
            format!("the document has {} verbs; {MOST_VERBS} are allowed", verbs.len() + nested);
        return Err(NotADocument::new(codes::PARSE, message));
    }
    Ok(())
}
