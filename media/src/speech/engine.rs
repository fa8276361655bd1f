//! What an engine of speech can do.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::Pin;

use super::catalogue::Gender;
use super::phrase::Phrase;
use crate::fault::MediaFault;

/// One run of an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// What is said, and in which style. Loudness is not the engine's business.
    pub phrase: Phrase,
    /// The engine's own name of the voice.
    pub voice: String,
    /// The engine's own name of the language.
    pub language: String,
}

/// Linear sound as an engine made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken16 {
    /// Samples per second.
    pub rate_hz: u32,
    /// One channel.
    pub samples: Vec<i16>,
}

/// An engine that answered when it was asked for its version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Installed {
    /// Its name, by which documents can name its own voices: `flite.kal16`.
    pub name: String,
    /// Its fingerprint: whatever changes what is heard changes this. 1–64 of `A–Z a–z 0–9 _ - . +`.
    pub fingerprint: String,
    /// Its voices.
    pub voices: VoiceSet,
}

/// The voices of an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum VoiceSet {
    /// These, the most preferred first.
    Listed(Vec<VoiceOffer>),
    /// A woman's (`f2`) and a man's (`m3`) for every one of these languages, by the engine's own names.
    PerLanguage(BTreeSet<String>),
}

/// A voice of an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceOffer {
    /// The engine's own name: 1–64 of `A–Z a–z 0–9 _ - . +`.
    pub name: String,
    /// How it sounds.
    pub gender: Gender,
    /// BCP 47 in lower case; none for a voice of every language. A primary subtag stands for all its regions.
    pub languages: Vec<String>,
    /// The engine's own name of its language; the one that was asked for when there is none.
    pub language: Option<String>,
}

/// A future that is sent between threads.
pub type Future16<'a> = Pin<Box<dyn Future<Output = Result<Spoken16, MediaFault>> + Send + 'a>>;
/// As [`Future16`], of what is installed.
pub type FutureInstalled<'a> = Pin<Box<dyn Future<Output = Option<Installed>> + Send + 'a>>;

/// An engine of speech. Markup is understood before, once for all of them.
pub trait Engine: Send + Sync + std::fmt::Debug {
    /// Asks the engine for its version and voices; none when it isn't installed or doesn't answer.
    fn installed(&self) -> FutureInstalled<'_>;

    /// Speaks.
    ///
    /// Fails with 12400 when the engine fails, takes too long or gives too much.
    fn speak<'a>(&'a self, utterance: &'a Utterance) -> Future16<'a>;

    /// Whether it uses this machine's cores, of which there are few.
    fn is_local(&self) -> bool {
        true
    }
}
