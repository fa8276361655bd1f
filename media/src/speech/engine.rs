//! What an engine of speech can do.

use std::future::Future;
use std::pin::Pin;

use super::voices::Installed;
use crate::fault::MediaFault;

/// One run of an engine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Utterance {
    /// Plain text, canonical, not empty.
    pub text: String,
    /// The engine's own name of the voice.
    pub voice: String,
    /// The engine's own name of the language.
    pub language: String,
    /// Speed in percent of the voice's own, 20–300.
    pub rate_percent: u16,
}

/// Linear sound as an engine made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spoken16 {
    /// Samples per second.
    pub rate_hz: u32,
    /// One channel.
    pub samples: Vec<i16>,
}

/// A future that is sent between threads.
pub type Future16<'a> = Pin<Box<dyn Future<Output = Result<Spoken16, MediaFault>> + Send + 'a>>;
/// As [`Future16`], of what is installed.
pub type FutureInstalled<'a> = Pin<Box<dyn Future<Output = Option<Installed>> + Send + 'a>>;

/// An engine of speech. It takes plain text: markup is understood before, once for all of them.
pub trait Engine: Send + Sync + std::fmt::Debug {
    /// Asks the engine for its version and languages; none when it isn't installed or doesn't answer.
    fn installed(&self) -> FutureInstalled<'_>;

    /// Speaks.
    ///
    /// Fails with 12400 when the engine fails, takes too long or gives too much.
    fn speak<'a>(&'a self, utterance: &'a Utterance) -> Future16<'a>;
}
