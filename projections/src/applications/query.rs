//! What can be asked about applications.

use domain::sid::{AccountSid, ApplicationSid};

use super::row::{APPLICATIONS, ApplicationRow, Column};
use crate::query::{Page, Paging, Scope, Select, ViewError, page_of};
use crate::rows::Value;
use crate::views::Views;

/// Which applications a list shows; all of the account's when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ApplicationFilter {
    /// Those with this name, exactly.
    pub friendly_name: Option<String>,
}

impl Views {
    /// An application of the account.
    pub async fn application(
        &self,
        account: AccountSid,
        sid: ApplicationSid,
    ) -> Result<Option<ApplicationRow>, ViewError> {
        let select =
            Select::new(Scope::Account(account), &APPLICATIONS).equal(Column::Sid, Value::sid(sid));
        self.one(select, ApplicationRow::read).await
    }

    /// The account's applications, the newest first.
    pub async fn applications(
        &self,
        account: AccountSid,
        filter: &ApplicationFilter,
        paging: &Paging,
    ) -> Result<Page<ApplicationRow>, ViewError> {
        let select = Select::new(Scope::Account(account), &APPLICATIONS)
            .equal_if(Column::FriendlyName, filter.friendly_name.as_deref())
            .page((Column::CreatedAt, Column::Sid), true, paging);
        Ok(page_of(self.many(select, ApplicationRow::read).await?, paging, ApplicationRow::cursor))
    }
}
