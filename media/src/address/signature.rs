//! Signed addresses: only this installation names what its media layer fetches and speaks.

use std::fmt;

use ring::hmac;

use super::form::{Address, AddressError};

const PARAMETER: &str = "signature=";

/// The key that signs addresses: HMAC-SHA-256 (RFC 2104) over the canonical path and query, in hexadecimal,
/// as the last parameter. Built-in sounds carry none.
#[derive(Clone)]
pub struct SigningKey(pub(super) hmac::Key);

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningKey")
    }
}

impl SigningKey {
    /// The key made of a secret of at least 16 random bytes. The same secret gives the same addresses.
    #[must_use]
    pub fn new(secret: &[u8]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The address as a path with query, signed.
    #[must_use]
    pub fn sign(&self, address: &Address) -> String {
        let path = address.to_string();
        match address {
            Address::Builtin(_) => path,
            Address::Say(..) | Address::Play(..) => {
                let tag = hmac::sign(&self.0, path.as_bytes());
                format!("{path}&{PARAMETER}{}", crate::hex::encode(tag.as_ref()))
            }
        }
    }

    /// The address that a signed path with query names.
    ///
    /// # Errors
    /// [`AddressError::BadSignature`] before anything of a forged address is looked at;
    /// [`AddressError::NotAnAddress`] when what was signed is none.
    pub fn verify(&self, signed: &str) -> Result<Address, AddressError> {
        let Some((path, signature)) = signed
            .rsplit_once(PARAMETER)
            .and_then(|(path, tag)| Some((path.strip_suffix('&')?, tag)))
        else {
            return match Address::parse(signed)? {
                Address::Builtin(builtin) => Ok(Address::Builtin(builtin)),
                Address::Say(..) | Address::Play(..) => Err(AddressError::BadSignature),
            };
        };
        let tag = crate::hex::decode(signature).ok_or(AddressError::BadSignature)?;
        hmac::verify(&self.0, path.as_bytes(), &tag).map_err(|_| AddressError::BadSignature)?;
        Address::parse(path)
    }
}
