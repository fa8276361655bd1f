//! What a document's author may not have meant.

use super::dialect::RoutingDialect;
use super::document::Document;
use super::issue::{DocumentError, DocumentWarning, DocumentWarningKind};
use super::read::{Member, Members, json};
use crate::work::expression::{Expression, Scope, Value};

const FILTER: [&str; 4] = ["filter_friendly_name", "friendly_name", "expression", "targets"];
const TARGET: [&str; 9] = [
    "queue",
    "priority",
    "timeout",
    "expression",
    "order_by",
    "skip_if",
    "known_worker_sid",
    "known_worker_friendly_name",
    "target_friendly_name",
];
const DEFAULT: [&str; 5] =
    ["queue", "priority", "order_by", "filter_friendly_name", "friendly_name"];

impl Document {
    /// Doubts about a document that can be read, in the order in which it is written.
    pub fn warnings(
        text: &str,
        dialect: RoutingDialect,
    ) -> Result<Vec<DocumentWarning>, DocumentError> {
        let document = Self::parse(text, dialect)?;
        let mut linter = Linter { dialect, found: Vec::new() };
        let root = json(text)?;
        let root = Member { value: &root, path: "the document".to_owned() }.object()?;
        linter.strangers(&root, &["task_routing"]);
        let routing = root.required("task_routing")?.object()?;
        linter.strangers(&routing, &["filters", "default_filter"]);
        if let Some(filters) = routing.optional("filters") {
            for member in filters.items(usize::MAX)? {
                linter.filter(&member.object()?)?;
            }
        }
        if let Some(default) = routing.optional("default_filter") {
            let default = default.object()?;
            linter.strangers(&default, &DEFAULT);
            linter.numbers(&default, &["priority"]);
        }
        linter.reach(&document);
        Ok(linter.found)
    }
}

struct Linter {
    dialect: RoutingDialect,
    found: Vec<DocumentWarning>,
}

impl Linter {
    fn warn(&mut self, kind: DocumentWarningKind, path: String, message: impl Into<String>) {
        let message = message.into();
        self.found.push(DocumentWarning { kind, path, position: None, message });
    }

    fn strangers(&mut self, it: &Members<'_>, known: &[&str]) {
        for (name, _) in it.object.members() {
            if !known.contains(&name) {
                let name = name.chars().take(64).collect::<String>();
                let message = format!("{name} has no meaning here and is passed over");
                self.warn(DocumentWarningKind::Ignored, it.inside(&name), message);
            }
        }
    }

    fn numbers(&mut self, it: &Members<'_>, names: &[&str]) {
        for name in names {
            if matches!(it.object.member(name), Some(Value::Text(_))) {
                let message = format!("{name} is a string; it is taken as a number");
                self.warn(DocumentWarningKind::NumberAsString, it.inside(name), message);
            }
        }
    }

    fn filter(&mut self, it: &Members<'_>) -> Result<(), DocumentError> {
        self.strangers(it, &FILTER);
        self.expression(it, "expression", Scope::Filter);
        let targets = it.required("targets")?.items(usize::MAX)?;
        for member in targets {
            let target = member.object()?;
            self.strangers(&target, &TARGET);
            self.numbers(&target, &["priority", "timeout"]);
            self.expression(&target, "expression", Scope::Target);
            self.expression(&target, "skip_if", Scope::SkipIf);
            let known = ["known_worker_sid", "known_worker_friendly_name"];
            let has_known = known.iter().find(|name| target.optional(name).is_some());
            let ends = ["timeout", "skip_if"].iter().any(|name| target.optional(name).is_some());
            if let Some(name) = has_known.filter(|_| !ends) {
                let message = "without timeout or skip_if the task waits for this worker alone";
                self.warn(DocumentWarningKind::WaitsForOne, target.inside(name), message);
            }
        }
        Ok(())
    }

    fn expression(&mut self, it: &Members<'_>, name: &str, scope: Scope) {
        let Some(Value::Text(text)) = it.object.member(name) else { return };
        let Ok(expression) = Expression::parse(text, scope, self.dialect.expressions) else {
            return;
        };
        for warning in expression.warnings(text, scope) {
            self.found.push(DocumentWarning {
                kind: DocumentWarningKind::Expression(warning.lint),
                path: it.inside(name),
                position: Some(warning.position),
                message: warning.message,
            });
        }
    }

    /// What no item comes to: targets behind one that is never left, and filters behind one that takes
    /// everything and is never left.
    fn reach(&mut self, document: &Document) {
        let mut everything = None;
        for (index, filter) in document.filters().iter().enumerate() {
            let path = format!("task_routing.filters[{index}]");
            if let Some(taker) = everything {
                let message = format!(
                    "no task comes here: filter {taker} takes every task, and its last target is never left"
                );
                self.warn(DocumentWarningKind::Unreachable, path, message);
                continue;
            }
            let ends: Vec<_> = filter
                .targets
                .iter()
                .map(|it| it.timeout_s.is_some() || it.skip_if.is_some())
                .collect();
            let stuck = ends.iter().position(|ends| !ends);
            if let Some(stuck) = stuck.filter(|stuck| stuck + 1 < ends.len()) {
                let path = format!("{path}.targets[{}]", stuck + 1);
                let message =
                    "no task comes here: the target before has neither timeout nor skip_if";
                self.warn(DocumentWarningKind::Unreachable, path, message);
            }
            if filter.expression.always() == Some(false) {
                let message = "no task comes here: the expression is never true";
                self.warn(DocumentWarningKind::Unreachable, path, message);
            } else if stuck.is_some() && filter.expression.always() == Some(true) {
                everything = Some(index);
            }
        }
        self.default(document, everything);
    }

    fn default(&mut self, document: &Document, everything: Option<usize>) {
        let path = || "task_routing.default_filter".to_owned();
        match (document.default_filter(), everything) {
            (Some(_), Some(taker)) => {
                let message = format!("no task comes here: filter {taker} takes every task");
                self.warn(DocumentWarningKind::Unreachable, path(), message);
            }
            (None, None) => {
                let message = "a task that no filter takes is canceled; add a default_filter";
                self.warn(DocumentWarningKind::NoDefault, path(), message);
            }
            (Some(_), None) | (None, Some(_)) => {}
        }
    }
}
