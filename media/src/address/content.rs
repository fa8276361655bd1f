//! Addresses of content: what they give never changes.

use std::fmt;

use ring::hmac;

use super::form::{AddressError, Partition};
use super::signature::SigningKey;
use crate::format::Target;

/// Bytes of a partition, by their SHA-256, and the form they are in.
///
/// ```text
/// /media/{partition}/{64 hexadecimal digits}.pcmu-8000?signature=…
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Whose.
    pub partition: Partition,
    /// Their SHA-256, in lower-case hexadecimal.
    pub digest: String,
    /// How they sound.
    pub target: Target,
}

impl Content {
    fn parse(path: &str) -> Option<Self> {
        let (partition, name) = path.strip_prefix("/media/")?.split_once('/')?;
        let (digest, form) = name.split_once('.')?;
        let (encoding, rate) = form.split_once('-')?;
        let target = Target::named(encoding, rate)?;
        let is_digest = digest.len() == 64 && crate::hex::decode(digest).is_some();
        let partition = Partition::new(partition).ok()?;
        is_digest.then(|| Self { partition, digest: digest.to_owned(), target })
    }
}

impl fmt::Display for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (encoding, rate) = (self.target.encoding().name(), self.target.rate_hz());
        write!(f, "/media/{}/{}.{encoding}-{rate}", self.partition.as_str(), self.digest)
    }
}

impl SigningKey {
    /// The path of content with its signature.
    #[must_use]
    pub fn sign_content(&self, content: &Content) -> String {
        let path = content.to_string();
        let tag = hmac::sign(&self.0, path.as_bytes());
        format!("{path}?signature={}", crate::hex::encode(tag.as_ref()))
    }

    /// The content that a signed path names.
    ///
    /// # Errors
    /// As [`SigningKey::verify`].
    pub fn verify_content(&self, signed: &str) -> Result<Content, AddressError> {
        let (path, query) = signed.split_once('?').unwrap_or((signed, ""));
        let content = Content::parse(path).ok_or(AddressError::NotAnAddress)?;
        let tag = query.strip_prefix("signature=").and_then(crate::hex::decode);
        let tag = tag.ok_or(AddressError::BadSignature)?;
        hmac::verify(&self.0, path.as_bytes(), &tag).map_err(|_| AddressError::BadSignature)?;
        Ok(content)
    }
}
