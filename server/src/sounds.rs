//! The media layer of this node, and the client with which live calls ask it.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use anyhow::Context;
use api::webhooks::address_policy::AddressPolicy;
use axum::Router;
use media::address::SigningKey;
use media::cache::SealingKey;
use media::client::{Client, ClientConfig};
use media::layer::{Layer, LayerConfig};
use media::processing::ProcessingConfig;
use media::speech::{Engine, Gender, HttpEngine, HttpEngineConfig, Protocol, VoiceOffer};
use ring::hmac;

use crate::config::{Config, SpeechEngine, SpeechProtocol};
use crate::data;
use crate::start::own_address;
use crate::told::Told;

/// How long an engine elsewhere may take for a piece of speech.
const SPOKEN_WITHIN: Duration = Duration::from_secs(20);

/// Opens the layer, which tells what happens to its sounds; answers its routes and a client that asks them at `http`.
pub(crate) async fn open(
    config: &Config,
    http: SocketAddr,
    policy: Arc<AddressPolicy>,
    told: Told,
) -> anyhow::Result<(Router, Client)> {
    let key = signing_key(config)?;
    let permits = media::origin::AddressPolicy::new(move |address| policy.permits(address));
    let wall_clock = Arc::new(SystemTime::now);
    let directory = config.store.data.join("media");
    let mut layer = LayerConfig::new(directory, key.clone(), permits, wall_clock);
    layer.storage.reports = Arc::new(told);
    layer.storage.max_bytes = config.media.cache_mib << 20;
    layer.own_music = config.media.own_music;
    layer.storage.sealing_key =
        config.media.sealing_key_file.as_deref().map(sealing_key).transpose()?;
    if config.media.workers > 0 {
        layer.speech.concurrent = config.media.workers;
    }
    let elsewhere = config.media.speech.iter().map(engine).collect::<Result<Vec<_>, _>>()?;
    layer.speech.engines.splice(0..0, elsewhere);
    layer.processing = processing(config)?;
    let layer = Layer::new(layer).await?;
    let base_url = format!("http://{}", own_address(http)).parse()?;
    let client = Client::new(ClientConfig::new(base_url, key, layer.voices()))?;
    Ok((layer.router(), client))
}

/// The processing servers, as they are configured.
fn processing(config: &Config) -> anyhow::Result<ProcessingConfig> {
    let urls = config.media.processing_at.split(',').map(str::trim).filter(|url| !url.is_empty());
    let servers = urls
        .map(|url| url.parse().with_context(|| format!("media.processing_at: {url:?} is no URL")))
        .collect::<Result<_, _>>()?;
    let token = config.media.processing_token_file.as_deref().map(token).transpose()?;
    Ok(ProcessingConfig { servers, token })
}

/// The token that a file holds.
pub(crate) fn token(path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("the file of a token: {}", path.display()))?;
    Ok(text.trim().to_owned())
}

/// An engine of speech elsewhere, as it is configured.
fn engine(config: &SpeechEngine) -> anyhow::Result<Arc<dyn Engine>> {
    let token = config.token_file.as_deref().map(token).transpose()?;
    let protocol = match config.protocol {
        SpeechProtocol::Generic => Protocol::Generic { reads_ssml: false },
        SpeechProtocol::GenericSsml => Protocol::Generic { reads_ssml: true },
        SpeechProtocol::Openai => Protocol::OpenAi { model: config.model.clone() },
        SpeechProtocol::Piper => Protocol::Piper,
    };
    let voices = config.voices.iter().map(|voice| VoiceOffer {
        name: voice.name.clone(),
        gender: if voice.is_man { Gender::Male } else { Gender::Female },
        languages: voice.languages.iter().map(|tag| tag.to_ascii_lowercase()).collect(),
        language: None,
    });
    Ok(Arc::new(HttpEngine::new(HttpEngineConfig {
        name: config.name.clone(),
        protocol,
        url: config
            .url
            .parse()
            .with_context(|| format!("the URL of the speech engine {}", config.name))?,
        token,
        voices: voices.collect(),
        revision: config.revision.clone(),
        within: SPOKEN_WITHIN,
    })?))
}

fn sealing_key(path: &Path) -> anyhow::Result<SealingKey> {
    let text = std::fs::read_to_string(path)
        .with_context(|| format!("media.sealing_key_file: {}", path.display()))?;
    SealingKey::from_hex(text.trim()).with_context(|| {
        format!("media.sealing_key_file: {} must hold 64 hexadecimal digits", path.display())
    })
}

/// Derived from the master key, so that an address signed before a restart is good after it.
fn signing_key(config: &Config) -> anyhow::Result<SigningKey> {
    let master = hmac::Key::new(hmac::HMAC_SHA256, &data::master_key(&config.store.data)?);
    Ok(SigningKey::new(hmac::sign(&master, b"media addresses").as_ref()))
}
