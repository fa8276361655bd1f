//! What an origin answered.

use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap};
use url::Url;

use super::client::read_fault;
use crate::fault::{MediaFault, code};

/// A good answer: 200, or 304 to a question with conditions.
#[derive(Debug)]
pub struct Fetched {
    /// 200 or 304.
    pub status: http::StatusCode,
    /// Headers of the last hop.
    pub headers: HeaderMap,
    /// What follows; empty after 304.
    pub body: Body,
}

impl Fetched {
    /// The content type in lower case, with its parameters; empty when there is none.
    #[must_use]
    pub fn content_type(&self) -> String {
        let value =
            self.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
        value.trim().to_ascii_lowercase()
    }
}

/// Any answer, whole.
#[derive(Debug)]
pub struct Passed {
    /// Its status.
    pub status: http::StatusCode,
    /// Its headers, those for one hop included.
    pub headers: HeaderMap,
    /// What it sent, content codings untouched.
    pub bytes: Bytes,
}

/// The bytes of an answer, as they come, bounded.
#[derive(Debug)]
pub struct Body {
    pub(super) response: reqwest::Response,
    pub(super) left: u64,
    pub(super) max_bytes: u64,
    pub(super) stalled_after: Duration,
    pub(super) deadline: tokio::time::Instant,
    pub(super) url: Url,
}

impl Body {
    /// The next bytes; none at the end.
    ///
    /// # Errors
    /// 11200 when the connection breaks off, stalls or takes too long in all, 11750 when there is too much.
    pub async fn next(&mut self) -> Result<Option<Bytes>, MediaFault> {
        let slow = || {
            MediaFault::new(code::HTTP_RETRIEVAL, "The origin sent its answer too slowly")
                .about(&self.url)
        };
        let until = self.deadline.min(tokio::time::Instant::now() + self.stalled_after);
        let chunk = tokio::time::timeout_at(until, self.response.chunk())
            .await
            .map_err(|_| slow())?
            .map_err(|error| read_fault(&error, &self.url))?;
        let Some(chunk) = chunk else { return Ok(None) };
        self.left = self.left.checked_sub(chunk.len() as u64).ok_or_else(|| {
            let message = format!("The origin sent more than {} bytes", self.max_bytes);
            MediaFault::new(code::TOO_LARGE, message).about(&self.url)
        })?;
        Ok(Some(chunk))
    }
}
