//! Addresses of the relay: a signature for everything below a scheme and an authority.

use ring::hmac;
use url::Url;

use super::form::{AddressError, Partition};
use super::signature::SigningKey;

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

impl SigningKey {
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
}
