//! From JSON to a document.

use std::sync::Arc;

use super::dialect::RoutingDialect;
use super::document::{Document, Filter, KnownWorker, Target};
use super::issue::DocumentError;
use crate::sid::TaskQueueSid;
use crate::work::expression::{Expression, ExpressionError, Number, Object, OrderBy, Path, Root};
use crate::work::expression::{Scope, Value};

/// The longest document, in bytes.
pub const MAX_DOCUMENT_BYTES: usize = 1_038_576;
/// The most filters of a document.
pub const MAX_FILTERS: usize = 5_000;
/// The most targets of a filter.
pub const MAX_TARGETS: usize = 1_000;
/// The highest priority.
pub const MAX_PRIORITY: u32 = 1 << 31;

impl Document {
    /// Reads a document. Members that it does not know are passed over.
    pub fn parse(text: &str, dialect: RoutingDialect) -> Result<Self, DocumentError> {
        let root = json(text)?;
        let root = Member { value: &root, path: "the document".to_owned() }.object()?;
        let routing = root.required("task_routing")?.object()?;
        let mut filters = Vec::new();
        if let Some(list) = routing.optional("filters") {
            for member in list.items(MAX_FILTERS)? {
                filters.push(filter(&member.object()?, dialect)?);
            }
        }
        let default = routing.optional("default_filter");
        let default = default.map(|member| default_filter(&member.object()?)).transpose()?;
        Ok(Self { filters: filters.into(), default, dialect })
    }
}

pub(super) fn json(text: &str) -> Result<Value, DocumentError> {
    if text.len() > MAX_DOCUMENT_BYTES {
        return Err(DocumentError::TooLong);
    }
    serde_json::from_str(text).map_err(|error| {
        let said = error.to_string();
        let what = said.split(" at line ").next().unwrap_or_default().to_owned();
        DocumentError::NotJson { line: error.line(), column: error.column(), what }
    })
}

fn filter(it: &Members<'_>, dialect: RoutingDialect) -> Result<Filter, DocumentError> {
    let friendly_name = it.optional("filter_friendly_name").map(|name| name.text()).transpose()?;
    let expression = it.required("expression")?;
    let parsed = Expression::parse(expression.text()?, Scope::Filter, dialect.expressions);
    let parsed = parsed.map_err(|error| expression.wrong(error))?;
    let mut targets: Vec<Target> = Vec::new();
    let list = it.required("targets")?;
    for member in list.items(MAX_TARGETS)? {
        let next = target(&member.object()?, targets.last(), dialect)?;
        targets.push(next);
    }
    if targets.is_empty() {
        return Err(list.unexpected("at least one target"));
    }
    Ok(Filter { friendly_name: friendly_name.map(str::to_owned), expression: parsed, targets })
}

fn target(
    it: &Members<'_>,
    before: Option<&Target>,
    dialect: RoutingDialect,
) -> Result<Target, DocumentError> {
    let own = it.optional("queue").map(|member| queue(&member)).transpose()?;
    let queue = match own.or_else(|| before.map(|target| target.queue)) {
        Some(queue) => queue,
        None => queue(&it.required("queue")?)?,
    };
    let timeout_s = it.optional("timeout").map(|member| timeout(&member)).transpose()?;
    let total_s = before.map_or(0, |target| target.total_s);
    let parse = |name, scope| match it.optional(name).filter(|member| !member.is_blank()) {
        None => Ok(None),
        Some(member) => match Expression::parse(member.text()?, scope, dialect.expressions) {
            Ok(expression) => Ok(Some(expression)),
            Err(error) => Err(member.wrong(error)),
        },
    };
    Ok(Target {
        queue,
        priority: it.optional("priority").map(|member| priority(&member)).transpose()?,
        timeout_s,
        total_s: total_s.saturating_add(timeout_s.unwrap_or(0)),
        expression: parse("expression", Scope::Target)?,
        skip_if: parse("skip_if", Scope::SkipIf)?,
        order_by: order_by(it)?,
        known_worker: known_worker(it)?,
    })
}

/// A default has a queue, a priority and an order; nothing that would lead an item away from it.
fn default_filter(it: &Members<'_>) -> Result<Target, DocumentError> {
    Ok(Target {
        queue: queue(&it.required("queue")?)?,
        priority: it.optional("priority").map(|member| priority(&member)).transpose()?,
        timeout_s: None,
        total_s: 0,
        expression: None,
        skip_if: None,
        order_by: order_by(it)?,
        known_worker: None,
    })
}

fn queue(member: &Member<'_>) -> Result<TaskQueueSid, DocumentError> {
    let text = member.text()?;
    text.parse().map_err(|_| member.unexpected("the sid of a task queue (WQ…)"))
}

fn priority(member: &Member<'_>) -> Result<u32, DocumentError> {
    let number = member.integer().and_then(|int| u32::try_from(int).ok());
    let number = number.filter(|priority| *priority <= MAX_PRIORITY);
    number.ok_or_else(|| member.unexpected("a whole number from 0 to 2147483648"))
}

