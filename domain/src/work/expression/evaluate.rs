//! What an expression says of given documents.

use std::cmp::Ordering;

use super::attributes::Attributes;
use super::dialect::{Dialect, StringCase};
use super::tree::{Comparison, Node, Operand, Operator, Path, Root, Step};
use super::value::{Number, Object, Value};

/// How many workers of a queue are in which activity, for `skip_if`. Capacity does not matter.
pub trait Headcount {
    /// Workers in activities that are available (`workers.available`).
    fn available(&self) -> u64;
    /// Workers in activities that are not (`workers.unavailable`).
    fn unavailable(&self) -> u64;
    /// Workers in the activity of this sid (`workers.WA…`); 0 if there is no such activity.
    fn in_activity(&self, sid: &str) -> u64;
}

/// No worker at all.
#[derive(Debug, Clone, Copy)]
pub struct Nobody;

impl Headcount for Nobody {
    fn available(&self) -> u64 {
        0
    }

    fn unavailable(&self) -> u64 {
        0
    }

    fn in_activity(&self, _: &str) -> u64 {
        0
    }
}

/// What paths lead into.
#[derive(Clone, Copy)]
pub(super) struct Documents<'a> {
    pub(super) worker: &'a Attributes,
    pub(super) item: &'a Attributes,
    pub(super) pool: &'a dyn Headcount,
}

/// What an operand turns out to be.
#[derive(Debug, Clone, Copy)]
pub(super) enum Seen<'a> {
    /// The constant.
    Null,
    /// A path that leads to nothing, or to null.
    Missing,
    Bool(bool),
    Number(Number),
    Text(&'a str),
    List(&'a [Value]),
    Object(&'a Object),
    /// The document itself, or what makes every comparison false.
    Opaque(bool),
}

impl<'a> From<&'a Value> for Seen<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(it) => Self::Bool(*it),
            Value::Number(number) => Self::Number(*number),
            Value::Text(text) => Self::Text(text),
            Value::List(items) => Self::List(items),
            Value::Object(object) => Self::Object(object),
        }
    }
}

impl Seen<'_> {
    fn is_null(self) -> bool {
        matches!(self, Self::Null | Self::Missing)
    }

    fn is_scalar(self) -> bool {
        self.is_null() || matches!(self, Self::Bool(_) | Self::Number(_) | Self::Text(_))
    }

    /// As an amount, if the dialect lets it be one.
    fn amount(self, dialect: Dialect) -> Option<Number> {
        match self {
            Self::Number(number) => Some(number),
            Self::Text(text) if dialect.numeric_strings => Number::from_text(text),
            Self::Null | Self::Missing if dialect.missing_counts_as_zero => Some(Number::Int(0)),
            Self::Null
            | Self::Missing
            | Self::Bool(_)
            | Self::Text(_)
            | Self::List(_)
            | Self::Object(_)
            | Self::Opaque(_) => None,
        }
    }

    /// As characters to search in or for.
    fn characters(&self) -> Option<std::borrow::Cow<'_, str>> {
        match self {
            Self::Text(text) => Some((*text).into()),
            Self::Number(number) => Some(number.to_string().into()),
            Self::Null
            | Self::Missing
            | Self::Bool(_)
            | Self::List(_)
            | Self::Object(_)
            | Self::Opaque(_) => None,
        }
    }

    fn is_object(self) -> bool {
        matches!(self, Self::Object(_) | Self::Opaque(true))
    }
}

pub(super) fn holds(node: &Node, documents: Documents<'_>, dialect: Dialect) -> bool {
    match node {
        Node::Constant(truth) => *truth,
        Node::All(parts) => parts.iter().all(|part| holds(part, documents, dialect)),
        Node::Any(parts) => parts.iter().any(|part| holds(part, documents, dialect)),
        Node::Not(inner) => !holds(inner, documents, dialect),
        Node::Compare(Comparison { left, operator, right, .. }) => compare(
            see(left, documents, dialect),
            *operator,
            see(right, documents, dialect),
            dialect,
        ),
    }
}

pub(super) fn see<'a>(
    operand: &'a Operand,
    documents: Documents<'a>,
    dialect: Dialect,
) -> Seen<'a> {
    match operand {
        Operand::Value(value) => value.into(),
        Operand::Path(path) => match path.root() {
            Root::Worker => follow(documents.worker, path.steps(), dialect),
            Root::Item => follow(documents.item, path.steps(), dialect),
            Root::Pool => count(documents.pool, path),
            Root::Nowhere => Seen::Missing,
        },
    }
}

/// Where a path leads in a document. What is not there is null.
pub(super) fn follow<'a>(attributes: &'a Attributes, steps: &[Step], dialect: Dialect) -> Seen<'a> {
    let Some((first, rest)) = steps.split_first() else { return Seen::Opaque(true) };
    let mut value = match first {
        Step::Key(key) => attributes.member(key),
        Step::Index(_) => None,
    };
    for step in rest {
        value = match (value, step) {
            (Some(Value::Object(object)), Step::Key(key)) => object.member(key),
            (Some(Value::List(items)), Step::Index(index)) => {
                let item = items.get(*index as usize);
                if item.is_none() && !dialect.missing_index_is_null {
                    return Seen::Opaque(false);
                }
                item
            }
            (_, Step::Key(_) | Step::Index(_)) => None,
        };
    }
    value.filter(|it| **it != Value::Null).map_or(Seen::Missing, Seen::from)
}

