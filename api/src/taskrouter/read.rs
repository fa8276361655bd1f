//! Fields of the dialect: names, orders, dates, expressions, numbers.

use domain::settings::Change;
use domain::timestamp::Timestamp;
use domain::work::expression::{Attributes, Dialect, Expression, Scope};
use domain::work::workspace::QueueOrder;
use projections::Sort;

use crate::front::{Fields, Problem, day_or_time};

/// A field whose value is not what it should be.
pub(super) fn bad(message: impl Into<String>) -> Problem {
    Problem::invalid(20001, message)
}

/// The text of a field that was given, also when it is empty.
pub(super) fn given(fields: &Fields, name: &str) -> Option<String> {
    fields.text(name).map(str::to_owned)
}

/// The text of a field that says something.
pub(super) fn filled(fields: &Fields, name: &str) -> Option<String> {
    fields.filled(name).map(str::to_owned)
}

/// A whole number within `u32`.
pub(super) fn number(fields: &Fields, name: &str) -> Result<Option<u32>, Problem> {
    let Some(text) = fields.filled(name) else { return Ok(None) };
    let number = text.trim().parse::<i64>();
    let number = number.map_err(|_| bad(format!("{name} is not a whole number")))?;
    let fits = u32::try_from(number);
    fits.map(Some).map_err(|_| bad(format!("{name} must be from 0 to {}", u32::MAX)))
}

/// A date and time, or a day.
pub(super) fn time(fields: &Fields, name: &str) -> Result<Option<Timestamp>, Problem> {
    let Some(text) = fields.filled(name) else { return Ok(None) };
    let read = day_or_time(text).ok_or_else(|| bad(format!("{name} is not an ISO 8601 date")))?;
    Ok(Some(Timestamp(read.0)))
}

/// A field whose sid is parsed, or that is emptied.
pub(super) fn sid_change<S: std::str::FromStr>(
    fields: &Fields,
    name: &str,
) -> Result<Change<S>, Problem> {
    fields.change_to(name, 20001)
}

/// A field that is a sid.
pub(super) fn sid<S: std::str::FromStr>(fields: &Fields, name: &str) -> Result<Option<S>, Problem> {
    fields.parsed(name, 20001)
}

/// `FIFO`, `LIFO`, or our own `DEADLINE`.
pub(super) fn queue_order(fields: &Fields, name: &str) -> Result<Option<QueueOrder>, Problem> {
    let Some(word) = fields.filled(name) else { return Ok(None) };
    match word.to_ascii_uppercase().as_str() {
        "FIFO" => Ok(Some(QueueOrder::Fifo)),
        "LIFO" => Ok(Some(QueueOrder::Lifo)),
        "DEADLINE" => Ok(Some(QueueOrder::Deadline)),
        _ => Err(bad(format!("{name} is not one of FIFO, LIFO, DEADLINE"))),
    }
}

/// The word for an order.
pub(super) const fn order_word(order: QueueOrder) -> &'static str {
    match order {
        QueueOrder::Fifo => "FIFO",
        QueueOrder::Lifo => "LIFO",
        QueueOrder::Deadline => "DEADLINE",
    }
}

/// An expression over attributes.
pub(super) fn expression(
    fields: &Fields,
    name: &str,
    scope: Scope,
) -> Result<Option<Expression>, Problem> {
    let Some(text) = fields.filled(name) else { return Ok(None) };
    let read = Expression::parse(text, scope, Dialect::default());
    read.map(Some).map_err(|why| bad(format!("{name}: {why}")))
}

/// Attributes to evaluate expressions with.
pub(super) fn attributes(fields: &Fields, name: &str) -> Result<Option<Attributes>, Problem> {
    let Some(text) = fields.filled(name) else { return Ok(None) };
    Attributes::parse(text).map(Some).map_err(|why| bad(format!("{name}: {why}")))
}

/// Whether an expression is true of a worker's or a work item's attributes alone.
pub(super) fn holds(expression: &Expression, scope: Scope, of: &Attributes) -> bool {
    let nothing = Attributes::default();
    match scope {
        Scope::Filter => expression.holds(&nothing, of),
        Scope::Queue | Scope::Target | Scope::SkipIf => expression.holds(of, &nothing),
    }
}

/// `Ordering=DateCreated:asc,Priority:desc`: each name and which way.
pub(super) fn ordering(fields: &Fields) -> Result<Vec<(&str, Sort)>, Problem> {
    let Some(text) = fields.filled("Ordering") else { return Ok(Vec::new()) };
    let each = text.split(',').map(|clause| {
        let (name, way) = clause.split_once(':').unwrap_or((clause, "asc"));
        match way.trim().to_ascii_lowercase().as_str() {
            "asc" => Ok((name.trim(), Sort::Ascending)),
            "desc" => Ok((name.trim(), Sort::Descending)),
            _ => Err(bad_order()),
        }
    });
    each.collect()
}

/// An order that is none of those that there are.
pub(super) fn bad_order() -> Problem {
    bad(
        "Ordering is a list of names with :asc or :desc, of those that the resource can be ordered by",
    )
}

/// The way in which a list is ordered that knows one name only.
pub(super) fn ordered_by(fields: &Fields, name: &str) -> Result<Option<Sort>, Problem> {
    match ordering(fields)?.as_slice() {
        [] => Ok(None),
        [(asked, sort)] if *asked == name => Ok(Some(*sort)),
        [_, ..] => Err(bad_order()),
    }
}
