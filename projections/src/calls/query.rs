//! What can be asked about calls.

use domain::sid::{AccountSid, CallSid};

use super::row::{CALLS, CallRow, CallStatus, Column};
use crate::query::{Compare, Page, Paging, Scope, Select, TimeRange, ViewError, page_of};
use crate::rows::Value;
use crate::views::Views;

/// Which calls a list shows; all of the account's when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CallFilter {
    /// Those to this address, exactly.
    pub to: Option<String>,
    /// Those from this address, exactly.
    pub from: Option<String>,
    /// Those made for this call.
    pub parent_call_sid: Option<CallSid>,
    /// Those that stand so.
    pub status: Option<CallStatus>,
    /// Those that began then.
    pub started: TimeRange,
    /// Those that ended then.
    pub ended: TimeRange,
}

impl Views {
    /// A call of the account that is not deleted.
    pub async fn call(
        &self,
        account: AccountSid,
        sid: CallSid,
    ) -> Result<Option<CallRow>, ViewError> {
        let select = Select::new(Scope::Account(account), &CALLS)
            .equal(Column::Sid, Value::sid(sid))
            .equal(Column::IsDeleted, false);
        self.one(select, CallRow::read).await
    }

    /// The account's calls that are not deleted, the newest first.
    pub async fn calls(
        &self,
        account: AccountSid,
        filter: &CallFilter,
        paging: &Paging,
    ) -> Result<Page<CallRow>, ViewError> {
        let select = Select::new(Scope::Account(account), &CALLS)
            .equal(Column::IsDeleted, false)
            .equal_if(Column::To, filter.to.as_deref())
            .equal_if(Column::From, filter.from.as_deref())
            .equal_if(Column::ParentCallSid, filter.parent_call_sid.map(Value::sid))
            .equal_if(Column::Status, filter.status.map(CallStatus::name))
            .within(Column::StartedAt, filter.started)
            .within(Column::EndedAt, filter.ended)
            .page((Column::CreatedAt, Column::Sid), true, paging);
        Ok(page_of(self.many(select, CallRow::read).await?, paging, CallRow::cursor))
    }

    /// Every call of the platform that has not ended, for the start after a crash.
    pub async fn live_calls(&self) -> Result<Vec<(AccountSid, CallSid)>, ViewError> {
        let select = Select::new(Scope::Platform, &CALLS)
            .filter(Column::EndedAt, Compare::Empty, Value::Null)
            .ordered(CALLS.key);
        let calls = self.many(select, CallRow::read).await?;
        Ok(calls.into_iter().map(|call| (call.account_sid, call.sid)).collect())
    }
}
