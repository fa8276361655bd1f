//! What can be asked about API keys.

use domain::sid::{AccountSid, KeySid};

use super::row::{Column, KEYS, KeyCredentials, KeyRow};
use crate::query::{Page, Paging, Scope, Select, ViewError, page_of};
use crate::rows::Value;
use crate::views::Views;

impl Views {
    /// A key of the account.
    pub async fn key(&self, account: AccountSid, sid: KeySid) -> Result<Option<KeyRow>, ViewError> {
        let select =
            Select::new(Scope::Account(account), &KEYS).equal(Column::Sid, Value::sid(sid));
        self.one(select, KeyRow::read).await
    }

    /// The account's keys, the newest first.
    pub async fn keys(
        &self,
        account: AccountSid,
        paging: &Paging,
    ) -> Result<Page<KeyRow>, ViewError> {
        let select = Select::new(Scope::Account(account), &KEYS).page(
            (Column::CreatedAt, Column::Sid),
            true,
            paging,
        );
        Ok(page_of(self.many(select, KeyRow::read).await?, paging, KeyRow::cursor))
    }

    /// What a key opens, whoever asks: the front door does not know yet who it is.
    pub async fn key_credentials(&self, sid: KeySid) -> Result<Option<KeyCredentials>, ViewError> {
        let select = Select::new(Scope::Platform, &KEYS).equal(Column::Sid, Value::sid(sid));
        let Some(key) = self.one(select, KeyRow::read).await? else {
            return Ok(None);
        };
        let account = self.account_credentials(key.account_sid).await?;
        Ok(account.map(|account| KeyCredentials {
            sid,
            account_sid: key.account_sid,
            owner_account_sid: account.owner_account_sid,
            status: account.status,
            secret_hash: key.secret_hash,
        }))
    }
}
