//! What the author of an expression or a document may not have meant, told when it is saved.

use domain::work::expression::{Dialect, Expression, Scope};
use domain::work::routing::{Document, RoutingDialect};
use serde_json::{Value, json};

/// Doubts about a queue's expression.
pub(super) fn of_expression(text: &str) -> Vec<Value> {
    let read = Expression::parse(text, Scope::Queue, Dialect::default());
    let warnings = read.map(|it| it.warnings(text, Scope::Queue)).unwrap_or_default();
    let shown = warnings.into_iter().map(|it| {
        json!({
            "code": it.lint.code(),
            "path": "TargetWorkers",
            "position": it.position,
            "message": it.message,
        })
    });
    shown.collect()
}

/// Doubts about a workflow's document.
pub(super) fn of_document(text: &str) -> Vec<Value> {
    let warnings = Document::warnings(text, RoutingDialect::default()).unwrap_or_default();
    let shown = warnings.into_iter().map(|it| {
        json!({
            "code": it.kind.code(),
            "path": it.path,
            "position": it.position,
            "message": it.message,
        })
    });
    shown.collect()
}
