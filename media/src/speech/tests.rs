use std::sync::Arc;
use std::time::Duration;

use proptest::prelude::*;

use super::{
    Engine, EspeakNg, Flite, Gender, HttpEngine, HttpEngineConfig, HttpEngineError, Installed,
    Phrase, Piece, ProcessLimits, Protocol, Segment, Speaker, SpeakerConfig, Style, VoiceOffer,
    VoiceSet, Voices, plan,
};
use crate::address::{Rendering, Speech, Spoken};
use crate::fault::MediaFault;
use crate::g711;
use crate::tone::level_dbfs;

mod aloud;
mod elsewhere;
mod markup;
mod table;

async fn speaker() -> Speaker {
    let limits = ProcessLimits::default();
    let speaker = Speaker::find(SpeakerConfig {
        engines: vec![
            Arc::new(Flite::new("flite", limits)),
            Arc::new(EspeakNg::new("espeak-ng", limits)),
        ],
        concurrent: 2,
        concurrent_elsewhere: 1,
        concurrent_per_owner: 2,
        queue_within: Duration::from_secs(30),
        max_ms: 60_000,
    })
    .await;
    assert_eq!(
        speaker.voices().installed().len(),
        2,
        "this test needs: apt-get install flite espeak-ng"
    );
    speaker
}

async fn heard(speaker: &Speaker, speech: &Speech) -> Result<Vec<i16>, MediaFault> {
    let rendering = speaker.voices().rendering(speech)?;
    heard_at(speaker, &rendering).await
}

async fn heard_at(speaker: &Speaker, rendering: &Rendering) -> Result<Vec<i16>, MediaFault> {
    let mut samples = Vec::new();
    speaker
        .speak("AC1", rendering, &mut |pcmu| {
            samples.extend(pcmu.iter().map(|&code| g711::ulaw_decode(code)))
        })
        .await?;
    Ok(samples)
}

fn spoken(spoken: Spoken, language: &str) -> Speech {
    Speech { spoken, voice: None, language: Some(language.into()) }
}
