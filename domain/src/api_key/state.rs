//! What an API key has become.

use crate::secret::{Sealed, SecretHash};

/// An API key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiKey {
    /// What people call it.
    pub friendly_name: String,
    /// The digest that its secret is compared with.
    pub secret_hash: SecretHash,
    /// The secret under which it signs tokens, if it was kept.
    pub sealed_secret: Option<Sealed>,
}
