//! Why a number command was not done.

use domain::phone_number::{PhoneNumberRefusal, RegistryRefusal};
use domain::sid::{AccountSid, ApplicationSid};

use crate::CommandError;

/// Why a number command was not done.
pub type NumberError = CommandError<NumberRefusal>;

/// Why the domain said no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NumberRefusal {
    /// The number itself.
    #[error(transparent)]
    Number(#[from] PhoneNumberRefusal),
    /// The registry: another account has it.
    #[error(transparent)]
    Registry(#[from] RegistryRefusal),
    /// The account has no such application.
    #[error("there is no application {0}")]
    NoSuchApplication(ApplicationSid),
    /// A number goes only to an active account of the same family: owner and sub-accounts.
    #[error("the number cannot go to account {0}")]
    NoSuchRecipient(AccountSid),
}
