//! What an expression's author may not have meant.

use super::dialect::{Dialect, Precedence};
use super::parse::Scope;
use super::residual::reduce;
use super::tree::{Comparison, Node, Operand, Operator, Path, Root};
use super::value::{Number, Value};

/// A kind of doubt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lint {
    /// Two kinds of value that are never equal, or a string that looks like a number.
    UnlikeTypes,
    /// Always true, beside other conditions.
    AlwaysTrue,
    /// Never true.
    AlwaysFalse,
    /// The same condition twice.
    Repeated,
    /// AND and OR side by side without parentheses.
    MixedAndOr,
    /// A key that leads to no document here.
    UnknownDocument,
    /// Two attributes compared: they are equal as well when both are missing.
    BothMissing,
    /// `!=` and `NOT IN`, and what a missing attribute makes of them.
    MissingAttribute,
    /// `>-` or `<-` before a digit.
    Arrow,
    /// A fact about channels that does not exist, or a fraction compared with a whole percentage.
    ChannelFact,
}

impl Lint {
    /// The kind in the words of a document: `unlike-types`.
    pub fn code(self) -> &'static str {
        match self {
            Self::UnlikeTypes => "unlike-types",
            Self::AlwaysTrue => "always-true",
            Self::AlwaysFalse => "always-false",
            Self::Repeated => "repeated",
            Self::MixedAndOr => "mixed-and-or",
            Self::UnknownDocument => "unknown-document",
            Self::BothMissing => "both-missing",
            Self::MissingAttribute => "missing-attribute",
            Self::Arrow => "arrow",
            Self::ChannelFact => "channel-fact",
        }
    }
}

/// A doubt, for the person who wrote the expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The kind.
    pub lint: Lint,
    /// Where, in characters, counted from 1.
    pub position: usize,
    /// What it is about and what to do.
    pub message: String,
}

pub(super) fn warnings(node: &Node, text: &str, scope: Scope, dialect: Dialect) -> Vec<Warning> {
    let mut linter = Linter { text, scope, dialect, found: Vec::new() };
    linter.arrows();
    linter.mixture();
    linter.node(node, true);
    for comparison in node.comparisons() {
        linter.paths(comparison);
        linter.missing(comparison);
        linter.kinds(comparison);
    }
    linter.found.sort_by_key(|warning| (warning.position, warning.lint));
    linter.found.dedup();
    linter.found
}

struct Linter<'a> {
    text: &'a str,
    scope: Scope,
    dialect: Dialect,
    found: Vec<Warning>,
}

