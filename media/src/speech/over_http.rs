//! Engines on other machines, asked over HTTP.

use std::time::Duration;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_TYPE};
use serde_json::{Value, json};
use url::Url;

use super::catalogue::Gender;
use super::engine::{
    Engine, Future16, FutureInstalled, Installed, Spoken16, Utterance, VoiceOffer, VoiceSet,
};
use crate::address::Spoken;
use crate::decode::{Limits, feed, transcode};
use crate::fault::MediaFault;
use crate::format::{Encoding, Target};

const PIPELINE: u32 = 1;
const MAX_BYTES: usize = 64 << 20;
const MAX_VOICES: usize = 1_000;
const MAX_MS: u64 = 600_000;

/// How an engine wants to be asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Protocol {
    /// `POST {url}` with `{"language":"en-us","voice":"…","type":"text","text":"…"}`, `"type":"ssml"` when it
    /// reads SSML: jambonz' custom engines. The answer is sound of any kind with its `Content-Type`.
    Generic {
        /// Whether it reads SSML. It gets `prosody` and `phoneme`, and nothing else.
        reads_ssml: bool,
    },
    /// `POST {url}/v1/audio/speech` as OpenAI has it, with `response_format` `wav`.
    OpenAi {
        /// For example `tts-1`.
        model: String,
    },
    /// `POST {url}/` with `{"text":"…","voice":"…","length_scale":1.0}` and `GET {url}/voices`: Piper's own
    /// server.
    Piper,
}

/// An engine elsewhere.
#[derive(Debug, Clone)]
pub struct HttpEngineConfig {
    /// By which documents can name its voices: `{name}.{voice}`. 1–24 of `A–Z a–z 0–9 _ -`.
    pub name: String,
    /// How it is asked.
    pub protocol: Protocol,
    /// Where.
    pub url: Url,
    /// Sent as `Authorization: Bearer …`.
    pub token: Option<String>,
    /// Its voices. Piper is asked for them when there are none.
    pub voices: Vec<VoiceOffer>,
    /// To be changed when the engine begins to sound otherwise: its sounds get other addresses.
    pub revision: String,
    /// How long an utterance may take.
    pub within: Duration,
}

