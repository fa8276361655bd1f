//! The table of notifications and what a row says.

use domain::call::NotificationLevel;
use domain::call::exchange::Fault;
use domain::sid::{AccountSid, CallSid, NotificationSid};
use domain::timestamp::Timestamp;

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each notification.
    NOTIFICATIONS(Column) = "notifications"
    key(AccountSid, Sid)
    index "notifications_by_time"(AccountSid, CreatedAt, Sid)
    index "notifications_by_call"(AccountSid, CallSid, CreatedAt)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        CallSid = "call_sid": Text,
        Level = "level": Text,
        Code = "code": Int,
        Class = "class": Text,
        Message = "message": Text,
        Url = "url": Text or Null,
        ExchangeNumber = "exchange_number": Int or Null,
        CreatedAt = "created_at": Time,
    }
}

/// A notification.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotificationRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The notification.
    pub sid: NotificationSid,
    /// The call that it is about.
    pub call_sid: CallSid,
    /// How grave it is.
    pub level: NotificationLevel,
    /// What went wrong.
    pub fault: Fault,
    /// The number of the exchange that it is about: [`Views::exchange`](crate::Views::exchange) has it.
    pub exchange: Option<u32>,
    /// When it was raised.
    pub created_at: Timestamp,
}

impl NotificationRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        let number = |value: i64| u32::try_from(value).map_err(ViewError::damaged);
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            call_sid: row.parse(Column::CallSid)?,
            level: row.word(Column::Level)?,
            fault: Fault {
                code: number(row.int(Column::Code)?)?,
                class: row.word(Column::Class)?,
                message: row.text(Column::Message)?,
                url: row.text_if(Column::Url)?,
            },
            exchange: row.int_if(Column::ExchangeNumber)?.map(number).transpose()?,
            created_at: row.time(Column::CreatedAt)?,
        })
    }
}
