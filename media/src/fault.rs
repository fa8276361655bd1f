//! What went wrong with a sound, with the code that tenants look up.

use serde::{Deserialize, Serialize};

/// Codes of <https://www.twilio.com/docs/api/errors> that the media layer gives.
pub mod code {
    /// The layer itself failed: disk, engine, worker.
    pub const INTERNAL: u32 = 12400;
    /// The origin answered with an error status, or its answer broke off.
    pub const HTTP_RETRIEVAL: u32 = 11200;
    /// No connection to the origin.
    pub const HTTP_CONNECTION: u32 = 11205;
    /// The origin's name has no address that may be asked.
    pub const BAD_HOST: u32 = 11210;
    /// Too many redirects, or a redirect to nowhere.
    pub const REDIRECTS: u32 = 11215;
    /// TLS failed.
    pub const TLS: u32 = 11220;
    /// Not a URL, or not one of HTTP.
    pub const BAD_URL: u32 = 11100;
    /// The answer is larger or longer than is allowed.
    pub const TOO_LARGE: u32 = 11750;
    /// What the origin sent is not audio, or none that can be decoded.
    pub const NOT_AUDIO: u32 = 13420;
    /// No voice for the language.
    pub const LANGUAGE: u32 = 13511;
    /// No such voice.
    pub const VOICE: u32 = 13512;
    /// The text to be spoken is too long, or its SSML is not well-formed.
    pub const TEXT: u32 = 13520;
}

/// Why there is no sound.
///
/// On the wire: `{"code":13420,"message":"…","url":"https://…"}`; `url` only when an origin was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("{message} ({code})")]
pub struct MediaFault {
    /// The code, for example 13420.
    pub code: u32,
    /// A sentence: what was wrong and what to do.
    pub message: String,
    /// The URL that was being fetched, without user information.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The status with which an origin refused. Not on the wire.
    #[serde(skip)]
    pub status: Option<u16>,
}

impl MediaFault {
    /// A fault that concerns no URL.
    pub fn new(code: u32, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), url: None, status: None }
    }

    /// The same about a URL. Its user information is left out.
    #[must_use]
    pub fn about(mut self, url: &url::Url) -> Self {
        let mut bare = url.clone();
        // Fails only on URLs that can't have user information.
        let _ = bare.set_username("");
        let _ = bare.set_password(None);
        self.url = Some(bare.into());
        self
    }

    /// Whether an earlier answer may stand in: the origin can't be reached, broke off, or answered 500, 502,
    /// 503 or 504 (RFC 5861 §4). Not where it has said no.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self.status {
            Some(status) => matches!(status, 500 | 502 | 503 | 504),
            None => matches!(
                self.code,
                code::HTTP_RETRIEVAL | code::HTTP_CONNECTION | code::BAD_HOST | code::TLS
            ),
        }
    }

    /// A failure of the layer itself.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(code::INTERNAL, message)
    }
}
