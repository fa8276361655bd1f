//! What may be asked of an API key, and why it says no.

use crate::secret::{Sealed, SecretHash};
use crate::settings::SettingsRefusal;

/// What may be asked of an API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ApiKeyCommand {
    /// Let it come to be.
    Create {
        /// What people call it.
        friendly_name: String,
        /// The digest of its secret.
        secret_hash: SecretHash,
        /// Its secret, to be kept so that the key signs tokens.
        sealed_secret: Option<Sealed>,
    },
    /// Give it another name.
    Rename {
        /// The new name.
        friendly_name: String,
    },
    /// Let it open nothing any more.
    Delete,
}

/// Why an API key says no.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiKeyRefusal {
    /// There is no such key, or it was deleted.
    #[error("there is no such key")]
    NotFound,
    /// The sid is taken.
    #[error("the key exists already")]
    Exists,
    /// A name is too long.
    #[error(transparent)]
    Settings(#[from] SettingsRefusal),
}
