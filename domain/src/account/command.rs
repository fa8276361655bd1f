//! What may be asked of an account, and why it says no.

use crate::secret::Sealed;
use crate::settings::SettingsRefusal;
use crate::sid::AccountSid;

/// What may be asked of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccountCommand {
    /// Let it come to be.
    Create {
        /// The account that it is a sub-account of.
        owner_account_sid: Option<AccountSid>,
        /// What people call it.
        friendly_name: String,
        /// Its first auth token.
        auth_token: Sealed,
    },
    /// Give it another name.
    Rename {
        /// The new name.
        friendly_name: String,
    },
    /// Keep it from using the platform for now.
    Suspend,
    /// Let it use the platform again.
    Activate,
    /// Keep it from using the platform for ever.
    Close,
    /// Replace the auth token at once.
    RotateToken {
        /// The new token.
        auth_token: Sealed,
    },
    /// Make a second auth token.
    CreateSecondaryToken {
        /// The token.
        secondary_token: Sealed,
    },
    /// Take the second auth token back.
    DeleteSecondaryToken,
    /// Make the second auth token the first.
    PromoteSecondaryToken,
}

/// Why an account says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum AccountRefusal {
    /// There is no such account.
    #[error("there is no such account")]
    NotFound,
    /// The sid is taken.
    #[error("the account exists already")]
    Exists,
    /// It is closed, and that cannot be undone.
    #[error("the account is closed")]
    Closed,
    /// There is a second token already.
    #[error("the account has a secondary auth token already")]
    SecondaryExists,
    /// There is no second token.
    #[error("the account has no secondary auth token")]
    NoSecondary,
    /// A name is too long.
    #[error(transparent)]
    Settings(#[from] SettingsRefusal),
}
