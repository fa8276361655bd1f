//! What an account has become.

use serde::{Deserialize, Serialize};

use crate::secret::Sealed;
use crate::sid::AccountSid;

/// An account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The account that this one is a sub-account of.
    pub owner_account_sid: Option<AccountSid>,
    /// What people call it.
    pub friendly_name: String,
    /// Whether it may use the platform.
    pub status: AccountStatus,
    /// Opens the account and signs the requests to its applications.
    pub auth_token: Sealed,
    /// Opens the account, too, until it is promoted or deleted.
    pub secondary_token: Option<Sealed>,
}

/// Whether an account may use the platform.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AccountStatus {
    /// It may.
    Active,
    /// Not until it is activated.
    Suspended,
    /// Never again.
    Closed,
}
