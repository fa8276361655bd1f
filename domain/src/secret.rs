//! Secrets as the domain sees them: closed envelopes and digests, never the plain text.

use std::fmt;

use serde::{Deserialize, Serialize};

/// A secret that the write side's vault has sealed: base64 of nonce and ciphertext.
///
/// It is stored and shown to nobody; its `Debug` form is `Sealed(…)`.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct Sealed(pub String);

impl fmt::Debug for Sealed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Sealed(…)")
    }
}

/// The SHA-256 of a secret that is only ever compared: 64 lowercase hexadecimal digits.
#[derive(Clone, PartialEq, Eq, Hash, Serialize, Deserialize, schemars::JsonSchema)]
#[serde(transparent)]
pub struct SecretHash(pub String);

impl fmt::Debug for SecretHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretHash(…)")
    }
}
