//! What can be asked about accounts.

use domain::sid::AccountSid;

use super::row::{ACCOUNTS, AccountCredentials, AccountRow, AccountStatus, Column};
use crate::query::{Page, Paging, Scope, Select, ViewError, page_of};
use crate::rows::Value;
use crate::views::Views;

/// Which accounts a list shows; all that the viewer may see when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountFilter {
    /// Those with this name, exactly.
    pub friendly_name: Option<String>,
    /// Those that stand so.
    pub status: Option<AccountStatus>,
}

impl Views {
    /// An account, as `viewer` may see it: itself or one of its sub-accounts.
    pub async fn account(
        &self,
        viewer: AccountSid,
        sid: AccountSid,
    ) -> Result<Option<AccountRow>, ViewError> {
        let select = Select::new(Scope::Account(viewer), &ACCOUNTS)
            .equal(Column::AccountSid, Value::sid(sid));
        self.one(select, AccountRow::read).await
    }

    /// The viewer's own account and its sub-accounts, the newest first.
    pub async fn accounts(
        &self,
        viewer: AccountSid,
        filter: &AccountFilter,
        paging: &Paging,
    ) -> Result<Page<AccountRow>, ViewError> {
        let select = Select::new(Scope::Account(viewer), &ACCOUNTS)
            .equal_if(Column::FriendlyName, filter.friendly_name.as_deref())
            .equal_if(Column::Status, filter.status.map(AccountStatus::name))
            .page((Column::CreatedAt, Column::AccountSid), true, paging);
        Ok(page_of(self.many(select, AccountRow::read).await?, paging, AccountRow::cursor))
    }

    /// What opens an account, whoever asks: the front door does not know yet who it is.
    pub async fn account_credentials(
        &self,
        sid: AccountSid,
    ) -> Result<Option<AccountCredentials>, ViewError> {
        let select =
            Select::new(Scope::Platform, &ACCOUNTS).equal(Column::AccountSid, Value::sid(sid));
        Ok(self.settled(&select.sql(), AccountRow::read).await?.map(Into::into))
    }

    /// A page of every account there is, the oldest first; for the operator only.
    pub async fn every_account(&self, paging: &Paging) -> Result<Page<AccountRow>, ViewError> {
        let select = Select::new(Scope::Platform, &ACCOUNTS).page(
            (Column::CreatedAt, Column::AccountSid),
            false,
            paging,
        );
        Ok(page_of(self.many(select, AccountRow::read).await?, paging, AccountRow::cursor))
    }
}