fn timeout(member: &Member<'_>) -> Result<u64, DocumentError> {
    let number = member.integer().filter(|seconds| *seconds > 0);
    let number = number.and_then(|seconds| u32::try_from(seconds).ok()).map(u64::from);
    number.ok_or_else(|| member.unexpected("a positive whole number of seconds"))
}

fn order_by(it: &Members<'_>) -> Result<Option<OrderBy>, DocumentError> {
    match it.optional("order_by").filter(|member| !member.is_blank()) {
        None => Ok(None),
        Some(member) => match OrderBy::parse(member.text()?) {
            Ok(order_by) => Ok(Some(order_by)),
            Err(error) => Err(member.wrong(error)),
        },
    }
}

fn known_worker(it: &Members<'_>) -> Result<Option<KnownWorker>, DocumentError> {
    let path = |member: Member<'_>| {
        let path = Path::parse(member.text()?, Scope::Target);
        let path = path.map_err(|error| member.wrong(error))?;
        if path.root() == Root::Item && !path.steps().is_empty() {
            Ok(path)
        } else {
            Err(member.unexpected("an attribute of the task (task.…)"))
        }
    };
    let sid = it.optional("known_worker_sid").filter(|member| !member.is_blank());
    let name = it.optional("known_worker_friendly_name").filter(|member| !member.is_blank());
    match (sid, name) {
        (Some(_), Some(_)) => Err(DocumentError::TwoKnownWorkers { path: it.path.clone() }),
        (Some(sid), None) => Ok(Some(KnownWorker::Sid(path(sid)?))),
        (None, Some(name)) => Ok(Some(KnownWorker::FriendlyName(path(name)?))),
        (None, None) => Ok(None),
    }
}

/// A value in the document, and where it is.
pub(super) struct Member<'a> {
    pub(super) value: &'a Value,
    pub(super) path: String,
}

/// An object in the document, and where it is.
pub(super) struct Members<'a> {
    pub(super) object: &'a Arc<Object>,
    pub(super) path: String,
}

impl<'a> Member<'a> {
    pub(super) fn object(&self) -> Result<Members<'a>, DocumentError> {
        let Value::Object(object) = self.value else { return Err(self.unexpected("an object")) };
        Ok(Members { object, path: self.path.clone() })
    }

    pub(super) fn items(&self, max: usize) -> Result<Vec<Self>, DocumentError> {
        let Value::List(items) = self.value else { return Err(self.unexpected("an array")) };
        if items.len() > max {
            return Err(DocumentError::TooMany { path: self.path.clone(), max });
        }
        let member = |(index, value)| Self { value, path: format!("{}[{index}]", self.path) };
        Ok(items.iter().enumerate().map(member).collect())
    }

    pub(super) fn text(&self) -> Result<&'a str, DocumentError> {
        let Value::Text(text) = self.value else { return Err(self.unexpected("a string")) };
        Ok(text)
    }

    fn is_blank(&self) -> bool {
        matches!(self.value, Value::Text(text) if text.trim().is_empty())
    }

    /// A whole number, or a string of one.
    fn integer(&self) -> Option<i64> {
        let number = match self.value {
            Value::Number(number) => Some(*number),
            Value::Text(text) => Number::from_text(text.trim()),
            Value::Null | Value::Bool(_) | Value::List(_) | Value::Object(_) => None,
        };
        match number? {
            Number::Int(int) => Some(int),
            Number::Float(float) if float.fract() == 0.0 && float.abs() < 1e15 => {
                Some(float as i64)
            }
            Number::Big(_) | Number::Float(_) => None,
        }
    }

    fn wrong(&self, error: ExpressionError) -> DocumentError {
        DocumentError::Expression { path: self.path.clone(), error }
    }

    fn unexpected(&self, expected: &'static str) -> DocumentError {
        let found = match self.value {
            Value::Null => "null".to_owned(),
            Value::Bool(it) => it.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) => format!("\"{}\"", text.chars().take(64).collect::<String>()),
            Value::List(items) if items.is_empty() => "an empty array".to_owned(),
            Value::List(_) => "an array".to_owned(),
            Value::Object(_) => "an object".to_owned(),
        };
        DocumentError::Unexpected { path: self.path.clone(), expected, found }
    }
}

impl<'a> Members<'a> {
    /// A member that is neither missing nor null.
    pub(super) fn optional(&self, name: &str) -> Option<Member<'a>> {
        let value = self.object.member(name).filter(|value| **value != Value::Null)?;
        Some(Member { value, path: self.inside(name) })
    }

    pub(super) fn required(&self, name: &'static str) -> Result<Member<'a>, DocumentError> {
        self.optional(name).ok_or_else(|| DocumentError::Unexpected {
            path: self.path.clone(),
            expected: name,
            found: "nothing".to_owned(),
        })
    }

    pub(super) fn inside(&self, name: &str) -> String {
        if self.path == "the document" { name.to_owned() } else { format!("{}.{name}", self.path) }
    }
}
