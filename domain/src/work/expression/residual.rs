//! What is left of an expression when the work item is known.
//!
//! What is left has one form for one meaning, as far as cheap rules reach: constants are folded, AND and
//! OR are flat, sorted and without repetition, a path stands on the left of a constant.

use std::sync::Arc;

use super::attributes::Attributes;
use super::dialect::Dialect;
use super::evaluate::{Documents, Nobody, Seen, compare, see};
use super::tree::{Comparison, Node, Operand, Operator, Path, Root, Step};
use super::value::Value;

/// Puts the item's values in the place of its paths; without an item only the form changes.
pub(super) fn reduce(node: &Node, item: Option<&Attributes>, dialect: Dialect) -> Node {
    match node {
        Node::Constant(truth) => Node::Constant(*truth),
        Node::Not(inner) => match reduce(inner, item, dialect) {
            Node::Constant(truth) => Node::Constant(!truth),
            Node::Not(inner) => *inner,
            other @ (Node::All(_) | Node::Any(_) | Node::Compare(_)) => Node::Not(Box::new(other)),
        },
        Node::All(parts) => join(parts, false, item, dialect),
        Node::Any(parts) => join(parts, true, item, dialect),
        Node::Compare(comparison) => {
            let left = substitute(&comparison.left, item, dialect);
            let right = substitute(&comparison.right, item, dialect);
            match left.zip(right) {
                Some((left, right)) => fold(Comparison { left, right, ..*comparison }, dialect),
                None => Node::Constant(false),
            }
        }
    }
}

/// Joins by OR if a single truth is `decisive`, by AND if a single falsehood is.
fn join(parts: &[Node], decisive: bool, item: Option<&Attributes>, dialect: Dialect) -> Node {
    let mut flat = Vec::with_capacity(parts.len());
    for part in parts {
        match (reduce(part, item, dialect), decisive) {
            (Node::Constant(truth), _) if truth == decisive => return Node::Constant(decisive),
            (Node::Constant(_), _) => {}
            (Node::All(inner), false) | (Node::Any(inner), true) => flat.extend(inner),
            (other, _) => flat.push(other),
        }
    }
    flat.sort_unstable();
    flat.dedup();
    match flat.len() {
        0 => Node::Constant(!decisive),
        1 => flat.swap_remove(0),
        _ if decisive => Node::Any(flat),
        _ => Node::All(flat),
    }
}

/// Nothing when the operand makes its comparison false.
fn substitute(operand: &Operand, item: Option<&Attributes>, dialect: Dialect) -> Option<Operand> {
    let Operand::Path(path) = operand else { return Some(operand.clone()) };
    let item = match (path.root(), item) {
        (Root::Item, Some(item)) => item,
        (Root::Worker | Root::Pool | Root::Nowhere, _) | (Root::Item, None) => {
            return Some(operand.clone());
        }
    };
    let documents = Documents { worker: item, item, pool: &Nobody };
    let value = match see(operand, documents, dialect) {
        Seen::Null => Value::Null,
        Seen::Missing if dialect.missing_differs => Value::Null,
        // Here a constant null would say something else, so a path to nothing takes the place.
        Seen::Missing => {
            return Some(Operand::Path(Path::new(
                Root::Nowhere,
                vec![Step::Key("missing".into())],
            )));
        }
        Seen::Bool(it) => Value::Bool(it),
        Seen::Number(number) => Value::Number(number),
        Seen::Text(text) => text.into(),
        Seen::List(items) => Value::List(items.into()),
        Seen::Object(object) => Value::Object(Arc::new(object.clone())),
        Seen::Opaque(true) => Value::Object(Arc::default()),
        Seen::Opaque(false) => return None,
    };
    Some(Operand::Value(value))
}

fn fold(comparison: Comparison, dialect: Dialect) -> Node {
    if let (Some(left), Some(right)) = (known(&comparison.left), known(&comparison.right)) {
        return Node::Constant(compare(left, comparison.operator, right, dialect));
    }
    let comparison = sorted(turned(comparison));
    if is_impossible(&comparison) {
        return Node::Constant(false);
    }
    Node::Compare(comparison)
}

fn known(operand: &Operand) -> Option<Seen<'_>> {
    match operand {
        Operand::Value(value) => Some(value.into()),
        Operand::Path(path) if path.root() == Root::Nowhere => Some(Seen::Missing),
        Operand::Path(_) => None,
    }
}

/// Turned so that a path stands before a constant, and of two paths the smaller one before the other.
fn turned(comparison: Comparison) -> Comparison {
    let is_wrong_way = match (&comparison.left, &comparison.right) {
        (Operand::Value(_), Operand::Path(_)) => true,
        (Operand::Path(a), Operand::Path(b)) => a > b,
        (Operand::Path(_) | Operand::Value(_), Operand::Value(_)) => false,
    };
    match comparison.operator.mirrored() {
        Some(operator) if is_wrong_way => Comparison {
            left: comparison.right,
            operator,
            right: comparison.left,
            at: comparison.at,
        },
        Some(_) | None => comparison,
    }
}

/// Whether the kind of a constant alone makes the comparison false, whatever the path leads to.
fn is_impossible(comparison: &Comparison) -> bool {
    let list = |operand: &Operand| match operand {
        Operand::Value(value) => Some(matches!(value, Value::List(_))),
        Operand::Path(_) => None,
    };
    let (left, right) = (list(&comparison.left), list(&comparison.right));
    match comparison.operator {
        Operator::Has => left == Some(false) || right == Some(true),
        Operator::In => {
            let is_empty = |it: &Operand| *it == Operand::Value(Value::List(Arc::default()));
            left == Some(true) || right == Some(false) || is_empty(&comparison.right)
        }
        // Null stands for a list that is missing, of which the dialect has its own opinion.
        Operator::NotIn => {
            left == Some(true)
                || (right == Some(false) && comparison.right != Operand::Value(Value::Null))
        }
        Operator::Equal
        | Operator::Differs
        | Operator::Greater
        | Operator::AtLeast
        | Operator::Less
        | Operator::AtMost
        | Operator::Contains => left == Some(true) || right == Some(true),
    }
}

/// The order of a list does not matter, nor how often something is in it, nor what is no scalar.
fn sorted(mut comparison: Comparison) -> Comparison {
    if !matches!(comparison.operator, Operator::In | Operator::NotIn) {
        return comparison;
    }
    let Operand::Value(Value::List(items)) = &comparison.right else { return comparison };
    let mut items: Vec<_> = items
        .iter()
        .filter(|it| !matches!(it, Value::List(_) | Value::Object(_)))
        .cloned()
        .collect();
    items.sort_unstable();
    items.dedup();
    if comparison.operator == Operator::In && items.len() == 1 {
        comparison.operator = Operator::Equal;
        comparison.right = Operand::Value(items.swap_remove(0));
    } else {
        comparison.right = Operand::Value(Value::List(items.into()));
    }
    comparison
}