impl Linter<'_> {
    fn warn(&mut self, lint: Lint, at: usize, message: String) {
        let position = self.text[..self.text.floor_char_boundary(at)].chars().count() + 1;
        self.found.push(Warning { lint, position, message });
    }

    /// Looks past strings, in which arrows and words are data.
    fn bare(&self) -> String {
        let mut quote = None;
        let mut is_escaped = false;
        let blank = |c: char| " ".repeat(c.len_utf8());
        let each = self.text.chars().map(|c| match quote {
            None if c == '"' || c == '\'' => {
                quote = Some(c);
                blank(c)
            }
            None => c.to_string(),
            Some(open) => {
                if c == open && !is_escaped {
                    quote = None;
                }
                is_escaped = c == '\\' && !is_escaped;
                blank(c)
            }
        });
        each.collect()
    }

    fn arrows(&mut self) {
        let bare = self.bare();
        for (at, pair) in bare.as_bytes().windows(3).enumerate() {
            let [sign @ (b'>' | b'<'), b'-', digit] = pair else { continue };
            if digit.is_ascii_digit() {
                let (sign, alias) = if *sign == b'>' { ('>', "HAS") } else { ('<', "IN") };
                let message =
                    format!("`{sign}-` is {alias}; for a negative number write `{sign} -`");
                self.warn(Lint::Arrow, at, message);
            }
        }
    }

    /// AND and OR at one level of parentheses.
    fn mixture(&mut self) {
        let bare = self.bare();
        let mut levels = vec![(false, false)];
        let mut at = 0;
        let mut mixed = None;
        for word in bare.split_inclusive(|c: char| !c.is_alphanumeric() && c != '_' && c != '.') {
            let name = word.trim_end_matches(|c: char| !c.is_alphanumeric());
            if let Some((has_and, has_or)) = levels.last_mut() {
                *has_and |= name.eq_ignore_ascii_case("AND");
                *has_or |= name.eq_ignore_ascii_case("OR");
                if *has_and && *has_or {
                    mixed.get_or_insert(at);
                }
            }
            match word.chars().next_back() {
                Some('(') => levels.push((false, false)),
                Some(')') if levels.len() > 1 => {
                    levels.pop();
                }
                Some(_) | None => {}
            }
            at += word.len();
        }
        if let Some(at) = mixed {
            let advice = match self.dialect.precedence {
                Precedence::AndFirst => "AND is taken before OR",
                Precedence::LeftToRight => "AND and OR are taken from left to right",
            };
            let message = format!("{advice}; write parentheses around what belongs together");
            self.warn(Lint::MixedAndOr, at, message);
        }
    }

    fn node(&mut self, node: &Node, is_whole: bool) {
        match node {
            Node::Constant(_) => {}
            Node::Not(inner) => self.node(inner, false),
            Node::All(parts) | Node::Any(parts) => {
                for (index, part) in parts.iter().enumerate() {
                    if parts[..index].contains(part) {
                        self.warn(Lint::Repeated, place(part), format!("`{part}` is repeated"));
                    } else {
                        self.node(part, false);
                    }
                }
                if matches!(node, Node::All(_)) {
                    self.contradiction(parts);
                }
            }
            // That a path leads nowhere is said of the path.
            Node::Compare(_) if node.paths().any(|path| path.root() == Root::Nowhere) => {}
            Node::Compare(comparison) => match reduce(node, None, self.dialect) {
                // `1 == 1` alone is how everything is matched.
                Node::Constant(true) if !is_whole => {
                    self.warn(
                        Lint::AlwaysTrue,
                        comparison.at.0,
                        format!("`{node}` is always true"),
                    );
                }
                Node::Constant(false) => {
                    let message = format!("`{node}` is never true");
                    self.warn(Lint::AlwaysFalse, comparison.at.0, message);
                }
                Node::Constant(true)
                | Node::All(_)
                | Node::Any(_)
                | Node::Not(_)
                | Node::Compare(_) => {}
            },
        }
    }

    /// `x == 1 AND x == 2`.
    fn contradiction(&mut self, parts: &[Node]) {
        let demands: Vec<_> = parts.iter().filter_map(demand).collect();
        for (index, (path, value, at)) in demands.iter().enumerate() {
            let clashes = |(other, wanted, _): &(&Path, &Value, usize)| {
                other == path && kind(wanted) == kind(value) && wanted != value
            };
            if demands[..index].iter().any(clashes) {
                let message = format!("{path} cannot be {value} and something else at once");
                self.warn(Lint::AlwaysFalse, *at, message);
            }
        }
    }

    fn paths(&mut self, comparison: &Comparison) {
        for path in [&comparison.left, &comparison.right].into_iter().filter_map(as_path) {
            let message = match (self.scope, path.root(), path.first_key()) {
                (Scope::Target, Root::Nowhere, _) => {
                    format!("`{path}` is always null; write worker.{path} or task.{path}")
                }
                (Scope::SkipIf, Root::Nowhere, _) => {
                    format!("`{path}` is always null; skip_if knows workers. and task.")
                }
                (Scope::Queue, _, Some("worker")) | (Scope::Filter, _, Some("task"))
                    if path.steps().len() > 1 =>
                {
                    "keys have no prefix here; this looks for an attribute of that name".to_owned()
                }
                (_, Root::Pool, Some(key))
                    if !matches!(key, "available" | "unavailable") && !key.starts_with("WA") =>
                {
                    format!(
                        "{path} is always null; there are workers.available, workers.unavailable and workers.WA…"
                    )
                }
                (_, Root::Worker | Root::Item | Root::Pool | Root::Nowhere, _) => continue,
            };
            self.warn(Lint::UnknownDocument, comparison.at.0, message);
        }
        self.channel(comparison);
    }

    fn channel(&mut self, comparison: &Comparison) {
        const FACTS: [&str; 3] =
            ["configured_capacity", "assigned_tasks", "available_capacity_percentage"];
        if self.scope != Scope::Target {
            return;
        }
        for path in [&comparison.left, &comparison.right].into_iter().filter_map(as_path) {
            if path.root() != Root::Worker || path.first_key() != Some("channel") {
                continue;
            }
            let written = path.to_string();
            if !FACTS.iter().any(|fact| written.ends_with(&format!(".{fact}"))) {
                let message = format!("{path}: a channel has {}", FACTS.join(", "));
                self.warn(Lint::ChannelFact, comparison.at.0, message);
            }
            let has_fraction = [&comparison.left, &comparison.right]
                .into_iter()
                .any(|it| matches!(it, Operand::Value(Value::Number(Number::Float(f))) if f.fract() != 0.0));
            if written.ends_with(FACTS[2]) && has_fraction {
                let message = "the percentage is rounded down to a whole number".to_owned();
                self.warn(Lint::ChannelFact, comparison.at.0, message);
            }
        }
    }

    fn missing(&mut self, comparison: &Comparison) {
        let at = comparison.at.0;
        let (left, right) = (&comparison.left, &comparison.right);
        match (comparison.operator, as_path(left), as_path(right)) {
            (Operator::Equal, Some(a), Some(b)) => {
                let message = format!(
                    "if neither {a} nor {b} is there, they are equal; add AND {a} != null to exclude that"
                );
                self.warn(Lint::BothMissing, at, message);
            }
            (Operator::Differs, Some(path), None) | (Operator::Differs, None, Some(path))
                if [left, right].iter().all(|it| **it != Operand::Value(Value::Null)) =>
            {
                let message = format!("this holds as well when {path} is missing");
                self.warn(Lint::MissingAttribute, at, message);
            }
            (Operator::NotIn, _, Some(list)) => {
                let message = format!("this is false when {list} is missing or no array");
                self.warn(Lint::MissingAttribute, at, message);
            }
            (_, _, _) => {}
        }
    }

    fn kinds(&mut self, comparison: &Comparison) {
        let at = comparison.at.0;
        let ordered = matches!(
            comparison.operator,
            Operator::Greater | Operator::AtLeast | Operator::Less | Operator::AtMost
        );
        for value in [&comparison.left, &comparison.right].into_iter().filter_map(as_value) {
            let message = match value {
                Value::Null | Value::Bool(_) if ordered => {
                    format!("{value} is neither greater nor less than anything")
                }
                Value::Text(text) if ordered && Number::from_text(text).is_some() => {
                    format!("{value} is a string; without quotes it is compared as a number")
                }
                Value::Text(text) if matches!(&**text, "true" | "false" | "null") => {
                    format!("{value} is a string; without quotes it is the constant")
                }
                Value::List(items) if mixes_kinds(items) => {
                    format!("{value} holds different kinds of value")
                }
                Value::Null
                | Value::Bool(_)
                | Value::Number(_)
                | Value::Text(_)
                | Value::List(_)
                | Value::Object(_) => continue,
            };
            self.warn(Lint::UnlikeTypes, at, message);
        }
        let (left, right) = (as_value(&comparison.left), as_value(&comparison.right));
        if left.zip(right).is_some_and(|(a, b)| {
            matches!(comparison.operator, Operator::Equal | Operator::Differs) && kind(a) != kind(b)
        }) {
            let message = "the two constants are of different kinds".to_owned();
            self.warn(Lint::UnlikeTypes, at, message);
        }
    }
}

fn mixes_kinds(items: &[Value]) -> bool {
    items.iter().any(|item| items.first().is_some_and(|first| kind(first) != kind(item)))
}

fn kind(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::Text(_) => 3,
        Value::List(_) => 4,
        Value::Object(_) => 5,
    }
}

fn as_path(operand: &Operand) -> Option<&Path> {
    match operand {
        Operand::Path(path) => Some(path),
        Operand::Value(_) => None,
    }
}

fn as_value(operand: &Operand) -> Option<&Value> {
    match operand {
        Operand::Value(value) => Some(value),
        Operand::Path(_) => None,
    }
}

fn demand(node: &Node) -> Option<(&Path, &Value, usize)> {
    let Node::Compare(it) = node else { return None };
    let pair = as_path(&it.left)
        .zip(as_value(&it.right))
        .or_else(|| as_path(&it.right).zip(as_value(&it.left)));
    let (path, value) = pair?;
    (it.operator == Operator::Equal).then_some((path, value, it.at.0))
}

fn place(node: &Node) -> usize {
    node.comparisons().first().map_or(0, |comparison| comparison.at.0)
}
