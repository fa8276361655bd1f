use md5::{Digest as _, Md5};
use ring::digest::{SHA256, digest};
use std::fmt::Write as _;

/// The hash of a challenge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Algorithm {
    /// What every telephone knows.
    Md5,
    /// What one should use (RFC 8760).
    Sha256,
}

impl Algorithm {
    /// The parameter's value.
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "MD5",
            Self::Sha256 => "SHA-256",
        }
    }

    pub(super) fn named(name: Option<&str>) -> Option<Self> {
        match name {
            None => Some(Self::Md5),
            Some(name) => [Self::Md5, Self::Sha256]
                .into_iter()
                .find(|algorithm| algorithm.name().eq_ignore_ascii_case(name)),
        }
    }

    pub(super) fn hex(self, text: &str) -> String {
        match self {
            Self::Md5 => hex(&Md5::digest(text.as_bytes())),
            Self::Sha256 => hex(digest(&SHA256, text.as_bytes()).as_ref()),
        }
    }
}

pub(super) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// What a response is computed from.
pub(super) struct Inputs<'a> {
    pub(super) algorithm: Algorithm,
    pub(super) username: &'a str,
    pub(super) realm: &'a str,
    pub(super) password: &'a str,
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
    pub(super) nonce: &'a str,
    /// `nc` and `cnonce` under `qop=auth`; nothing in the form of RFC 2069.
    pub(super) counted: Option<(&'a str, &'a str)>,
}

impl Inputs<'_> {
    /// RFC 7616 §3.4.1.
    pub(super) fn response(&self) -> String {
        let Self { algorithm, username, realm, password, method, uri, nonce, counted } = self;
        let a1 = algorithm.hex(&format!("{username}:{realm}:{password}"));
        let a2 = algorithm.hex(&format!("{method}:{uri}"));
        algorithm.hex(&match counted {
            Some((nc, cnonce)) => format!("{a1}:{nonce}:{nc}:{cnonce}:auth:{a2}"),
            None => format!("{a1}:{nonce}:{a2}"),
        })
    }
}