fn count<'a>(pool: &dyn Headcount, path: &Path) -> Seen<'a> {
    match (path.first_key(), path.steps().len()) {
        (Some("available"), 1) => Seen::Number(pool.available().into()),
        (Some("unavailable"), 1) => Seen::Number(pool.unavailable().into()),
        (Some(activity), 1) if activity.starts_with("WA") => {
            Seen::Number(pool.in_activity(activity).into())
        }
        (Some(_) | None, _) => Seen::Missing,
    }
}

/// Every comparison is true or false; there is no third truth. Scalar operators on arrays are false, and
/// array operators without an array on their side are false.
pub(super) fn compare(
    left: Seen<'_>,
    operator: Operator,
    right: Seen<'_>,
    dialect: Dialect,
) -> bool {
    if matches!(left, Seen::Opaque(false)) || matches!(right, Seen::Opaque(false)) {
        return false;
    }
    match operator {
        Operator::Equal => left.is_scalar() && right.is_scalar() && equal(left, right, dialect),
        Operator::Differs => differ(left, right, dialect),
        Operator::Greater => order(left, right, dialect) == Some(Ordering::Greater),
        Operator::AtLeast => order(left, right, dialect).is_some_and(Ordering::is_ge),
        Operator::Less => order(left, right, dialect) == Some(Ordering::Less),
        Operator::AtMost => order(left, right, dialect).is_some_and(Ordering::is_le),
        Operator::Contains => contains(left, right, dialect),
        Operator::Has => is_in(right, left, dialect) == Some(true),
        Operator::In => is_in(left, right, dialect) == Some(true),
        Operator::NotIn => match is_in(left, right, dialect) {
            Some(_) if matches!(left, Seen::Missing) && !dialect.missing_differs => false,
            Some(found) => !found,
            None => left.is_scalar() && right.is_null() && dialect.missing_list_excludes,
        },
    }
}

fn equal(left: Seen<'_>, right: Seen<'_>, dialect: Dialect) -> bool {
    match (left, right) {
        (a, b) if a.is_null() && b.is_null() => dialect.missing_equals_missing,
        (Seen::Bool(a), Seen::Bool(b)) => a == b,
        (Seen::Number(a), Seen::Number(b)) => {
            a.compare(b).is_eq() && (dialect.numbers_by_amount || a.is_same_kind(b))
        }
        (Seen::Text(a), Seen::Text(b)) => order_texts(a, b, dialect).is_eq(),
        (Seen::Number(number), Seen::Text(text)) | (Seen::Text(text), Seen::Number(number)) => {
            dialect.numeric_strings
                && Number::from_text(text).is_some_and(|it| it.compare(number).is_eq())
        }
        (Seen::Bool(it), Seen::Text(text)) | (Seen::Text(text), Seen::Bool(it)) => {
            dialect.boolean_strings && text == if it { "true" } else { "false" }
        }
        _ => false,
    }
}

/// An object differs from null, as what is there does, and from nothing else.
fn differ(left: Seen<'_>, right: Seen<'_>, dialect: Dialect) -> bool {
    if !left.is_scalar() || !right.is_scalar() {
        return left.is_object() && right.is_null() || left.is_null() && right.is_object();
    }
    // `x != null` is how a presence is asked for; only a missing attribute beside a value is in doubt.
    let is_missing = |seen| matches!(seen, Seen::Missing);
    let is_in_doubt = is_missing(left) && !right.is_null() || is_missing(right) && !left.is_null();
    (dialect.missing_differs || !is_in_doubt) && !equal(left, right, dialect)
}

fn order(left: Seen<'_>, right: Seen<'_>, dialect: Dialect) -> Option<Ordering> {
    match (left, right) {
        (Seen::Text(a), Seen::Text(b)) => Some(order_texts(a, b, dialect)),
        (a, b) => Some(a.amount(dialect)?.compare(b.amount(dialect)?)),
    }
}

fn order_texts(a: &str, b: &str, dialect: Dialect) -> Ordering {
    match dialect.string_case {
        StringCase::Sensitive => a.cmp(b),
        StringCase::Insensitive => {
            let small = |text: &str| text.to_lowercase();
            small(a).cmp(&small(b))
        }
    }
}

/// A substring of a string, or of the digits of a number.
fn contains(left: Seen<'_>, right: Seen<'_>, dialect: Dialect) -> bool {
    let Some((all, part)) = left.characters().zip(right.characters()) else { return false };
    match dialect.string_case {
        StringCase::Sensitive => all.contains(&*part),
        StringCase::Insensitive => all.to_lowercase().contains(&part.to_lowercase()),
    }
}

/// Whether a list has a scalar; nothing when it is no list or no scalar.
fn is_in(item: Seen<'_>, list: Seen<'_>, dialect: Dialect) -> Option<bool> {
    let Seen::List(items) = list else { return None };
    item.is_scalar().then(|| items.iter().any(|it| equal(item, it.into(), dialect)))
}
