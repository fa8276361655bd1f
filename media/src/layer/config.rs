//! What a layer needs, and the layer itself.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use tokio::sync::Semaphore;
use tokio_util::task::TaskTracker;

use super::counts::Counters;
use super::flights::Flights;
use super::refusals::Refusals;
use crate::address::SigningKey;
use crate::cache::{Cache, StorageConfig};
use crate::decode::Limits;
use crate::http_cache::Rules;
use crate::origin::{AddressPolicy, Origin, OriginConfig, OriginError};
use crate::processing::{ProcessingConfig, Servers, ServersError};
use crate::speech::{EspeakNg, Flite, ProcessLimits, Speaker, SpeakerConfig, Voices};

/// Files being decoded at the same time: half of tokio's blocking threads.
const MAX_DECODERS: usize = 256;

/// Reads the wall clock.
pub type WallClock = Arc<dyn Fn() -> SystemTime + Send + Sync>;

/// How long what comes from origins is kept.
#[derive(Debug, Clone)]
pub struct Keeping {
    /// The rules for sounds.
    pub rules: Rules,
    /// The rules for the relay.
    pub relay: Rules,
    /// For how long an origin that failed, or has nothing to be heard, is not asked again.
    pub refusals_for: Duration,
}

impl Default for Keeping {
    /// 5 s for what failed.
    fn default() -> Self {
        let refusals_for = Duration::from_secs(5);
        Self { rules: Rules::of_sounds(), relay: Rules::of_relay(), refusals_for }
    }
}

/// What a layer needs to know.
#[derive(Clone)]
pub struct LayerConfig {
    /// Where sounds are kept.
    pub storage: StorageConfig,
    /// How long what comes from origins is kept.
    pub keeping: Keeping,
    /// The key that addresses are signed with.
    pub key: SigningKey,
    /// How origins are asked.
    pub origin: OriginConfig,
    /// How speech is made.
    pub speech: SpeakerConfig,
    /// Who decodes.
    pub processing: ProcessingConfig,
    /// The longest sound, in ms.
    pub max_ms: u64,
    /// Whether music at the addresses that sample applications have in them (`com.twilio.music.*`) is ours.
    pub own_music: bool,
    /// Sounds in the making at the same time; more are refused.
    pub max_fills: usize,
    /// The time, for the freshness of what origins sent.
    pub wall_clock: WallClock,
    /// Where sounds are made. Close it and wait for it to drain.
    pub tasks: TaskTracker,
}

impl fmt::Debug for LayerConfig {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LayerConfig").field("storage", &self.storage).finish_non_exhaustive()
    }
}

impl LayerConfig {
    /// flite and espeak-ng from the path, one run per core; one hour; 1,024 at a time.
    #[must_use]
    pub fn new(
        directory: PathBuf,
        key: SigningKey,
        policy: AddressPolicy,
        wall_clock: WallClock,
    ) -> Self {
        let limits = ProcessLimits::default();
        let max_ms = 60 * 60 * 1_000;
        let cores = std::thread::available_parallelism().map_or(2, Into::into);
        let speech = SpeakerConfig {
            engines: vec![
                Arc::new(Flite::new("flite", limits)),
                Arc::new(EspeakNg::new("espeak-ng", limits)),
            ],
            concurrent: cores,
            concurrent_elsewhere: 32,
            concurrent_per_owner: cores.div_ceil(2).max(2),
            queue_within: Duration::from_secs(15),
            max_ms,
        };
        Self {
            storage: StorageConfig::new(directory),
            keeping: Keeping::default(),
            key,
            origin: OriginConfig::new(policy),
            speech,
            processing: ProcessingConfig::default(),
            max_ms,
            own_music: false,
            max_fills: 1_024,
            wall_clock,
            tasks: TaskTracker::new(),
        }
    }
}

/// A layer can't be made.
#[derive(Debug, thiserror::Error)]
pub enum LayerError {
    /// The cache's directory.
    #[error("the media cache: {0}")]
    Cache(#[source] std::io::Error),
    /// The client towards origins.
    #[error(transparent)]
    Origin(#[from] OriginError),
    /// The client towards processing servers.
    #[error(transparent)]
    Servers(#[from] ServersError),
}

/// The media layer. Cheap to clone.
#[derive(Clone)]
pub struct Layer(pub(super) Arc<Inner>);

pub(super) struct Inner {
    pub(super) key: SigningKey,
    pub(super) cache: Cache,
    pub(super) origin: Origin,
    pub(super) speaker: Speaker,
    pub(super) servers: Servers,
    pub(super) limits: Limits,
    pub(super) own_music: bool,
    pub(super) turns: Arc<Semaphore>,
    pub(super) decoders: Semaphore,
    pub(super) flights: Flights,
    pub(super) refusals: Refusals,
    pub(super) keeping: Keeping,
    pub(super) wall_clock: WallClock,
    pub(super) tasks: TaskTracker,
    pub(super) counts: Counters,
}

impl fmt::Debug for Layer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Layer").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

impl Layer {
    /// Opens the cache and looks which speech engines are installed. A layer without engines still plays.
    ///
    /// # Errors
    /// When the cache's directory can't be used or TLS can't be set up.
    pub async fn new(config: LayerConfig) -> Result<Self, LayerError> {
        let cache = tokio::task::spawn_blocking(move || Cache::open(config.storage))
            .await
            .map_err(std::io::Error::other)
            .flatten()
            .map_err(LayerError::Cache)?;
        Ok(Self(Arc::new(Inner {
            key: config.key,
            cache,
            origin: Origin::new(config.origin)?,
            speaker: Speaker::find(config.speech).await,
            servers: Servers::new(config.processing)?,
            limits: Limits::new(config.max_ms),
            own_music: config.own_music,
            turns: Arc::new(Semaphore::new(config.max_fills)),
            decoders: Semaphore::new(MAX_DECODERS),
            flights: Flights::default(),
            refusals: Refusals::new(config.keeping.refusals_for),
            keeping: config.keeping,
            wall_clock: config.wall_clock,
            tasks: config.tasks,
            counts: Counters::default(),
        })))
    }

    /// The voices that are installed: what a [`crate::client::Client`] needs to make addresses.
    #[must_use]
    pub fn voices(&self) -> Arc<Voices> {
        Arc::clone(self.0.speaker.voices())
    }
}
