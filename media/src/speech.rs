//! Speech: voices, markup, and the engines that speak.
//!
//! Engines on this machine are separate programs, never linked: a crash is theirs, and eSpeak NG's GPL stays
//! with it. Text reaches them on standard input, never as an argument. Others are asked over HTTP.

mod catalogue;
mod engine;
mod espeak_ng;
mod flite;
mod ipa;
mod languages;
mod over_http;
mod phrase;
mod plan;
mod say_as;
mod sentence;
mod speaker;
mod ssml;
mod style;
#[cfg(test)]
mod tests;
mod turns;
mod voices;
mod wave;

pub use crate::process::ProcessLimits;
pub use catalogue::Gender;
pub use engine::{
    Engine, Future16, FutureInstalled, Installed, Spoken16, Utterance, VoiceOffer, VoiceSet,
};
pub use espeak_ng::EspeakNg;
pub use flite::Flite;
pub use over_http::{HttpEngine, HttpEngineConfig, HttpEngineError, Protocol};
pub use phrase::{Alphabet, Phrase, Word};
pub use plan::{Segment, plan};
pub use speaker::{Piece, Speaker, SpeakerConfig};
pub use style::Style;
pub use voices::Voices;
