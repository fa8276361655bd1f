//! Making a sound that is not kept.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use bytes::Bytes;
use http_cache_semantics::CachePolicy;
use url::Url;

use super::config::Inner;
use super::fill::{Fill, Head};
use super::flights::{Boarding, Flight};
use super::from_origin::said_of;
use crate::address::{Address, Builtin, Partition, Rendering, Source, Speech, Spoken};
use crate::cache::Entry;
use crate::fault::MediaFault;
use crate::g711;
use crate::tone;

const FOREVER: &str = "private, max-age=31536000, immutable";
/// What is built in changes with the program and its engines, at a restart.
const BUILTIN_FOR: &str = "public, max-age=3600";
const BEEP: (f64, f64, u32) = (1_000.0, 8_000.0, 250);
/// A look that finds a sound just finished finds it kept, unless it went stale or was damaged at once.
const MAX_LOOKS: u32 = 3;

/// A sound that is there.
pub(super) enum Found {
    /// All of it.
    Whole(Head, Bytes),
    /// As it comes.
    Growing(Head, Arc<Fill>),
}

/// What is made, once words have found their engine.
#[derive(Debug, Clone)]
enum Recipe {
    Speak(Option<Partition>, Rendering),
    Fetch(Url),
    Beep,
}

struct Wanted {
    name: String,
    recipe: Recipe,
    cache_control: &'static str,
}

/// What came of a making.
pub(super) enum Made {
    /// To be kept, if there is a policy only as it says.
    New(Option<Box<CachePolicy>>),
    /// Not to be kept, or kept already.
    Passing,
}

impl Inner {
    /// The sound at an address: kept, joined or made.
    pub(super) async fn find(self: &Arc<Self>, address: &Address) -> Result<Found, MediaFault> {
        let wanted = self.wanted(address);
        for _ in 0..MAX_LOOKS {
            if let Some(found) = self.kept(&wanted).await {
                self.counts.hits.fetch_add(1, Ordering::Relaxed);
                return Ok(found);
            }
            let is_kept =
                || self.cache.entry(&wanted.name).is_some_and(|entry| entry.is_fresh(self.now()));
            let fill = match self.flights.board(&wanted.name, is_kept) {
                Boarding::Landed => continue,
                Boarding::Joined(fill) => fill,
                Boarding::Opened(flight) => self.launch(flight, &wanted)?,
            };
            let head = fill.begun().await?;
            return Ok(Found::Growing(head, fill));
        }
        Err(MediaFault::internal("The sound can't be kept for as long as it takes to answer"))
    }

    pub(super) fn now(&self) -> std::time::SystemTime {
        (self.wall_clock)()
    }

    fn wanted(&self, address: &Address) -> Wanted {
        let name = address.to_string();
        match address {
            Address::Say(owner, rendering) => {
                let recipe = Recipe::Speak(Some(owner.clone()), rendering.clone());
                Wanted { name, recipe, cache_control: FOREVER }
            }
            Address::Play(_, url) => {
                Wanted { name, recipe: Recipe::Fetch(url.clone()), cache_control: "" }
            }
            Address::Builtin(builtin) => {
                let recipe = self.builtin(*builtin);
                let name = format!("{name}#{recipe:?}");
                Wanted { name, recipe, cache_control: BUILTIN_FOR }
            }
        }
    }

    /// A sound that is built in. Without an engine of English its words are a beep: a caller who hears
    /// something knows that the line is alive.
    fn builtin(&self, builtin: Builtin) -> Recipe {
        let Some(words) = builtin.words() else { return Recipe::Beep };
        let speech = Speech { spoken: Spoken::Text(words.to_owned()), voice: None, language: None };
        self.speaker
            .voices()
            .rendering(&speech)
            .map_or(Recipe::Beep, |words| Recipe::Speak(None, words))
    }

    async fn kept(&self, wanted: &Wanted) -> Option<Found> {
        let entry = self.cache.entry(&wanted.name).filter(|entry| entry.is_fresh(self.now()))?;
        let bytes = self.cache.bytes(&entry).await?;
        Some(Found::Whole(self.head_of(&entry, wanted), bytes))
    }

    fn head_of(&self, entry: &Entry, wanted: &Wanted) -> Head {
        let cache_control = match &entry.policy {
            Some(policy) => said_of(policy, self.now()),
            None => wanted.cache_control.to_owned(),
        };
        Head { etag: Some(format!("\"{}\"", entry.digest)), cache_control }
    }

    fn launch(self: &Arc<Self>, flight: Flight, wanted: &Wanted) -> Result<Arc<Fill>, MediaFault> {
        let turn = Arc::clone(&self.turns)
            .try_acquire_owned()
            .map_err(|_| MediaFault::internal("Too many sounds are being made; try again"))?;
        self.counts.fills.fetch_add(1, Ordering::Relaxed);
        let fill = Arc::clone(&flight.fill);
        let (inner, recipe, cache_control) =
            (Arc::clone(self), wanted.recipe.clone(), wanted.cache_control.to_owned());
        // Detached: it ends for those who joined and for the cache even when the first caller hangs up.
        self.tasks.spawn(async move {
            let _turn = turn;
            match inner.make(&flight, recipe, cache_control).await {
                Ok(made) => {
                    flight.fill.end(Ok(()));
                    inner.keep(&flight, made).await;
                }
                Err(fault) => {
                    inner.counts.failures.fetch_add(1, Ordering::Relaxed);
                    tracing::info!(code = fault.code, "a sound could not be made");
                    flight.fill.end(Err(fault));
                }
            }
        });
        Ok(fill)
    }

    async fn keep(&self, flight: &Flight, made: Made) {
        let Made::New(policy) = made else { return };
        if let Err(error) =
            self.cache.put(&flight.name, flight.fill.whole(), policy.map(|policy| *policy)).await
        {
            tracing::warn!(%error, "a sound could not be kept");
        }
    }

    async fn make(
        self: &Arc<Self>,
        flight: &Flight,
        recipe: Recipe,
        cache_control: String,
    ) -> Result<Made, MediaFault> {
        let fill = &flight.fill;
        match recipe {
            Recipe::Speak(owner, words) => {
                self.make_of_words(fill, owner.as_ref(), &words, cache_control).await
            }
            Recipe::Beep => {
                fill.begin(Head { etag: None, cache_control });
                let (hz, amplitude, ms) = BEEP;
                fill.push(
                    tone::tone(hz, amplitude, ms)
                        .into_iter()
                        .map(g711::ulaw_encode)
                        .collect::<Vec<_>>(),
                );
                Ok(Made::New(None))
            }
            Recipe::Fetch(url) => {
                self.make_of_origin(flight, &url).await.map_err(|fault| match fault.url {
                    None => fault.about(&url),
                    Some(_) => fault,
                })
            }
        }
    }
}

/// The address of a source, as the layer's own voices have it. Used by tests and by warming.
impl super::config::Layer {
    /// The persistent address of a source.
    ///
    /// # Errors
    /// As [`crate::speech::Voices::address`].
    pub fn address(
        &self,
        partition: &crate::address::Partition,
        source: &Source,
    ) -> Result<Address, MediaFault> {
        self.0.speaker.voices().address(partition, source)
    }
}