/// An engine can't be used.
#[derive(Debug, thiserror::Error)]
pub enum HttpEngineError {
    /// A name that can't be part of an address.
    #[error("{0:?} can't be the name of a speech engine or voice: 1–64 of A–Z a–z 0–9 _ - .")]
    Name(String),
    /// The HTTP client refused its settings.
    #[error("the HTTP client towards a speech engine: {0}")]
    Http(#[from] reqwest::Error),
    /// TLS refused its settings.
    #[error("TLS towards a speech engine: {0}")]
    Tls(#[from] rustls::Error),
}

/// An engine that is asked over HTTP.
#[derive(Debug)]
pub struct HttpEngine {
    config: HttpEngineConfig,
    http: reqwest::Client,
}

impl HttpEngine {
    /// An engine. Reaches no network yet.
    ///
    /// # Errors
    /// When a name can't be part of an address or TLS can't be set up.
    pub fn new(config: HttpEngineConfig) -> Result<Self, HttpEngineError> {
        let names = config.voices.iter().map(|voice| &voice.name);
        let odd = std::iter::once(&config.name).chain(names).find(|name| !is_plain(name));
        if let Some(odd) = odd {
            return Err(HttpEngineError::Name(odd.clone()));
        }
        if config.name.len() > 24 || config.name.contains('.') {
            return Err(HttpEngineError::Name(config.name));
        }
        let http = reqwest::Client::builder()
            .tls_backend_preconfigured(crate::tls::client_config()?)
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .connect_timeout(Duration::from_secs(2).min(config.within))
            .timeout(config.within)
            .build()?;
        Ok(Self { config, http })
    }

    fn fingerprint(&self) -> String {
        let HttpEngineConfig { name, protocol, url, revision, .. } = &self.config;
        let what = format!("{protocol:?} {url} {revision}");
        let digest = ring::digest::digest(&ring::digest::SHA256, what.as_bytes());
        let digest = crate::hex::encode(&digest.as_ref()[..6]);
        format!("{name}-{digest}.{PIPELINE}")
    }

    fn at(&self, path: &str) -> String {
        format!("{}{path}", self.config.url.as_str().trim_end_matches('/'))
    }

    async fn voices(&self) -> Option<Vec<VoiceOffer>> {
        if !self.config.voices.is_empty() || self.config.protocol != Protocol::Piper {
            return Some(self.config.voices.clone());
        }
        let answer = self.http.get(self.at("/voices")).send().await.ok()?;
        let voices: Value = answer.error_for_status().ok()?.json().await.ok()?;
        Some(voices.as_object()?.keys().take(MAX_VOICES).filter_map(|name| piper(name)).collect())
    }

    fn question(&self, utterance: &Utterance) -> (String, Value) {
        let (phrase, voice) = (&utterance.phrase, &utterance.voice);
        let rate = f64::from(phrase.style.rate_percent) / 100.0;
        match &self.config.protocol {
            Protocol::Generic { reads_ssml } => {
                let (kind, text) = match phrase.spoken() {
                    Spoken::Ssml(markup) if *reads_ssml => {
                        ("ssml", format!("<speak>{markup}</speak>"))
                    }
                    Spoken::Ssml(_) | Spoken::Text(_) => ("text", phrase.text()),
                };
                let language = &utterance.language;
                let body =
                    json!({"language": language, "voice": voice, "type": kind, "text": text});
                (self.config.url.to_string(), body)
            }
            Protocol::OpenAi { model } => {
                let body = json!({
                    "model": model, "voice": voice, "input": phrase.text(),
                    "response_format": "wav", "speed": rate.clamp(0.25, 4.0),
                });
                (self.at("/v1/audio/speech"), body)
            }
            Protocol::Piper => {
                let body =
                    json!({"text": phrase.text(), "voice": voice, "length_scale": 1.0 / rate});
                (self.at("/"), body)
            }
        }
    }

    async fn ask(&self, utterance: &Utterance) -> Result<Spoken16, MediaFault> {
        let name = &self.config.name;
        let failed = |why: &str| MediaFault::internal(format!("The speech engine {name} {why}"));
        let (url, body) = self.question(utterance);
        let mut request = self.http.post(url).json(&body);
        if let Some(token) = &self.config.token {
            request = request.header(AUTHORIZATION, format!("Bearer {token}"));
        }
        let mut answer = request.send().await.map_err(|error| {
            failed(if error.is_connect() { "can't be reached" } else { "did not answer in time" })
        })?;
        if !answer.status().is_success() {
            return Err(failed(&format!("answered {}", answer.status().as_u16())));
        }
        let content_type = answer.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_ascii_lowercase();
        let mut bytes = Vec::new();
        while let Some(piece) = answer.chunk().await.map_err(|_| failed("broke off its answer"))? {
            if bytes.len() + piece.len() > MAX_BYTES {
                return Err(failed("answered with more sound than is allowed"));
            }
            bytes.extend_from_slice(&piece);
        }
        linear(content_type, bytes.into())
            .await
            .map_err(|fault| failed(&format!("answered with no sound: {}", fault.message)))
    }
}

impl Engine for HttpEngine {
    fn installed(&self) -> FutureInstalled<'_> {
        Box::pin(async {
            let Some(voices) = self.voices().await else {
                tracing::warn!(engine = self.config.name, "a speech engine names no voices");
                return None;
            };
            let (name, fingerprint) = (self.config.name.clone(), self.fingerprint());
            Some(Installed { name, fingerprint, voices: VoiceSet::Listed(voices) })
        })
    }

    fn speak<'a>(&'a self, utterance: &'a Utterance) -> Future16<'a> {
        Box::pin(self.ask(utterance))
    }

    fn is_local(&self) -> bool {
        false
    }
}

fn is_plain(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && !name.starts_with('-')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'))
}

/// `en_US-joe-medium`. Its name says nothing of how it sounds.
fn piper(name: &str) -> Option<VoiceOffer> {
    let tag = name.split('-').next()?.to_ascii_lowercase().replace('_', "-");
    let primary = tag.split('-').next()?.to_owned();
    is_plain(name).then(|| VoiceOffer {
        name: name.to_owned(),
        gender: Gender::Female,
        languages: vec![tag.clone(), primary],
        language: Some(tag),
    })
}

/// Whatever an engine answers with, as samples.
async fn linear(content_type: String, bytes: Bytes) -> Result<Spoken16, MediaFault> {
    const RATE_HZ: u32 = 48_000;
    let target = Target::new(Encoding::L16, RATE_HZ)
        .ok_or_else(|| MediaFault::internal("48 kHz is no rate of L16"))?;
    let (feeder, feed) = feed();
    feeder.send(Ok(bytes)).await;
    drop(feeder);
    let decoding = tokio::task::spawn_blocking(move || {
        let mut samples = Vec::new();
        transcode(feed, &content_type, target, Limits::new(MAX_MS), &mut |l16| {
            let (pairs, _) = l16.as_chunks::<2>();
            samples.extend(pairs.iter().map(|pair| i16::from_be_bytes(*pair)));
            true
        })
        .map(|_| samples)
    });
    let samples = decoding.await.map_err(|_| MediaFault::internal("the decoder stumbled"))??;
    Ok(Spoken16 { rate_hz: RATE_HZ, samples })
}
