//! Asking the layer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use http::StatusCode;
use http::header::{ETAG, IF_NONE_MATCH};
use moka::sync::Cache;
use reqwest::Response;

use super::config::{ClientConfig, ClientError};
use super::freshness::Freshness;
use super::kept::{Kept, shelf};
use crate::address::{Address, Partition, Source};
use crate::fault::{MediaFault, code};
use crate::sound::{Sound, SoundWriter};
use crate::tls;

/// The longest that a started download may stand still.
const STALLED_AFTER: Duration = Duration::from_secs(30);
/// One hour of µ-law: the layer makes nothing longer.
const MAX_SOUND_BYTES: u64 = 60 * 60 * 8_000;

/// Gets sounds from the media layer. Cheap to clone; connections are kept alive and shared.
#[derive(Debug, Clone)]
pub struct Client {
    config: Arc<ClientConfig>,
    http: reqwest::Client,
    kept: Cache<String, Kept>,
}

impl Client {
    /// A client with an empty memory. Reaches no network yet.
    ///
    /// # Errors
    /// When the system's TLS certificates can't be read for an `https` layer.
    pub fn new(config: ClientConfig) -> Result<Self, ClientError> {
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(tls::client_config()?)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(2))
            .read_timeout(STALLED_AFTER)
            .tcp_nodelay(true)
            .build()?;
        Ok(Self { kept: shelf(config.kept_bytes), config: Arc::new(config), http })
    }

    /// What `source` sounds like. Answers when its beginning is there; the rest grows while it is heard, and
    /// fails ([`crate::sound::SoundState::Failed`]) when the layer breaks off.
    ///
    /// # Errors
    /// The fault with the code for the notification, when nothing can be heard.
    pub async fn sound(
        &self,
        partition: &Partition,
        source: &Source,
    ) -> Result<Arc<Sound>, MediaFault> {
        self.at(&self.config.voices.address(partition, source)?).await
    }

    /// What is heard at an address. As [`Client::sound`].
    ///
    /// # Errors
    /// As [`Client::sound`].
    pub async fn at(&self, address: &Address) -> Result<Arc<Sound>, MediaFault> {
        let path = self.config.key.sign(address);
        let kept = self.kept.get(&path);
        let now = Instant::now();
        if let Some(kept) = kept.as_ref().filter(|kept| kept.is_fresh(now)) {
            return Ok(Arc::clone(&kept.sound));
        }
        let response = self.ask(&path, kept.as_ref()).await?;
        match (response.status(), kept) {
            (StatusCode::NOT_MODIFIED, Some(kept)) => {
                let sound = Arc::clone(&kept.sound);
                let freshness = Freshness::of(response.headers());
                self.kept.insert(path, Kept { freshness, asked_at: now, ..kept });
                Ok(sound)
            }
            (StatusCode::OK, _) => Ok(self.receive(path, response, now)),
            _ => Err(refusal(response).await),
        }
    }

    async fn ask(&self, path: &str, kept: Option<&Kept>) -> Result<Response, MediaFault> {
        let url = self
            .config
            .base_url
            .join(path)
            .map_err(|error| MediaFault::internal(error.to_string()))?;
        let mut request = self.http.get(url);
        if let Some(etag) = kept.and_then(|kept| kept.etag.clone()) {
            request = request.header(IF_NONE_MATCH, etag);
        }
        let unreachable = |why: &str| MediaFault::internal(format!("The media layer {why}"));
        tokio::time::timeout(self.config.first_byte_within, request.send())
            .await
            .map_err(|_| unreachable("did not answer in time"))?
            .map_err(|error| {
                unreachable(if error.is_connect() {
                    "can't be reached"
                } else {
                    "broke off the exchange"
                })
            })
    }

    fn receive(&self, path: String, response: Response, asked_at: Instant) -> Arc<Sound> {
        let freshness = Freshness::of(response.headers());
        let etag = response.headers().get(ETAG).cloned();
        let (writer, sound) = Sound::growing();
        let kept = Kept { sound: Arc::clone(&sound), etag, freshness, asked_at };
        let shelf = self.kept.clone();
        self.config.tasks.spawn(async move {
            let is_worth_keeping = freshness != Freshness::Never
                && (kept.etag.is_some() || freshness != Freshness::AskFirst);
            if pour(response, writer).await && is_worth_keeping {
                shelf.insert(path, kept);
            }
        });
        sound
    }
}

/// Whether all of it came.
async fn pour(mut response: Response, mut writer: SoundWriter) -> bool {
    loop {
        match response.chunk().await {
            Ok(Some(chunk)) if writer.sound().len() + chunk.len() as u64 <= MAX_SOUND_BYTES => {
                writer.append(chunk);
            }
            Ok(None) => {
                writer.complete();
                return true;
            }
            Ok(Some(_)) | Err(_) => {
                writer.fail();
                return false;
            }
        }
    }
}

async fn refusal(response: Response) -> MediaFault {
    let status = response.status();
    match response.json::<MediaFault>().await {
        Ok(fault) => fault,
        Err(_) => MediaFault::new(code::INTERNAL, format!("The media layer answered {status}")),
    }
}
