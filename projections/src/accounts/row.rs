//! The table of accounts and what a row says.

use domain::secret::Sealed;
use domain::sid::AccountSid;
use domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each account.
    ACCOUNTS(Column) = "accounts"
    key(AccountSid)
    visible_by(AccountSid, OwnerAccountSid)
    index "accounts_by_owner"(OwnerAccountSid, CreatedAt)
    {
        AccountSid = "account_sid": Text,
        OwnerAccountSid = "owner_account_sid": Text or Null,
        FriendlyName = "friendly_name": Text,
        Status = "status": Text,
        AuthToken = "auth_token": Text,
        SecondaryToken = "secondary_token": Text or Null,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
    }
}

/// How an account stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum AccountStatus {
    /// It may use the platform.
    Active,
    /// It may not until it is activated.
    Suspended,
    /// It is closed for ever.
    Closed,
}

impl AccountStatus {
    /// Its name in REST and in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Suspended => "suspended",
            Self::Closed => "closed",
        }
    }
}

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountRow {
    /// The account.
    pub sid: AccountSid,
    /// The account that it is a sub-account of.
    pub owner_account_sid: Option<AccountSid>,
    /// What people call it.
    pub friendly_name: String,
    /// How it stands.
    pub status: AccountStatus,
    /// The token that requests are signed with.
    pub auth_token: Sealed,
    /// The second token, which opens the account as the first does.
    pub secondary_token: Option<Sealed>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What opens an account; the vault can compare the tokens with what was given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AccountCredentials {
    /// The account.
    pub account_sid: AccountSid,
    /// The account that it is a sub-account of.
    pub owner_account_sid: Option<AccountSid>,
    /// How it stands.
    pub status: AccountStatus,
    /// The first token.
    pub auth_token: Sealed,
    /// The second token.
    pub secondary_token: Option<Sealed>,
}

impl AccountRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            sid: row.parse(Column::AccountSid)?,
            owner_account_sid: row.parse_if(Column::OwnerAccountSid)?,
            friendly_name: row.text(Column::FriendlyName)?,
            status: row.word(Column::Status)?,
            auth_token: Sealed(row.text(Column::AuthToken)?),
            secondary_token: row.text_if(Column::SecondaryToken)?.map(Sealed),
            created_at: row.time(Column::CreatedAt)?,
            updated_at: row.time(Column::UpdatedAt)?,
        })
    }
}

impl From<AccountRow> for AccountCredentials {
    fn from(row: AccountRow) -> Self {
        Self {
            account_sid: row.sid,
            owner_account_sid: row.owner_account_sid,
            status: row.status,
            auth_token: row.auth_token,
            secondary_token: row.secondary_token,
        }
    }
}
