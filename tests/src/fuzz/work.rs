//! Expressions and workflow documents.

use domain::sid::{TaskQueueSid, WorkerSid};
use domain::timestamp::Timestamp;
use domain::work::expression::{
    ArrowBeforeDigit, Attributes, Dialect, Expression, Headcount, Nobody, OrderBy, Precedence,
    Scope, StringCase,
};
use domain::work::routing::{
    AfterOffer, Asked, Document, LateTargets, NextFilterClock, Outcome, Placement, Pool,
    RoutingDialect,
};

use super::draw::Draw;

/// Two bytes of dialect and one of scope; then, each on a line, a worker, an item and an expression.
pub fn expression(data: &[u8]) {
    let mut draw = Draw::new(data);
    let dialect = dialect(draw.u16());
    let scope = draw.pick(&[Scope::Queue, Scope::Filter, Scope::Target, Scope::SkipIf]);
    let rest = String::from_utf8_lossy(draw.take(usize::MAX));
    let mut lines = rest.splitn(3, '\n');
    let worker = Attributes::parse(lines.next().unwrap_or_default()).unwrap_or_default();
    let item = Attributes::parse(lines.next().unwrap_or_default()).unwrap_or_default();
    let text = lines.next().unwrap_or_default();
    if let Ok(order) = OrderBy::parse(text) {
        assert_eq!(OrderBy::parse(&order.to_string()).as_ref(), Ok(&order));
        assert_eq!(order.key(&worker), order.key(&worker));
    }
    let places = 1..=text.chars().count() + 1;
    let whole = match Expression::parse(text, scope, dialect) {
        Ok(expression) => expression,
        Err(error) => return assert!(places.contains(&error.position), "{error}"),
    };
    for warning in whole.warnings(text, scope) {
        assert!(places.contains(&warning.position), "{warning:?}");
    }
    if scope != Scope::SkipIf {
        told(&whole, &worker, &item);
        if text.len() < 2_048 && !text.trim().is_empty() {
            let written = whole.to_string();
            let again = Expression::parse(&written, Scope::Target, dialect);
            assert_eq!(again.as_ref(), Ok(&whole), "{written}");
        }
    }
    whole.holds_among(&Nobody, &item);
}

fn told(whole: &Expression, worker: &Attributes, item: &Attributes) {
    let truth = whole.holds(worker, item);
    let rest = whole.residual(item);
    assert_eq!(rest.holds(worker, &Attributes::default()), truth, "{whole} became {rest}");
    assert_eq!(rest.residual(item), rest);
    assert!(!rest.depends_on_item(), "{rest}");
    assert!(whole.always().is_none_or(|always| always == truth), "{whole}");
    assert_eq!(whole.first_failure(worker, item).is_none(), truth, "{whole}");
}

fn dialect(bits: u16) -> Dialect {
    let is = |bit: u16| bits >> bit & 1 == 0;
    Dialect {
        precedence: if is(0) { Precedence::AndFirst } else { Precedence::LeftToRight },
        string_case: if is(1) { StringCase::Sensitive } else { StringCase::Insensitive },
        arrow_before_digit: if is(2) {
            ArrowBeforeDigit::Operator
        } else {
            ArrowBeforeDigit::Comparison
        },
        has_prefix_not: true,
        missing_differs: is(3),
        missing_equals_missing: is(4),
        missing_counts_as_zero: !is(5),
        missing_list_excludes: !is(6),
        missing_index_is_null: is(7),
        numeric_strings: is(8),
        boolean_strings: !is(9),
        numbers_by_amount: is(10),
    }
}

/// Three bytes of dialect, four of time; then an item on a line of its own, and a document.
pub fn workflow(data: &[u8]) {
    let mut draw = Draw::new(data);
    let expressions = dialect(draw.u16());
    let choices = draw.u8();
    let pick = |bit: u8| choices >> bit & 1 == 0;
    let dialect = RoutingDialect {
        expressions,
        after_offer: if pick(0) { AfterOffer::Stay } else { AfterOffer::NextTarget },
        late_targets: if pick(1) { LateTargets::TryOnce } else { LateTargets::Pass },
        next_filter_clock: if pick(2) {
            NextFilterClock::GoesOn
        } else {
            NextFilterClock::FromTheStart
        },
    };
    let late_s = draw.u32();
    let rest = String::from_utf8_lossy(draw.take(usize::MAX));
    let (item, text) = rest.split_once('\n').unwrap_or_default();
    let attributes = Attributes::parse(item).unwrap_or_default();
    let document = match Document::parse(text, dialect) {
        Ok(document) => document,
        Err(error) => {
            assert_eq!(Document::warnings(text, dialect), Err(error));
            return;
        }
    };
    assert!(Document::warnings(text, dialect).is_ok());
    walk(&document, &attributes, late_s);
}

fn walk(document: &Document, attributes: &Attributes, late_s: u32) {
    let since = Timestamp(0);
    let asked = Asked { attributes, since, priority: 7 };
    let now = since.plus_ms(u64::from(late_s) * 1_000);
    let steps = document.filters().iter().map(|filter| filter.targets.len()).sum::<usize>() + 1;
    let (visits, end) = document.simulate(asked, &Nowhere, now);
    assert!(visits.len() <= steps, "{} visits of {steps} steps", visits.len());
    assert!(end.is_some() || !visits.is_empty());
    for pair in visits.windows(2) {
        assert!(pair[0].placement.place < pair[1].placement.place && pair[0].at <= pair[1].at);
    }
    for visit in &visits {
        let placement = &visit.placement;
        assert!(document.queues().contains(&placement.queue));
        assert!(!placement.rule.depends_on_item());
        let again =
            document.placement(placement.place, Asked { priority: placement.priority, ..asked });
        assert_eq!(again.as_ref(), Some(placement));
        let ended = document.offer_ended(placement.place, asked, now);
        if let Some(Outcome::Placed(next)) = ended {
            assert!(next.place >= placement.place);
        }
        assert!(document.explain(asked, Some(placement.place)).iter().any(|it| it.is_current));
    }
}

/// Nobody works here.
struct Nowhere;

impl Pool for Nowhere {
    fn headcount(&self, _: TaskQueueSid) -> &dyn Headcount {
        &Nobody
    }

    fn best(&self, _: &Placement) -> Option<WorkerSid> {
        None
    }
}
