//! The vault, and secrets in plain text.

use base64::Engine;
use base64::engine::general_purpose::STANDARD_NO_PAD;
use domain::secret::{Sealed, SecretHash};
use domain::sid::AccountSid;
use ring::aead::{Aad, CHACHA20_POLY1305, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::{digest, hmac};

use crate::{Entropy, Failure};

/// A secret in plain text. Its `Debug` form does not show it.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl std::fmt::Debug for Secret {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Secret(…)")
    }
}

impl Secret {
    /// Takes a text for a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The secret, to be sent to its owner or to be used as a key.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// A new auth token: 32 lowercase hexadecimal digits.
    pub fn auth_token(entropy: &Entropy) -> Self {
        Self(format!("{:032x}", entropy.bits()))
    }

    /// A new secret of an API key: 32 letters and digits.
    pub fn key_secret(entropy: &Entropy) -> Self {
        const LETTERS: &[u8; 62] =
            b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
        let mut text = String::with_capacity(32);
        while text.len() < 32 {
            let drawn = entropy.bytes::<32>();
            // 248 is four times 62; a byte above would favour the first letters.
            let fair = drawn.iter().filter(|byte| **byte < 248);
            let letters = fair.map(|byte| char::from(LETTERS[usize::from(byte % 62)]));
            text.extend(letters.take(32 - text.len()));
        }
        Self(text)
    }

    /// The digest that is kept of a secret that is only ever compared.
    pub fn hash(&self) -> SecretHash {
        let digest = digest::digest(&digest::SHA256, self.0.as_bytes());
        SecretHash(digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// The master key. ChaCha20-Poly1305 (RFC 8439); a sealed secret opens only in the account it was sealed
/// for.
pub struct Vault {
    key: LessSafeKey,
    comparing: hmac::Key,
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Vault(…)")
    }
}

impl Vault {
    /// A vault under a master key of 256 bits.
    #[expect(clippy::expect_used, reason = "the algorithm's key is 32 bytes, and so is the array")]
    pub fn new(master: &[u8; 32]) -> Self {
        let key = UnboundKey::new(&CHACHA20_POLY1305, master).expect("a key of 32 bytes");
        let comparing = hmac::Key::new(hmac::HMAC_SHA256, master);
        Self { key: LessSafeKey::new(key), comparing }
    }

    /// Seals a secret for an account.
    ///
    /// # Errors
    /// [`Failure::Sealed`] when the secret is longer than the cipher takes (256 GiB).
    pub fn seal(
        &self,
        entropy: &Entropy,
        account: AccountSid,
        secret: &Secret,
    ) -> Result<Sealed, Failure> {
        let nonce = entropy.bytes::<NONCE_LEN>();
        let mut closed = secret.0.clone().into_bytes();
        let aad = Aad::from(account.to_string());
        self.key
            .seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), aad, &mut closed)
            .map_err(|_| Failure::Sealed)?;
        let whole: Vec<u8> = nonce.iter().copied().chain(closed).collect();
        Ok(Sealed(STANDARD_NO_PAD.encode(whole)))
    }

    /// Opens a secret of an account.
    ///
    /// # Errors
    /// [`Failure::Sealed`] when it was sealed under another master key or for another account, or altered.
    pub fn open(&self, account: AccountSid, sealed: &Sealed) -> Result<Secret, Failure> {
        let mut whole = STANDARD_NO_PAD.decode(&sealed.0).map_err(|_| Failure::Sealed)?;
        let (nonce, closed) = whole.split_first_chunk_mut::<NONCE_LEN>().ok_or(Failure::Sealed)?;
        let nonce = Nonce::assume_unique_for_key(*nonce);
        let aad = Aad::from(account.to_string());
        let plain = self.key.open_in_place(nonce, aad, closed).map_err(|_| Failure::Sealed)?;
        String::from_utf8(plain.to_vec()).map(Secret).map_err(|_| Failure::Sealed)
    }

    /// Whether `given` is the secret; takes as long for a near miss as for a wild guess.
    pub fn is_same(&self, secret: &Secret, given: &str) -> bool {
        let tag = hmac::sign(&self.comparing, secret.0.as_bytes());
        hmac::verify(&self.comparing, given.as_bytes(), tag.as_ref()).is_ok()
    }

    /// Whether `given` is the secret that the digest was made of.
    pub fn is_hashed(&self, hash: &SecretHash, given: &str) -> bool {
        self.is_same(&Secret(hash.0.clone()), &Secret(given.to_owned()).hash().0)
    }
}
