//! Speaking: the plan of an utterance carried out by an engine, in order, within bounds.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use super::engine::{Engine, Installed, Utterance};
use super::phrase::Phrase;
use super::plan::{Segment, plan};
use super::turns::{Bounds, Turns};
use super::voices::Voices;
use crate::address::Rendering;
use crate::decode::Converter;
use crate::fault::{MediaFault, code};
use crate::g711::{self, ULAW_SILENCE};
use crate::tone;

/// Silence of an utterance that has no words: a document may say nothing, and that is no fault.
const EMPTY_MS: u32 = 20;
const BLEEP: (f64, f64) = (1_000.0, 4_000.0);

/// Which engines, and how many at once.
#[derive(Debug, Clone)]
pub struct SpeakerConfig {
    /// The engines to look for, the most preferred first.
    pub engines: Vec<Arc<dyn Engine>>,
    /// Runs at the same time on this machine: the number of cores is sensible.
    pub concurrent: usize,
    /// Runs at the same time on other machines.
    pub concurrent_elsewhere: usize,
    /// Runs at the same time for one owner.
    pub concurrent_per_owner: usize,
    /// How long a run may wait for its turn.
    pub queue_within: Duration,
    /// The longest utterance, in ms.
    pub max_ms: u64,
}

/// A piece of an utterance, each heard after the other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Piece {
    /// 8 kHz µ-law that needs no engine: silence or a tone.
    Made(Vec<u8>),
    /// Words that are spoken in one run.
    Words(Rendering),
}

/// Speaks.
#[derive(Debug)]
pub struct Speaker {
    engines: HashMap<String, Arc<dyn Engine>>,
    voices: Arc<Voices>,
    turns: Turns,
    max_ms: u64,
    runs: AtomicU64,
}

impl Speaker {
    /// Looks which engines are installed.
    pub async fn find(config: SpeakerConfig) -> Self {
        let mut engines = HashMap::new();
        let mut installed: Vec<Installed> = Vec::new();
        for engine in config.engines {
            if let Some(found) = engine.installed().await {
                engines.insert(found.fingerprint.clone(), engine);
                installed.push(found);
            }
        }
        Self {
            engines,
            voices: Arc::new(Voices::new(installed)),
            turns: Turns::new(Bounds {
                local: config.concurrent,
                remote: config.concurrent_elsewhere,
                per_owner: config.concurrent_per_owner,
                within: config.queue_within,
            }),
            max_ms: config.max_ms,
            runs: AtomicU64::new(0),
        }
    }

    /// The voices of the engines that were found.
    pub const fn voices(&self) -> &Arc<Voices> {
        &self.voices
    }

    /// How often an engine was asked to speak.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    /// The longest utterance, in bytes of µ-law.
    pub const fn max_bytes(&self) -> u64 {
        self.max_ms * 8
    }

    /// What an utterance is made of, at least one piece. The words of a piece are its own address: the same
    /// sentence in another text is the same sound.
    ///
    /// # Errors
    /// 13520 for bad markup.
    pub fn pieces(&self, rendering: &Rendering) -> Result<Vec<Piece>, MediaFault> {
        let mut pieces: Vec<Piece> = plan(&rendering.spoken, &rendering.language)?
            .into_iter()
            .map(|segment| match segment {
                Segment::Silence { ms } => Piece::Made(vec![ULAW_SILENCE; ms as usize * 8]),
                Segment::Bleep { ms } => Piece::Made(bleep(ms)),
                Segment::Words(phrase) => Piece::Words(self.by_itself(rendering, &phrase)),
            })
            .collect();
        if pieces.is_empty() {
            pieces.push(Piece::Made(vec![ULAW_SILENCE; EMPTY_MS as usize * 8]));
        }
        Ok(pieces)
    }

    fn by_itself(&self, rendering: &Rendering, phrase: &Phrase) -> Rendering {
        let spoken = phrase.spoken();
        match &phrase.language {
            Some(language) => self.voices.in_language(rendering, language, spoken),
            None => Rendering { spoken, ..rendering.clone() },
        }
    }

    /// Speaks all of it for `owner`, giving µ-law to `deliver` piece by piece.
    ///
    /// # Errors
    /// 13520 for bad markup, 13512 when the address names an engine that is gone, 11750 for what is too
    /// long, 12400 when the engine fails or is too busy. What was delivered before is then not the whole.
    pub async fn speak(
        &self,
        owner: &str,
        rendering: &Rendering,
        deliver: &mut (dyn FnMut(Vec<u8>) + Send),
    ) -> Result<(), MediaFault> {
        let mut bytes = 0;
        for piece in self.pieces(rendering)? {
            let pcmu = match piece {
                Piece::Made(pcmu) => pcmu,
                Piece::Words(words) => self.utter(owner, &words).await?,
            };
            bytes += pcmu.len() as u64;
            if bytes > self.max_bytes() {
                return Err(self.too_long());
            }
            deliver(pcmu);
        }
        Ok(())
    }

    /// The fault of an utterance that is too long.
    pub fn too_long(&self) -> MediaFault {
        let message = format!("The speech is longer than {} s", self.max_ms / 1_000);
        MediaFault::new(code::TOO_LARGE, message)
    }

    /// Speaks the words of one piece.
    ///
    /// # Errors
    /// As [`Speaker::speak`].
    pub async fn utter(&self, owner: &str, words: &Rendering) -> Result<Vec<u8>, MediaFault> {
        let engine = self.engines.get(&words.engine).ok_or_else(|| gone(&words.engine))?;
        let mut pcmu = Vec::new();
        for segment in plan(&words.spoken, &words.language)? {
            match segment {
                Segment::Silence { ms } => pcmu.resize(pcmu.len() + ms as usize * 8, ULAW_SILENCE),
                Segment::Bleep { ms } => pcmu.extend(bleep(ms)),
                Segment::Words(phrase) => {
                    let (voice, language) = (words.voice.clone(), words.language.clone());
                    let utterance = Utterance { phrase, voice, language };
                    pcmu.extend(self.run(owner, engine.as_ref(), &utterance).await?);
                }
            }
        }
        Ok(pcmu)
    }

    async fn run(
        &self,
        owner: &str,
        engine: &dyn Engine,
        utterance: &Utterance,
    ) -> Result<Vec<u8>, MediaFault> {
        let _turn = self.turns.take(owner, engine.is_local()).await?;
        self.runs.fetch_add(1, Ordering::Relaxed);
        let spoken = engine.speak(utterance).await?;
        // Some ms of arithmetic per second of speech: less than a hop to another thread is worth.
        let gain = utterance.phrase.style.gain();
        let samples: Vec<f32> =
            spoken.samples.iter().map(|&sample| f32::from(sample) / 32_768.0 * gain).collect();
        let mut converter = Converter::new(spoken.rate_hz, tone::SAMPLE_RATE_HZ)?;
        let mut linear = Vec::with_capacity(samples.len());
        converter.push(&samples, &mut linear)?;
        converter.finish(&mut linear)?;
        Ok(linear.into_iter().map(g711::ulaw_encode).collect())
    }
}

fn bleep(ms: u32) -> Vec<u8> {
    tone::tone(BLEEP.0, BLEEP.1, ms).into_iter().map(g711::ulaw_encode).collect()
}

fn gone(fingerprint: &str) -> MediaFault {
    MediaFault::new(
        code::VOICE,
        format!("The speech engine {fingerprint} is not installed any more"),
    )
}
