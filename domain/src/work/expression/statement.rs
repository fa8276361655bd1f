//! An expression that has been read.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::attributes::Attributes;
use super::dialect::Dialect;
use super::error::ExpressionError;
use super::evaluate::{Documents, Headcount, Nobody, holds};
use super::explain::{Failure, first_failure};
use super::lint::{Warning, warnings};
use super::parse::{Scope, parse};
use super::residual::reduce;
use super::tree::{Node, Operand, Operator, Path, Root};
use super::value::Value;

/// A truth about a worker and a work item: `worker.languages HAS task.language AND worker.level > 3`.
///
/// Cloning copies nothing. Two are equal when they say the same in the same words; those that
/// [`residual`](Self::residual) makes have a canonical form, so that classes can be made of them. Written out
/// (`Display`), keys always have their document in front: `worker.`, `task.`, `workers.`; read again as
/// [`Scope::Target`] that is the same expression, unless an object stood in the item at the place of a path.
#[derive(Debug, Clone)]
pub struct Expression {
    root: Arc<Node>,
    /// The canonical form, if the item is not asked.
    settled: Option<Arc<Node>>,
    dialect: Dialect,
}

impl Expression {
    /// Reads an expression.
    pub fn parse(text: &str, scope: Scope, dialect: Dialect) -> Result<Self, ExpressionError> {
        let root = parse(text, scope, dialect)?;
        let asks_item = root.paths().any(|path| path.root() == Root::Item);
        let settled = (!asks_item).then(|| Arc::new(reduce(&root, None, dialect)));
        Ok(Self { root: Arc::new(root), settled, dialect })
    }

    /// An expression that is always true, or always false.
    pub fn constant(truth: bool) -> Self {
        Self::settled(Arc::new(Node::Constant(truth)), Dialect::default())
    }

    fn settled(root: Arc<Node>, dialect: Dialect) -> Self {
        Self { settled: Some(root.clone()), root, dialect }
    }

    /// Whether it is true of this worker and this item. (Of `workers.` it knows nobody: see
    /// [`Self::holds_among`].)
    pub fn holds(&self, worker: &Attributes, item: &Attributes) -> bool {
        holds(&self.root, Documents { worker, item, pool: &Nobody }, self.dialect)
    }

    /// Whether a `skip_if` is true of this item among these workers.
    pub fn holds_among(&self, pool: &dyn Headcount, item: &Attributes) -> bool {
        holds(&self.root, Documents { worker: &Attributes::default(), item, pool }, self.dialect)
    }

    /// What is left for the worker when the item is known, in canonical form.
    #[must_use]
    pub fn residual(&self, item: &Attributes) -> Self {
        match &self.settled {
            Some(root) => Self::settled(root.clone(), self.dialect),
            None => {
                let root = reduce(&self.root, Some(item), self.dialect);
                Self::settled(Arc::new(root), self.dialect)
            }
        }
    }

    /// Both of them; in canonical form, if both are.
    #[must_use]
    pub fn and(&self, other: &Self) -> Self {
        let both = Node::All(vec![(*self.root).clone(), (*other.root).clone()]);
        let asks_item = self.settled.is_none() || other.settled.is_none();
        if asks_item {
            return Self { root: Arc::new(both), settled: None, dialect: self.dialect };
        }
        Self::settled(Arc::new(reduce(&both, None, self.dialect)), self.dialect)
    }

    /// What it always is, whatever worker and item, as far as cheap rules find out.
    pub fn always(&self) -> Option<bool> {
        let reduced = match &self.settled {
            Some(settled) => settled.clone(),
            None => Arc::new(reduce(&self.root, None, self.dialect)),
        };
        match *reduced {
            Node::Constant(truth) => Some(truth),
            Node::All(_) | Node::Any(_) | Node::Not(_) | Node::Compare(_) => None,
        }
    }

    /// What made it false of this worker and this item; nothing when it is true.
    pub fn first_failure(&self, worker: &Attributes, item: &Attributes) -> Option<Failure> {
        first_failure(&self.root, Documents { worker, item, pool: &Nobody }, self.dialect)
    }

    /// What made a `skip_if` false.
    pub fn first_failure_among(&self, pool: &dyn Headcount, item: &Attributes) -> Option<Failure> {
        let documents = Documents { worker: &Attributes::default(), item, pool };
        first_failure(&self.root, documents, self.dialect)
    }

    /// What its author may not have meant. `text` and `scope` are those that it was read with.
    pub fn warnings(&self, text: &str, scope: Scope) -> Vec<Warning> {
        warnings(&self.root, text, scope, self.dialect)
    }

    /// The places in a document that it looks at.
    pub fn paths(&self, root: Root) -> BTreeSet<Path> {
        self.root.paths().filter(|path| path.root() == root).cloned().collect()
    }

    /// Whether the item has a say.
    pub fn depends_on_item(&self) -> bool {
        self.root.paths().any(|path| path.root() == Root::Item)
    }

    /// Whether the worker has a say.
    pub fn depends_on_worker(&self) -> bool {
        self.root.paths().any(|path| path.root() == Root::Worker)
    }

    /// Whether how busy the worker is has a say (`worker.channel.…`).
    pub fn depends_on_load(&self) -> bool {
        let asks = |path: &Path| path.root() == Root::Worker && path.first_key() == Some("channel");
        self.root.paths().any(asks)
    }

    /// The string that a worker's member `key` must be for this to be true (`worker.sid == "WK…"`), if the
    /// expression says so outright: alone or as a part of an AND.
    pub fn demanded(&self, key: &str) -> Option<&str> {
        let parts = match &*self.root {
            Node::All(parts) => parts.as_slice(),
            one @ (Node::Constant(_) | Node::Any(_) | Node::Not(_) | Node::Compare(_)) => {
                std::slice::from_ref(one)
            }
        };
        parts.iter().find_map(|part| match part {
            Node::Compare(it) if it.operator == Operator::Equal => match (&it.left, &it.right) {
                (Operand::Path(path), Operand::Value(Value::Text(text)))
                | (Operand::Value(Value::Text(text)), Operand::Path(path))
                    if path.root() == Root::Worker
                        && path.steps().len() == 1
                        && path.first_key() == Some(key) =>
                {
                    Some(&**text)
                }
                _ => None,
            },
            Node::Constant(_) | Node::All(_) | Node::Any(_) | Node::Not(_) | Node::Compare(_) => {
                None
            }
        })
    }

    fn identity(&self) -> (&Node, Dialect) {
        (&self.root, self.dialect)
    }
}

impl fmt::Display for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.root)
    }
}

impl PartialEq for Expression {
    fn eq(&self, other: &Self) -> bool {
        self.identity() == other.identity()
    }
}

impl Eq for Expression {}

impl PartialOrd for Expression {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Expression {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.identity().cmp(&other.identity())
    }
}

impl std::hash::Hash for Expression {
    fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
        self.identity().hash(state);
    }
}
