//! An expression as a tree.

use std::fmt;
use std::sync::Arc;

use super::attributes::Attributes;
use super::error::ExpressionError;
use super::parse::{Scope, parse_path};
use super::value::Value;

/// A truth, made of comparisons.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Node {
    Constant(bool),
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
    Compare(Comparison),
}

/// `left operator right`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Comparison {
    pub(super) left: Operand,
    pub(super) operator: Operator,
    pub(super) right: Operand,
    pub(super) at: At,
}

/// Where something stood in the text, in bytes. It is no part of what it says, so all are equal.
#[derive(Debug, Clone, Copy)]
pub(super) struct At(pub(super) usize);

impl PartialEq for At {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for At {}

impl PartialOrd for At {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for At {
    fn cmp(&self, _: &Self) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

impl std::hash::Hash for At {
    fn hash<H: std::hash::Hasher>(&self, _: &mut H) {}
}

/// A constant or a place in a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Operand {
    Path(Path),
    Value(Value),
}

/// How two operands are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) enum Operator {
    Equal,
    Differs,
    Greater,
    AtLeast,
    Less,
    AtMost,
    Contains,
    Has,
    In,
    NotIn,
}

/// Which document a path leads into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Root {
    /// The worker's attributes and facts: `worker.`
    Worker,
    /// The work item's attributes: `task.`
    Item,
    /// How many workers of the queue are in which activity: `workers.`
    Pool,
    /// None that exists here; there is nothing in it.
    Nowhere,
}

/// One step into a document.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Step {
    /// `.name`
    Key(Arc<str>),
    /// `[n]`, from 0.
    Index(u32),
}

/// A place in a document: `worker.languages[0]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Path {
    root: Root,
    steps: Arc<[Step]>,
}

impl Path {
    pub(super) fn new(root: Root, steps: Vec<Step>) -> Self {
        Self { root, steps: steps.into() }
    }

    /// Reads a path: `task.agent`, `worker.languages[0]`.
    pub fn parse(text: &str, scope: Scope) -> Result<Self, ExpressionError> {
        parse_path(text, scope)
    }

    /// Where it leads in a document; nothing if there is nothing.
    pub fn find<'a>(&self, document: &'a Attributes) -> Option<&'a Value> {
        let (Step::Key(first), rest) = self.steps.split_first()? else { return None };
        rest.iter().try_fold(document.member(first)?, |value, step| match (value, step) {
            (Value::Object(object), Step::Key(key)) => object.member(key),
            (Value::List(items), Step::Index(index)) => items.get(*index as usize),
            (_, Step::Key(_) | Step::Index(_)) => None,
        })
    }

    /// The document.
    pub fn root(&self) -> Root {
        self.root
    }

    /// The way into it.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// The first key after the document's name.
    pub fn first_key(&self) -> Option<&str> {
        match self.steps.first() {
            Some(Step::Key(key)) => Some(key),
            Some(Step::Index(_)) | None => None,
        }
    }
}

impl Node {
    /// Every comparison, from left to right.
    pub(super) fn comparisons(&self) -> Vec<&Comparison> {
        let mut found = Vec::new();
        let mut open = vec![self];
        while let Some(node) = open.pop() {
            match node {
                Self::Constant(_) => {}
                Self::All(parts) | Self::Any(parts) => open.extend(parts.iter().rev()),
                Self::Not(inner) => open.push(inner),
                Self::Compare(comparison) => found.push(comparison),
            }
        }
        found
    }

    /// Every path, from left to right, as often as it is written.
    pub(super) fn paths(&self) -> impl Iterator<Item = &Path> {
        self.comparisons().into_iter().flat_map(|it| [&it.left, &it.right]).filter_map(|operand| {
            match operand {
                Operand::Path(path) => Some(path),
                Operand::Value(_) => None,
            }
        })
    }
}

impl Operator {
    /// `a < b` is `b > a`; the rest have no mirror of their own or are one.
    pub(super) fn mirrored(self) -> Option<Self> {
        match self {
            Self::Equal | Self::Differs => Some(self),
            Self::Greater => Some(Self::Less),
            Self::AtLeast => Some(Self::AtMost),
            Self::Less => Some(Self::Greater),
            Self::AtMost => Some(Self::AtLeast),
            Self::Has => Some(Self::In),
            Self::In => Some(Self::Has),
            Self::Contains | Self::NotIn => None,
        }
    }

    fn spelling(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::Differs => "!=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Contains => "CONTAINS",
            Self::Has => "HAS",
            Self::In => "IN",
            Self::NotIn => "NOT IN",
        }
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Constant(true) => f.write_str("1 == 1"),
            Self::Constant(false) => f.write_str("0 == 1"),
            Self::All(parts) => joined(f, parts, " AND "),
            Self::Any(parts) => joined(f, parts, " OR "),
            Self::Not(inner) => write!(f, "NOT ({inner})"),
            Self::Compare(it) => write!(f, "{} {} {}", it.left, it.operator.spelling(), it.right),
        }
    }
}

fn joined(f: &mut fmt::Formatter<'_>, parts: &[Node], between: &str) -> fmt::Result {
    for (index, part) in parts.iter().enumerate() {
        f.write_str(if index == 0 { "" } else { between })?;
        match part {
            Node::All(_) | Node::Any(_) => write!(f, "({part})")?,
            Node::Constant(_) | Node::Not(_) | Node::Compare(_) => write!(f, "{part}")?,
        }
    }
    Ok(())
}

impl fmt::Display for Operand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Path(path) => write!(f, "{path}"),
            Self::Value(value) => write!(f, "{value}"),
        }
    }
}

impl fmt::Display for Path {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let root = match self.root {
            Root::Worker => "worker",
            Root::Item => "task",
            Root::Pool => "workers",
            Root::Nowhere => "",
        };
        f.write_str(root)?;
        for (index, step) in self.steps.iter().enumerate() {
            match step {
                Step::Key(key) if index == 0 && root.is_empty() => f.write_str(key)?,
                Step::Key(key) => write!(f, ".{key}")?,
                Step::Index(n) => write!(f, "[{n}]")?,
            }
        }
        Ok(())
    }
}
