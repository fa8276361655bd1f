//! What can be asked about notifications.

use domain::call::NotificationLevel;
use domain::sid::{AccountSid, CallSid, NotificationSid};

use super::row::{Column, NOTIFICATIONS, NotificationRow};
use crate::query::{Page, Paging, Scope, Select, TimeRange, ViewError, page_of, word};
use crate::rows::Value;
use crate::views::Views;

/// Which notifications a list shows; all of the account's when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NotificationFilter {
    /// Those about this call.
    pub call_sid: Option<CallSid>,
    /// Those as grave as this.
    pub level: Option<NotificationLevel>,
    /// Those raised then.
    pub raised: TimeRange,
}

impl Views {
    /// A notification of the account.
    pub async fn notification(
        &self,
        account: AccountSid,
        sid: NotificationSid,
    ) -> Result<Option<NotificationRow>, ViewError> {
        let select = Select::new(Scope::Account(account), &NOTIFICATIONS)
            .equal(Column::Sid, Value::sid(sid));
        self.one(select, NotificationRow::read).await
    }

    /// The account's notifications, the newest first.
    pub async fn notifications(
        &self,
        account: AccountSid,
        filter: &NotificationFilter,
        paging: &Paging,
    ) -> Result<Page<NotificationRow>, ViewError> {
        let select = Select::new(Scope::Account(account), &NOTIFICATIONS)
            .equal_if(Column::CallSid, filter.call_sid.map(Value::sid))
            .equal_if(Column::Level, filter.level.map(word))
            .within(Column::CreatedAt, filter.raised)
            .page((Column::CreatedAt, Column::Sid), true, paging);
        let rows = self.many(select, NotificationRow::read).await?;
        Ok(page_of(rows, paging, NotificationRow::cursor))
    }
}
