//! The compact form of a signed token (RFC 7515 §3.1): `header.claims.signature`, each base64url.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::TokenRefusal;
use super::claims::Claims;

/// The longest token that is looked at, in bytes.
const LONGEST: usize = 8 * 1_024;

/// A token that was taken apart. Its claims are only what somebody says until its signature was looked at.
pub(super) struct Jwt<'t> {
    pub(super) header: Header,
    pub(super) claims: Claims,
    signed: &'t str,
    signature: Vec<u8>,
}

/// What a token says about itself.
#[derive(Debug, Deserialize)]
pub(super) struct Header {
    alg: String,
    #[serde(default)]
    cty: Option<String>,
    /// Extensions that must be understood (RFC 7515 §4.1.11); none is.
    #[serde(default)]
    crit: Option<serde_json::Value>,
}

impl Header {
    /// Whether it is signed as our tokens are. What the token says about its algorithm chooses nothing:
    /// there is one (RFC 8725 §3.1).
    pub(super) fn is_ours(&self) -> bool {
        self.alg == "HS256" && self.crit.is_none()
    }

    /// Whether it says that it is an access token.
    pub(super) fn is_access_token(&self) -> bool {
        self.cty.as_deref() == Some("twilio-fpa;v=1")
    }
}

impl<'t> Jwt<'t> {
    pub(super) fn read(text: &'t str) -> Result<Self, TokenRefusal> {
        if text.len() > LONGEST {
            return Err(TokenRefusal::Malformed);
        }
        let (signed, signature) = text.rsplit_once('.').ok_or(TokenRefusal::Malformed)?;
        let (header, claims) = signed.split_once('.').ok_or(TokenRefusal::Malformed)?;
        let header: Header = part(header)?;
        // One that is not signed has no signature; it is its algorithm that is wrong.
        if !header.is_ours() {
            return Err(TokenRefusal::WrongHeader);
        }
        let signature =
            URL_SAFE_NO_PAD.decode(signature).map_err(|_| TokenRefusal::WrongSignature)?;
        Ok(Self { header, claims: part(claims)?, signed, signature })
    }

    /// Whether it was signed with this secret (RFC 7518 §3.2); takes as long for a near miss.
    pub(super) fn is_signed_with(&self, secret: &str) -> bool {
        let key = hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes());
        hmac::verify(&key, self.signed.as_bytes(), &self.signature).is_ok()
    }
}

fn part<T: DeserializeOwned>(encoded: &str) -> Result<T, TokenRefusal> {
    let json = URL_SAFE_NO_PAD.decode(encoded).map_err(|_| TokenRefusal::Malformed)?;
    serde_json::from_slice(&json).map_err(|_| TokenRefusal::Malformed)
}
