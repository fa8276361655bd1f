//! Why an expression is false.

use super::dialect::Dialect;
use super::evaluate::{Documents, Seen, holds, see};
use super::tree::{Node, Operand};
use super::value::Value;

/// How much of a value is shown, in characters.
const MAX_SHOWN_CHARS: usize = 120;

/// The first predicate that is false, and what it saw.
///
/// ```text
/// predicate: worker.level > 3
/// observed:  worker.level = 2
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The predicate, as an expression: one comparison, or an OR of which nothing is true.
    pub predicate: String,
    /// Every path in it, with the value it leads to.
    pub observed: Vec<(String, String)>,
}

pub(super) fn first_failure(
    node: &Node,
    documents: Documents<'_>,
    dialect: Dialect,
) -> Option<Failure> {
    match node {
        Node::All(parts) => parts.iter().find_map(|part| first_failure(part, documents, dialect)),
        Node::Constant(_) | Node::Any(_) | Node::Not(_) | Node::Compare(_) => {
            let is_false = !holds(node, documents, dialect);
            is_false.then(|| failure(node, documents, dialect))
        }
    }
}

fn failure(node: &Node, documents: Documents<'_>, dialect: Dialect) -> Failure {
    let mut observed: Vec<(String, String)> = Vec::new();
    for path in node.paths() {
        let name = path.to_string();
        if observed.iter().all(|(seen, _)| *seen != name) {
            let operand = Operand::Path(path.clone());
            observed.push((name, shown(see(&operand, documents, dialect))));
        }
    }
    Failure { predicate: node.to_string(), observed }
}

fn shown(seen: Seen<'_>) -> String {
    let full = match seen {
        Seen::Null | Seen::Missing | Seen::Opaque(false) => "null".to_owned(),
        Seen::Bool(it) => it.to_string(),
        Seen::Number(number) => number.to_string(),
        Seen::Text(text) => Value::from(text).to_string(),
        Seen::List(items) => Value::List(items.into()).to_string(),
        Seen::Object(_) | Seen::Opaque(true) => "an object".to_owned(),
    };
    match full.char_indices().nth(MAX_SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &full[..end]),
        None => full,
    }
}
