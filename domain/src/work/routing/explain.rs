//! Why an item is where it is, and why a worker does not have it.

use super::document::{Document, Target};
use super::place::{Asked, Known, Place, Placement};
use super::route::deadline;
use crate::sid::{TaskQueueSid, WorkerSid};
use crate::timestamp::Timestamp;
use crate::work::expression::{Attributes, Expression, Failure};

/// What a filter says of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterVerdict {
    /// What people call it; nothing for the default.
    pub friendly_name: Option<String>,
    /// Its expression; nothing for the default.
    pub expression: Option<String>,
    /// The first predicate that is false, if it does not take the item.
    pub failure: Option<Failure>,
    /// Whether the item is in it.
    pub is_current: bool,
    /// Its steps, as they would be for the item.
    pub targets: Vec<TargetVerdict>,
}

/// A step, as it would be for an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TargetVerdict {
    /// Where the item would wait.
    pub queue: TaskQueueSid,
    /// The priority that it sets, if it does.
    pub priority: Option<u32>,
    /// Its expression, if it has one.
    pub expression: Option<String>,
    /// What is left of it for the worker when the item is known.
    pub rule: String,
    /// Its order, if it has one.
    pub order_by: Option<String>,
    /// Its skip_if, if it has one.
    pub skip_if: Option<String>,
    /// When it ends, or would have ended, had the item gone through this filter from the start.
    pub deadline: Option<Timestamp>,
    /// Whether the item is in it.
    pub is_current: bool,
}

/// A worker who might have an item.
#[derive(Debug, Clone, Copy)]
pub struct Candidate<'a> {
    /// Who it is.
    pub sid: WorkerSid,
    /// What people call it.
    pub friendly_name: &'a str,
    /// Its attributes, with facts.
    pub attributes: &'a Attributes,
    /// Whether its activity lets it work.
    pub is_available: bool,
    /// Whether it has room for one more item of this channel.
    pub has_room: bool,
    /// Whether it has been offered this item at present.
    pub is_offered: bool,
}

/// The first thing that keeps an item from a worker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum WhyNot {
    /// It is no member of the queue.
    NotInQueue(Failure),
    /// The item names another worker, or none.
    NotTheKnownWorker,
    /// It is not what the target's expression asks for.
    Rule(Failure),
    /// Its activity does not let it work.
    NotAvailable,
    /// It has as much as it takes.
    NoRoom,
    /// It has been offered the item, and has not answered yet.
    Offered,
}

/// Why a worker does not have an item that waits so, in a queue of these members. Nothing means that it could
/// have it, and only order decides.
pub fn why_not(
    placement: &Placement,
    members: &Expression,
    candidate: &Candidate<'_>,
) -> Option<WhyNot> {
    let nothing = Attributes::default();
    if let Some(failure) = members.first_failure(candidate.attributes, &nothing) {
        return Some(WhyNot::NotInQueue(failure));
    }
    let is_known = match &placement.known {
        Known::Anyone => true,
        Known::Sid(sid) => *sid == candidate.sid,
        Known::FriendlyName(name) => name == candidate.friendly_name,
        Known::Nobody => false,
    };
    if !is_known {
        return Some(WhyNot::NotTheKnownWorker);
    }
    if let Some(failure) = placement.rule.first_failure(candidate.attributes, &nothing) {
        return Some(WhyNot::Rule(failure));
    }
    match (candidate.is_offered, candidate.is_available, candidate.has_room) {
        (true, _, _) => Some(WhyNot::Offered),
        (false, false, _) => Some(WhyNot::NotAvailable),
        (false, true, false) => Some(WhyNot::NoRoom),
        (false, true, true) => None,
    }
}

impl Document {
    /// What every filter and target says of an item that is at `place`; the default is the last.
    pub fn explain(&self, asked: Asked<'_>, place: Option<Place>) -> Vec<FilterVerdict> {
        let filters = self.filters.iter().zip(0..).map(|(filter, index)| {
            let is_here = |target: u32| {
                matches!(place, Some(Place::Target { filter, target: at, .. })
                    if filter == index && at == target)
            };
            let steps = filter.targets.iter().zip(0..);
            let targets = steps
                .map(|(target, step)| verdict(target, asked, before(place, index), is_here(step)));
            FilterVerdict {
                friendly_name: filter.friendly_name.clone(),
                expression: Some(filter.expression.to_string()),
                failure: filter.expression.first_failure(&Attributes::default(), asked.attributes),
                is_current: matches!(place, Some(Place::Target { filter, .. }) if filter == index),
                targets: targets.collect(),
            }
        });
        let is_current = place == Some(Place::Default);
        let default = self.default.as_ref().map(|target| FilterVerdict {
            friendly_name: None,
            expression: None,
            failure: None,
            is_current,
            targets: vec![verdict(target, asked, Place::Default, is_current)],
        });
        filters.chain(default).collect()
    }
}

/// A place in this filter: with the item's own history, if the item is in it.
fn before(place: Option<Place>, index: u32) -> Place {
    match place {
        Some(here @ Place::Target { filter, .. }) if filter == index => here,
        Some(Place::Target { .. } | Place::Default) | None => {
            Place::Target { filter: index, target: 0, before_s: 0 }
        }
    }
}

fn verdict(target: &Target, asked: Asked<'_>, place: Place, is_current: bool) -> TargetVerdict {
    let rule = match &target.expression {
        Some(expression) => expression.residual(asked.attributes),
        None => Expression::constant(true),
    };
    TargetVerdict {
        queue: target.queue,
        priority: target.priority,
        expression: target.expression.as_ref().map(ToString::to_string),
        rule: rule.to_string(),
        order_by: target.order_by.as_ref().map(ToString::to_string),
        skip_if: target.skip_if.as_ref().map(ToString::to_string),
        deadline: deadline(place, target, asked.since),
        is_current,
    }
}
