//! The signature by which an application knows that a request is ours.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;

/// An account's auth token, with which its requests are signed. Never shown by `Debug`.
#[derive(Clone)]
pub struct SigningToken(hmac::Key);

impl SigningToken {
    /// Takes the auth token in plain text.
    pub fn new(auth_token: &str) -> Self {
        Self(hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, auth_token.as_bytes()))
    }
}

impl fmt::Debug for SigningToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningToken(…)")
    }
}

/// The value of `X-Twilio-Signature`: base64 of HMAC-SHA1 over the URL followed by each form field's
/// name and value, sorted by name, then value, each pair once.
///
/// `url` is the URL exactly as it is asked, query and port as configured, without user information and
/// fragment; `form` is empty for a GET, whose parameters are in the query.
pub fn sign(token: &SigningToken, url: &str, form: &[(String, String)]) -> String {
    let mut fields: Vec<_> = form.iter().collect();
    fields.sort_unstable();
    fields.dedup();
    let mut signed = hmac::Context::with_key(&token.0);
    signed.update(url.as_bytes());
    for (name, value) in fields {
        signed.update(name.as_bytes());
        signed.update(value.as_bytes());
    }
    STANDARD.encode(signed.sign())
}
