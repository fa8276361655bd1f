//! Encryption at rest.

use std::fmt;
use std::io;
use std::sync::Arc;
use std::time::SystemTime;

use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::hmac;
use ring::rand::{SecureRandom, SystemRandom};

use super::blobs::Blobs;

/// The secret of which everything stored is sealed with. Each partition has a key of its own, derived from it.
#[derive(Clone)]
pub struct SealingKey(hmac::Key);

impl fmt::Debug for SealingKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SealingKey")
    }
}

impl SealingKey {
    /// The key made of 32 secret bytes.
    #[must_use]
    pub fn new(secret: &[u8; 32]) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA256, secret))
    }

    /// The key made of 64 lower-case hexadecimal digits; none of anything else.
    #[must_use]
    pub fn from_hex(digits: &str) -> Option<Self> {
        let secret = <[u8; 32]>::try_from(crate::hex::decode(digits)?).ok()?;
        Some(Self::new(&secret))
    }

    pub(super) fn for_names(&self) -> hmac::Key {
        hmac::Key::new(hmac::HMAC_SHA256, hmac::sign(&self.0, b"names").as_ref())
    }

    /// The key for a name such as `objects/{partition}/…`.
    fn for_partition_of(&self, name: &str) -> io::Result<LessSafeKey> {
        let partition = name.split('/').nth(1).unwrap_or_default();
        let secret = hmac::sign(&self.0, format!("partition {partition}").as_bytes());
        UnboundKey::new(&AES_256_GCM, secret.as_ref()).map(LessSafeKey::new).map_err(unspecified)
    }
}

/// A store whose bytes are sealed: nonce, AES-256-GCM ciphertext bound to the name, tag.
#[derive(Debug)]
pub(super) struct Sealed {
    pub(super) inner: Arc<dyn Blobs>,
    pub(super) key: SealingKey,
    pub(super) random: SystemRandom,
}

impl Blobs for Sealed {
    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let mut nonce = [0; NONCE_LEN];
        self.random.fill(&mut nonce).map_err(unspecified)?;
        let mut body = bytes.to_vec();
        let key = self.key.for_partition_of(name)?;
        let aad = Aad::from(name.as_bytes());
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut body)
            .map_err(unspecified)?;
        self.inner.put(name, &[&nonce[..], &body].concat())
    }

    /// None as well for what was not sealed with this key: it is as good as not there.
    fn get(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        let Some(sealed) = self.inner.get(name)? else { return Ok(None) };
        let Some((nonce, body)) = sealed.split_at_checked(NONCE_LEN) else { return Ok(None) };
        let Ok(nonce) = Nonce::try_assume_unique_for_key(nonce) else { return Ok(None) };
        let mut body = body.to_vec();
        let key = self.key.for_partition_of(name)?;
        let opened = key.open_in_place(nonce, Aad::from(name.as_bytes()), &mut body);
        Ok(opened.ok().map(|plain| plain.to_vec()))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        self.inner.remove(name)
    }

    fn list(&self, prefix: &str) -> io::Result<Vec<(String, SystemTime)>> {
        self.inner.list(prefix)
    }
}

fn unspecified(_: ring::error::Unspecified) -> io::Error {
    io::Error::other("the cryptographic library refused")
}
