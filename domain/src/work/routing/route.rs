//! From step to step.

use super::dialect::{AfterOffer, LateTargets, NextFilterClock};
use super::document::{Document, KnownWorker, Target};
use super::place::{Asked, End, Known, Outcome, Place, Placement};
use crate::timestamp::Timestamp;
use crate::work::expression::{Attributes, Expression, Headcount, Path, Value};

impl Document {
    /// The item enters: the first filter that takes it, or else the default.
    pub fn enter(&self, asked: Asked<'_>, now: Timestamp) -> Outcome {
        let outcome = self.next_filter(asked, 0, 0).or_else(|| self.at_default(asked));
        self.settled(outcome.unwrap_or(Outcome::Ended(End::NoFilter)), asked, now)
    }

    /// How the item waits at a place where it is; nothing if the document has no such place. To be asked
    /// again when the item's attributes change.
    pub fn placement(&self, place: Place, asked: Asked<'_>) -> Option<Placement> {
        let target = self.target(place)?;
        let rule = match &target.expression {
            Some(expression) => expression.residual(asked.attributes),
            None => Expression::constant(true),
        };
        Some(Placement {
            place,
            queue: target.queue,
            priority: target.priority.unwrap_or(asked.priority),
            rule,
            order_by: target.order_by.clone(),
            known: known(target.known_worker.as_ref(), asked.attributes),
            deadline: deadline(place, target, asked.since),
        })
    }

    /// The item came to this place and nobody could be reserved at once: whether the step is skipped, and
    /// what follows. Nothing when the item stays. `pool` counts the members of the step's queue.
    pub fn unreserved(
        &self,
        place: Place,
        asked: Asked<'_>,
        pool: &dyn Headcount,
        now: Timestamp,
    ) -> Option<Outcome> {
        let skip_if = self.target(place)?.skip_if.as_ref()?;
        if !skip_if.holds_among(pool, asked.attributes) {
            return None;
        }
        let Place::Target { filter, before_s, .. } = place else { return None };
        // A filter that was skipped counts as one that does not take the item.
        let next = self
            .next_target(place, asked)
            .or_else(|| self.next_filter(asked, filter.saturating_add(1), before_s))
            .or_else(|| self.at_default(asked));
        Some(self.settled(next.unwrap_or(Outcome::Ended(End::Skipped)), asked, now))
    }

    /// The time of the step is over: the next target, or else the next filter that takes the item. The
    /// default is not reached this way.
    pub fn timed_out(&self, place: Place, asked: Asked<'_>, now: Timestamp) -> Outcome {
        let next = self.after_timeout(place, asked);
        self.settled(next, asked, now)
    }

    /// The last open offer of the item was rejected, timed out or canceled. Nothing if the document has no
    /// such place.
    pub fn offer_ended(&self, place: Place, asked: Asked<'_>, now: Timestamp) -> Option<Outcome> {
        let here = self.placement(place, asked)?;
        if here.deadline.is_some_and(|deadline| deadline <= now) {
            return Some(self.timed_out(place, asked, now));
        }
        match self.dialect.after_offer {
            AfterOffer::Stay => Some(Outcome::Placed(here)),
            AfterOffer::NextTarget => {
                let next = self.next_target(place, asked).unwrap_or(Outcome::Placed(here));
                Some(self.settled(next, asked, now))
            }
        }
    }

    pub(super) fn target(&self, place: Place) -> Option<&Target> {
        match place {
            Place::Default => self.default.as_ref(),
            Place::Target { filter, target, .. } => {
                self.filters.get(filter as usize)?.targets.get(target as usize)
            }
        }
    }

    fn after_timeout(&self, place: Place, asked: Asked<'_>) -> Outcome {
        let Place::Target { filter, before_s, .. } = place else {
            return self.at_default(asked).unwrap_or(Outcome::Ended(End::Timeout));
        };
        let spent_s = match self.dialect.next_filter_clock {
            NextFilterClock::FromTheStart => 0,
            NextFilterClock::GoesOn => {
                let left = self.filters.get(filter as usize).and_then(|it| it.targets.last());
                before_s.saturating_add(left.map_or(0, |target| target.total_s))
            }
        };
        self.next_target(place, asked)
            .or_else(|| self.next_filter(asked, filter.saturating_add(1), spent_s))
            .unwrap_or(Outcome::Ended(End::Timeout))
    }

    fn next_target(&self, place: Place, asked: Asked<'_>) -> Option<Outcome> {
        let Place::Target { filter, target, before_s } = place else { return None };
        let next = Place::Target { filter, target: target.checked_add(1)?, before_s };
        self.placement(next, asked).map(Outcome::Placed)
    }

    /// The first target of the first filter from `first` on that takes the item.
    fn next_filter(&self, asked: Asked<'_>, first: u32, before_s: u64) -> Option<Outcome> {
        let nobody = Attributes::default();
        let rest = self.filters.iter().enumerate().skip(first as usize);
        let found = rest.map(|(index, filter)| (index, &filter.expression));
        let (index, _) = found
            .into_iter()
            .find(|(_, expression)| expression.holds(&nobody, asked.attributes))?;
        let filter = u32::try_from(index).ok()?;
        let place = Place::Target { filter, target: 0, before_s };
        self.placement(place, asked).map(Outcome::Placed)
    }

    fn at_default(&self, asked: Asked<'_>) -> Option<Outcome> {
        self.placement(Place::Default, asked).map(Outcome::Placed)
    }

    /// Passes the steps by whose time is over already, if the dialect says so. Every step lies behind the
    /// one before, so this ends.
    fn settled(&self, outcome: Outcome, asked: Asked<'_>, now: Timestamp) -> Outcome {
        if self.dialect.late_targets == LateTargets::TryOnce {
            return outcome;
        }
        let mut outcome = outcome;
        let mut asked = asked;
        loop {
            let Outcome::Placed(placement) = &outcome else { return outcome };
            if placement.deadline.is_none_or(|deadline| deadline > now) {
                return outcome;
            }
            asked.priority = placement.priority;
            outcome = self.after_timeout(placement.place, asked);
        }
    }
}

pub(super) fn deadline(place: Place, target: &Target, since: Timestamp) -> Option<Timestamp> {
    target.timeout_s?;
    let before_s = match place {
        Place::Target { before_s, .. } => before_s,
        Place::Default => return None,
    };
    let seconds = before_s.saturating_add(target.total_s);
    Some(since.plus_ms(seconds.saturating_mul(1_000).min(i64::MAX.cast_unsigned())))
}

fn known(known_worker: Option<&KnownWorker>, item: &Attributes) -> Known {
    let text = |path: &Path| match path.find(item)? {
        Value::Text(text) => Some(&**text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::List(_) | Value::Object(_) => None,
    };
    match known_worker {
        None => Known::Anyone,
        Some(KnownWorker::Sid(path)) => {
            let sid = text(path).and_then(|sid| sid.parse().ok());
            sid.map_or(Known::Nobody, Known::Sid)
        }
        Some(KnownWorker::FriendlyName(path)) => {
            text(path).map_or(Known::Nobody, |name| Known::FriendlyName(name.to_owned()))
        }
    }
}
