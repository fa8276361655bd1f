//! Signed addresses: only this installation names what its media layer fetches and speaks.

use std::fmt;

use ring::hmac;

use url::Url;

use super::form::{Address, AddressError, Partition};

const PARAMETER: &str = "signature=";

/// What a relay is to ask, and for whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relay {
    /// Whose cache.
    pub partition: Partition,
    /// The URL.
    pub url: Url,
}

/// What the signature of a relay covers: no address looks like it.
fn relay_scope(partition: &Partition, scheme: &str, authority: &str) -> String {
    format!("relay {} {scheme} {authority}", partition.as_str())
}

/// Host, and port where it is not the scheme's own. Without user information: the client has that to say.
fn authority(url: &Url) -> Option<String> {
    let host = url.host_str().filter(|_| matches!(url.scheme(), "http" | "https"))?;
    Some(url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}")))
}

/// The key that signs addresses: HMAC-SHA-256 (RFC 2104) over the canonical path and query, in hexadecimal,
/// as the last parameter. Built-in sounds carry none.
#[derive(Clone)]
pub struct SigningKey(hmac::Key);

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

    /// The path of a relay to everything below the URL's scheme and authority, without a slash at its end.
    ///
    /// # Errors
    /// [`AddressError::NotAnAddress`] when the URL is none of HTTP.
    pub fn sign_relay(&self, partition: &Partition, origin: &Url) -> Result<String, AddressError> {
        let authority = authority(origin).ok_or(AddressError::NotAnAddress)?;
        let scope = relay_scope(partition, origin.scheme(), &authority);
        let tag = crate::hex::encode(hmac::sign(&self.0, scope.as_bytes()).as_ref());
        let partition = partition.as_str();
        Ok(format!("/media/{partition}/relay/{tag}/{}/{authority}", origin.scheme()))
    }

    /// What the path of a relay names.
    ///
    /// # Errors
    /// As [`SigningKey::verify`].
    pub fn verify_relay(&self, path: &str) -> Result<Relay, AddressError> {
        let read = || {
            let (partition, rest) = path.strip_prefix("/media/")?.split_once("/relay/")?;
            let (tag, rest) = rest.split_once('/')?;
            let (scheme, rest) = rest.split_once('/')?;
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (authority, below) = rest.split_at(end);
            let partition = Partition::new(partition).ok()?;
            let url = Url::parse(&format!("{scheme}://{authority}{below}")).ok()?;
            Some((tag, relay_scope(&partition, scheme, authority), Relay { partition, url }))
        };
        let (tag, scope, relay) = read().ok_or(AddressError::NotAnAddress)?;
        let tag = crate::hex::decode(tag).ok_or(AddressError::BadSignature)?;
        hmac::verify(&self.0, scope.as_bytes(), &tag).map_err(|_| AddressError::BadSignature)?;
        if !matches!(relay.url.scheme(), "http" | "https") {
            return Err(AddressError::NotAnAddress);
        }
        Ok(relay)
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
