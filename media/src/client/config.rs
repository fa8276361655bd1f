//! What a client needs to know.

use std::sync::Arc;
use std::time::Duration;

use tokio_util::task::TaskTracker;

use crate::address::SigningKey;
use crate::speech::Voices;

/// Where the media layer is and how it is asked.
#[derive(Debug, Clone)]
pub struct ClientConfig {
    /// Scheme, host and port of the layer, for example `http://127.0.0.1:8080`; any path is ignored.
    pub base_url: url::Url,
    /// The key that the layer checks.
    pub key: SigningKey,
    /// The voices of the layer: [`crate::layer::Layer::voices`].
    pub voices: Arc<Voices>,
    /// The most that is kept in memory, in bytes of sound.
    pub kept_bytes: u64,
    /// How long a sound may take to begin.
    pub first_byte_within: Duration,
    /// Where downloads run. Close it and wait for it to drain.
    pub tasks: TaskTracker,
}

impl ClientConfig {
    /// 64 MiB kept, 20 s for the first byte.
    #[must_use]
    pub fn new(base_url: url::Url, key: SigningKey, voices: Arc<Voices>) -> Self {
        Self {
            base_url,
            key,
            voices,
            kept_bytes: 64 << 20,
            first_byte_within: Duration::from_secs(20),
            tasks: TaskTracker::new(),
        }
    }
}

/// A client can't be made.
#[derive(Debug, thiserror::Error)]
pub enum ClientError {
    /// The HTTP client refused its settings.
    #[error("the HTTP client towards the media layer: {0}")]
    Http(#[from] reqwest::Error),
    /// TLS refused its settings.
    #[error("TLS towards the media layer: {0}")]
    Tls(#[from] rustls::Error),
}
