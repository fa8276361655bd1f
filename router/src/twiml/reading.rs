//! What is noticed while a document is read.

use roxmltree::Node;

use super::attribute::Value;
use super::codes;

/// How many flaws of one document are reported one by one.
const MOST_FLAWS: usize = 20;

/// The namespace that the prefix `xml` always stands for.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// Something in a document that was left out or replaced by a default.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flaw {
    /// The code of the notification.
    pub code: u32,
    /// What was wrong and where, for a person.
    pub message: String,
}

/// A reading under way: collects what is wrong and does not stop the document.
#[derive(Debug, Default)]
pub struct Reading {
    flaws: Vec<Flaw>,
    left_out: usize,
}

impl Reading {
    /// Notes a flaw of `node`.
    pub fn flaw(&mut self, node: Node<'_, '_>, code: u32, message: std::fmt::Arguments<'_>) {
        if self.flaws.len() >= MOST_FLAWS {
            self.left_out += 1;
            return;
        }
        let at = node.document().text_pos_at(node.range().start);
        self.flaws
            .push(Flaw { code, message: format!("line {}, column {}: {message}", at.row, at.col) });
    }

    /// Notes that `child` must not stand inside `parent`.
    pub fn unexpected(&mut self, child: Node<'_, '_>, parent: Node<'_, '_>, code: u32) {
        let (child_name, parent_name) = (short(child.tag_name().name()), parent.tag_name().name());
        self.flaw(
            child,
            code,
            format_args!("<{child_name}> is not known inside <{parent_name}> and was left out"),
        );
    }

    /// Notes every attribute of `node` that is not one of `known`.
    pub fn attributes(&mut self, node: Node<'_, '_>, known: &[&str]) {
        for attribute in node.attributes() {
            let name = qualified(&attribute);
            if !known.contains(&name.as_str()) {
                let (element, name) = (node.tag_name().name(), short(&name));
                self.flaw(
                    node,
                    codes::SCHEMA,
                    format_args!("<{element}> has no attribute {name}; it was left out"),
                );
            }
        }
    }

    /// The value of an attribute; a value that cannot be is noted with `code` and left out.
    pub fn attribute<T: Value>(&mut self, node: Node<'_, '_>, name: &str, code: u32) -> Option<T> {
        let attribute = node.attributes().find(|attribute| qualified(attribute) == name)?;
        let value = T::read(attribute.value());
        if value.is_none() {
            let (element, text) = (node.tag_name().name(), short(attribute.value()));
            self.flaw(
                node,
                code,
                format_args!("{name}=\"{text}\" of <{element}> must be {}; ignored", T::EXPECTED),
            );
        }
        value
    }

    /// Every flaw, in the order of the document.
    pub fn finish(mut self) -> Vec<Flaw> {
        if self.left_out > 0 {
            self.flaws.push(Flaw {
                code: codes::MORE_FLAWS,
                message: format!("{} more flaws were not reported one by one", self.left_out),
            });
        }
        self.flaws
    }
}

fn qualified(attribute: &roxmltree::Attribute<'_, '_>) -> String {
    match attribute.namespace() {
        Some(XML) => format!("xml:{}", attribute.name()),
        Some(_) | None => attribute.name().to_owned(),
    }
}

/// At most 64 characters of what a stranger wrote.
fn short(text: &str) -> String {
    let mut short: String = text.chars().take(64).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    short
}
