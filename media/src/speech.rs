//! Speech: voices, markup, and the engines that are started as child processes.
//!
//! Engines are separate programs, never linked: a crash is theirs, and eSpeak NG's GPL stays with it. Text
//! reaches them on standard input, never as an argument.

mod catalogue;
mod engine;
mod espeak_ng;
mod flite;
mod plan;
mod speaker;
mod ssml;
#[cfg(test)]
mod tests;
mod voices;
mod wave;

pub use crate::process::ProcessLimits;
pub use engine::{Engine, Future16, FutureInstalled, Spoken16, Utterance};
pub use espeak_ng::EspeakNg;
pub use flite::Flite;
pub use plan::{Segment, plan};
pub use speaker::{Speaker, SpeakerConfig};
pub use voices::{EngineName, Installed, Voices};
