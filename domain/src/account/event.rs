//! What can happen to an account.

use serde::{Deserialize, Serialize};

use crate::secret::Sealed;
use crate::sid::AccountSid;

crate::events! {
    /// What can happen to an account. The stream's key is the account's sid.
    pub enum AccountEvent {
        AccountCreated = 1,
        AccountRenamed = 1,
        AccountSuspended = 1,
        AccountActivated = 1,
        AccountClosed = 1,
        AuthTokenRotated = 1,
        SecondaryTokenCreated = 1,
        SecondaryTokenDeleted = 1,
        SecondaryTokenPromoted = 1,
    }
}

/// An account came to be; it is active.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AccountCreated {
    /// The account that this one is a sub-account of; absent for an account of its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub owner_account_sid: Option<AccountSid>,
    /// What people call it.
    pub friendly_name: String,
    /// Its first auth token.
    pub auth_token: Sealed,
}

/// The account has another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AccountRenamed {
    /// The new name.
    pub friendly_name: String,
}

/// The account may not use the platform until it is activated.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AccountSuspended {}

/// A suspended account may use the platform again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AccountActivated {}

/// The account is closed for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AccountClosed {}

/// The auth token was replaced at once; the one before opens nothing any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct AuthTokenRotated {
    /// The token that requests are signed with from now on.
    pub auth_token: Sealed,
    /// The token that they were signed with before.
    pub previous: Sealed,
}

/// A second auth token was made; it opens the account as the first does, and signs nothing yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SecondaryTokenCreated {
    /// The second token.
    pub secondary_token: Sealed,
}

/// The second auth token opens nothing any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SecondaryTokenDeleted {}

/// The second auth token became the first; there is no second any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct SecondaryTokenPromoted {
    /// The token that requests are signed with from now on.
    pub auth_token: Sealed,
    /// The token that they were signed with before.
    pub previous: Sealed,
}
