//! The table of API keys and what a row says.

use domain::secret::SecretHash;
use domain::sid::{AccountSid, KeySid};
use domain::timestamp::Timestamp;

use crate::accounts::AccountStatus;
use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each API key that opens something.
    KEYS(Column) = "api_keys"
    key(AccountSid, Sid)
    index "api_keys_by_sid"(Sid)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        FriendlyName = "friendly_name": Text,
        SecretHash = "secret_hash": Text,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
    }
}

/// An API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The key.
    pub sid: KeySid,
    /// What people call it.
    pub friendly_name: String,
    /// The digest that its secret is compared with.
    pub secret_hash: SecretHash,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

/// What an API key opens, and the digest that its secret is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyCredentials {
    /// The key.
    pub sid: KeySid,
    /// The account that it opens.
    pub account_sid: AccountSid,
    /// The account that this one is a sub-account of.
    pub owner_account_sid: Option<AccountSid>,
    /// How the account stands.
    pub status: AccountStatus,
    /// The digest of the secret.
    pub secret_hash: SecretHash,
}

impl KeyRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            friendly_name: row.text(Column::FriendlyName)?,
            secret_hash: SecretHash(row.text(Column::SecretHash)?),
            created_at: row.time(Column::CreatedAt)?,
            updated_at: row.time(Column::UpdatedAt)?,
        })
    }
}
