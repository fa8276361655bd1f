//! A small contact centre to try the matcher on.

use std::sync::Arc;

use super::super::{
    ChannelTerms, ItemTerms, Matcher, Next, Offer, Order, QueueTerms, Wanted, WorkerTerms,
};
use crate::{
    sid::{TaskQueueSid, WorkItemSid, WorkerSid},
    timestamp::Timestamp,
    work::expression::{Attributes, Dialect, Expression, Object, OrderBy, Scope, Value},
};

pub(super) fn queue(number: u128) -> TaskQueueSid {
    TaskQueueSid::from_bits(number)
}

pub(super) fn worker(number: u128) -> WorkerSid {
    WorkerSid::from_bits(number)
}

pub(super) fn item(number: u128) -> WorkItemSid {
    WorkItemSid::from_bits(number)
}

pub(super) fn members(text: &str) -> QueueTerms {
    let members = Expression::parse(text, Scope::Queue, Dialect::default()).unwrap();
    QueueTerms { members, order: Order::Fifo, max_reserved: 1 }
}

pub(super) fn rule(text: &str) -> Expression {
    let rule = Expression::parse(text, Scope::Target, Dialect::default()).unwrap();
    rule.residual(&Attributes::default())
}

pub(super) fn order_by(text: &str) -> OrderBy {
    OrderBy::parse(text).unwrap()
}

/// Available, with one voice channel of capacity 1.
pub(super) fn able(number: u128, attributes: &str) -> WorkerTerms {
    let mut facts = Object::default();
    facts.set("sid", Value::from(worker(number).to_string().as_str()));
    WorkerTerms {
        attributes: Attributes::parse(attributes).unwrap(),
        facts: Arc::new(facts),
        is_available: true,
        channels: vec![channel("voice", 1)],
    }
}

pub(super) fn channel(name: &str, capacity: u32) -> ChannelTerms {
    ChannelTerms { name: name.into(), capacity, is_available: true, cost: 0 }
}

/// For voice in queue 1, for anyone, of priority 0 and age 0.
pub(super) fn plain() -> ItemTerms {
    ItemTerms {
        queue: Some(queue(1)),
        channel: "voice".into(),
        priority: 0,
        start: Timestamp(0),
        due: None,
        rule: Expression::constant(true),
        order_by: None,
        wanted: Wanted::Anyone,
    }
}

/// One queue, of everyone.
pub(super) fn one_queue() -> Matcher {
    let mut matcher = Matcher::new(Order::Fifo);
    matcher.set_queue(queue(1), members("1 == 1"));
    matcher
}

/// Makes every offer there is, and says which.
pub(super) fn settle(matcher: &mut Matcher) -> Vec<(u128, u128)> {
    let mut offers = Vec::new();
    loop {
        match matcher.next_offer(u32::MAX) {
            Next::Offer(Offer { item, worker }) => {
                assert!(matcher.reserve(item, worker));
                offers.push((item.bits(), worker.bits()));
            }
            Next::Quiet => return offers,
            Next::Unfinished => {}
        }
    }
}
