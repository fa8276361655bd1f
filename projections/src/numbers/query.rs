//! What can be asked about phone numbers.

use domain::sid::{AccountSid, PhoneNumberSid};

use super::row::{Column, NUMBERS, NumberRow};
use crate::query::{Compare, Page, Paging, Scope, Select, ViewError, page_of};
use crate::rows::Value;
use crate::views::Views;

/// Which phone numbers a list shows; all of the account's when empty.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct NumberFilter {
    /// Those with this name, exactly.
    pub friendly_name: Option<String>,
    /// Those that contain this: digits, a `+` at the beginning, and `*` for any one digit.
    pub phone_number: Option<String>,
    /// Those of these numbers (E.164), or all others.
    pub among: Option<Among>,
}

/// Some phone numbers, or all but some. At most 20,000 of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Among {
    /// These.
    Only(Vec<String>),
    /// All but these.
    AllBut(Vec<String>),
}

impl Views {
    /// A phone number of the account.
    pub async fn number(
        &self,
        account: AccountSid,
        sid: PhoneNumberSid,
    ) -> Result<Option<NumberRow>, ViewError> {
        let select =
            Select::new(Scope::Account(account), &NUMBERS).equal(Column::Sid, Value::sid(sid));
        self.one(select, NumberRow::read).await
    }

    /// The account's phone numbers, the newest first.
    pub async fn numbers(
        &self,
        account: AccountSid,
        filter: &NumberFilter,
        paging: &Paging,
    ) -> Result<Page<NumberRow>, ViewError> {
        let mut select = Select::new(Scope::Account(account), &NUMBERS)
            .equal_if(Column::FriendlyName, filter.friendly_name.as_deref());
        if let Some(wanted) = &filter.phone_number {
            select = select.filter(Column::PhoneNumber, Compare::Like, pattern(wanted));
        }
        select = match &filter.among {
            None => select,
            Some(Among::Only(numbers)) => {
                select.among(Column::PhoneNumber, true, numbers.iter().map(String::as_str))
            }
            Some(Among::AllBut(numbers)) => {
                select.among(Column::PhoneNumber, false, numbers.iter().map(String::as_str))
            }
        };
        let select = select.page((Column::CreatedAt, Column::Sid), true, paging);
        Ok(page_of(self.many(select, NumberRow::read).await?, paging, NumberRow::cursor))
    }

    /// Whether any account has this number (E.164): one that is taken is not offered to another.
    pub async fn is_taken(&self, phone_number: &str) -> Result<bool, ViewError> {
        let select =
            Select::new(Scope::Platform, &NUMBERS).equal(Column::PhoneNumber, phone_number);
        Ok(self.one(select, NumberRow::read).await?.is_some())
    }
}

/// SQL's pattern for what a tenant wrote. A `+` binds it to the beginning.
pub(super) fn pattern(wanted: &str) -> String {
    let mut pattern = String::from(if wanted.starts_with('+') { "" } else { "%" });
    for letter in wanted.chars() {
        match letter {
            '*' => pattern.push('_'),
            '%' | '_' | '\\' => pattern.extend(['\\', letter]),
            other => pattern.push(other),
        }
    }
    pattern.push('%');
    pattern
}
