//! What can happen to an API key.

use serde::{Deserialize, Serialize};

use crate::secret::{Sealed, SecretHash};

crate::events! {
    /// What can happen to an API key. The stream's key is the key's sid.
    pub enum ApiKeyEvent {
        ApiKeyCreated = 1,
        ApiKeySecretKept = 1,
        ApiKeyRenamed = 1,
        ApiKeyDeleted = 1,
    }
}

/// A key came to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ApiKeyCreated {
    /// What people call it.
    pub friendly_name: String,
    /// The digest that its secret is compared with.
    pub secret_hash: SecretHash,
}

/// The key's secret was kept, so that it signs tokens. A key whose secret was not kept signs none.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ApiKeySecretKept {
    /// Its secret.
    pub sealed_secret: Sealed,
}

/// The key has another name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ApiKeyRenamed {
    /// The new name.
    pub friendly_name: String,
}

/// The key opens nothing any more.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, schemars::JsonSchema)]
pub struct ApiKeyDeleted {}
