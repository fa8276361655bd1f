//! Speaking: the plan of an utterance carried out by an engine, in order, within bounds.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::Semaphore;

use super::engine::{Engine, Utterance};
use super::plan::{Segment, plan};
use super::voices::{EngineName, Installed, Voices};
use crate::address::Rendering;
use crate::decode::Converter;
use crate::fault::{MediaFault, code};
use crate::g711::ULAW_SILENCE;

/// Silence of an utterance that has no words: a document may say nothing, and that is no fault.
const EMPTY_MS: u32 = 20;

/// Which engines, and how many at once.
#[derive(Debug, Clone)]
pub struct SpeakerConfig {
    /// The engines to look for.
    pub engines: Vec<Arc<dyn Engine>>,
    /// Runs at the same time: the number of cores is sensible.
    pub concurrent: usize,
    /// How long a run may wait for its turn.
    pub queue_within: Duration,
    /// The longest utterance, in ms.
    pub max_ms: u64,
}

/// Speaks.
#[derive(Debug)]
pub struct Speaker {
    engines: HashMap<EngineName, Arc<dyn Engine>>,
    voices: Arc<Voices>,
    turns: Semaphore,
    queue_within: Duration,
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
                engines.insert(found.engine, engine);
                installed.push(found);
            }
        }
        Self {
            engines,
            voices: Arc::new(Voices::new(installed)),
            turns: Semaphore::new(config.concurrent.max(1)),
            queue_within: config.queue_within,
            max_ms: config.max_ms,
            runs: AtomicU64::new(0),
        }
    }

    /// The voices of the engines that were found.
    pub const fn voices(&self) -> &Arc<Voices> {
        &self.voices
    }

    /// How often an engine was started to speak.
    pub fn runs(&self) -> u64 {
        self.runs.load(Ordering::Relaxed)
    }

    /// Speaks, giving µ-law to `deliver` piece by piece.
    ///
    /// # Errors
    /// 13520 for bad markup, 13512 when the address names an engine that is gone, 11750 for what is too
    /// long, 12400 when the engine fails or is too busy. What was delivered before is then not the whole.
    pub async fn speak(
        &self,
        rendering: &Rendering,
        deliver: &mut (dyn FnMut(Vec<u8>) + Send),
    ) -> Result<(), MediaFault> {
        let name = self.voices.engine(&rendering.engine).ok_or_else(|| gone(&rendering.engine))?;
        let engine = self.engines.get(&name).ok_or_else(|| gone(&rendering.engine))?;
        let mut segments = plan(&rendering.spoken)?;
        if segments.is_empty() {
            segments.push(Segment::Silence { ms: EMPTY_MS });
        }
        let mut bytes = 0;
        for segment in segments {
            let pcmu = match segment {
                Segment::Silence { ms } => vec![ULAW_SILENCE; ms as usize * 8],
                Segment::Words { text, rate_percent } => {
                    let (voice, language) = (rendering.voice.clone(), rendering.language.clone());
                    let utterance = Utterance { text, voice, language, rate_percent };
                    self.run(engine.as_ref(), &utterance).await?
                }
            };
            bytes += pcmu.len() as u64;
            if bytes > self.max_ms * 8 {
                let message = format!("The speech is longer than {} s", self.max_ms / 1_000);
                return Err(MediaFault::new(code::TOO_LARGE, message));
            }
            deliver(pcmu);
        }
        Ok(())
    }

    async fn run(&self, engine: &dyn Engine, utterance: &Utterance) -> Result<Vec<u8>, MediaFault> {
        let busy = || MediaFault::internal("The speech engines are too busy; try again");
        let turn = tokio::time::timeout(self.queue_within, self.turns.acquire());
        let _turn = turn.await.map_err(|_| busy())?.map_err(|_| busy())?;
        self.runs.fetch_add(1, Ordering::Relaxed);
        let spoken = engine.speak(utterance).await?;
        // Some ms of arithmetic per second of speech: less than a hop to another thread is worth.
        let samples: Vec<f32> =
            spoken.samples.iter().map(|&sample| f32::from(sample) / 32_768.0).collect();
        let mut converter = Converter::new(spoken.rate_hz, 8_000)?;
        let mut linear = Vec::with_capacity(samples.len());
        converter.push(&samples, &mut linear)?;
        converter.finish(&mut linear)?;
        Ok(linear.into_iter().map(crate::g711::ulaw_encode).collect())
    }
}

fn gone(fingerprint: &str) -> MediaFault {
    MediaFault::new(
        code::VOICE,
        format!("The speech engine {fingerprint} is not installed any more"),
    )
}
