//! The expression language of work distribution: which workers, which work items, in which order.
//!
//! ```text
//! languages HAS "nb" AND (level > 3 OR vip == true)       a queue's target_workers
//! worker.languages HAS task.language                      a target's expression
//! workers.available == 0                                  a target's skip_if
//! worker.level DESC, worker.cost ASC                      a target's order_by
//! ```
//!
//! Truth has two values. What is missing is null. Scalar operators on arrays are false, and so are array
//! operators without an array. What the public documentation leaves open is a [`Dialect`].

mod attributes;
mod dialect;
mod error;
mod evaluate;
mod explain;
mod lexer;
mod lint;
mod order;
mod parse;
mod residual;
mod statement;
#[cfg(test)]
mod tests;
mod tree;
mod value;

pub use attributes::{Attributes, AttributesError, MAX_ATTRIBUTES_CHARS};
pub use dialect::{ArrowBeforeDigit, Dialect, Precedence, StringCase};
pub use error::ExpressionError;
pub use evaluate::{Headcount, Nobody};
pub use explain::Failure;
pub use lint::{Lint, Warning};
pub use order::{MAX_ORDER_CLAUSES, OrderBy, OrderKey};
pub use parse::{MAX_DEPTH, MAX_EXPRESSION_BYTES, Scope};
pub use statement::Expression;
pub use tree::{Path, Root, Step};
pub use value::{Number, Object, Value};
