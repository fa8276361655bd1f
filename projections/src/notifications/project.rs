//! From a call's events to notifications.

use domain::call::{CallEvent, NotificationRaised};

use super::row::{Column, NOTIFICATIONS};
use crate::fact::Fact;
use crate::query::word;
use crate::rows::{RowOp, Value};

/// The row that an event makes, when it raises a notification.
pub(crate) fn project(fact: &Fact<'_, CallEvent>, ops: &mut Vec<RowOp>) {
    if let CallEvent::NotificationRaised(raised) = fact.event {
        ops.push(made(fact, raised));
    }
}

fn made(fact: &Fact<'_, CallEvent>, raised: &NotificationRaised) -> RowOp {
    RowOp::upsert(&NOTIFICATIONS, [fact.account.into(), Value::sid(raised.sid)])
        .set(Column::CallSid, fact.key)
        .set(Column::Level, word(raised.level))
        .set(Column::Code, raised.fault.code)
        .set(Column::Class, word(raised.fault.class))
        .set(Column::Message, raised.fault.message.as_str())
        .set(Column::Url, raised.fault.url.as_deref())
        .set(Column::ExchangeNumber, raised.exchange)
        .set(Column::CreatedAt, fact.at)
}
