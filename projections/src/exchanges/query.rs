//! What can be asked about exchanges.

use domain::call::exchange::Purpose;
use domain::sid::{AccountSid, CallSid};

use super::row::{Column, EXCHANGES, ExchangeRow};
use crate::query::{Compare, Page, Paging, Scope, Select, ViewError, page_of, word};
use crate::rows::Value;
use crate::views::Views;

impl Views {
    /// The exchanges of a call, in the order in which they ended.
    pub async fn exchanges(
        &self,
        account: AccountSid,
        call: CallSid,
        paging: &Paging,
    ) -> Result<Page<ExchangeRow>, ViewError> {
        let select = Select::new(Scope::Account(account), &EXCHANGES)
            .equal(Column::CallSid, Value::sid(call))
            .page((Column::Version, Column::CallSid), false, paging);
        Ok(page_of(self.many(select, ExchangeRow::read).await?, paging, ExchangeRow::cursor))
    }

    /// The exchange with this number within the call; status callbacks are numbered apart and not meant.
    pub async fn exchange(
        &self,
        account: AccountSid,
        call: CallSid,
        number: u32,
    ) -> Result<Option<ExchangeRow>, ViewError> {
        let select = Select::new(Scope::Account(account), &EXCHANGES)
            .equal(Column::CallSid, Value::sid(call))
            .equal(Column::Number, number)
            .filter(Column::Purpose, Compare::Other, word(Purpose::Status))
            .ordered(EXCHANGES.key);
        self.one(select, ExchangeRow::read).await
    }
}
