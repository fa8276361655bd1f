//! Making a sound that is not kept.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::SystemTime;

use bytes::Bytes;
use url::Url;

use super::config::Inner;
use super::fill::{Fill, Head};
use super::flights::{Boarding, Flight};
use super::music;
use crate::address::{Address, Builtin, Partition, Rendering, Source, Speech, Spoken};
use crate::cache::{Answer, Entry, Lease, Object};
use crate::fault::MediaFault;
use crate::format::Target;
use crate::g711;
use crate::http_cache::Use;
use crate::reports::Reported;
use crate::tone;

/// Raised when what is made of the same source sounds different.
const PIPELINE: u32 = 1;
const BUILTIN: &str = "builtin";
const FOREVER: &str = "private, max-age=31536000, immutable";
/// What is built in changes with the program and its engines, at a restart.
const BUILTIN_FOR: &str = "public, max-age=3600";
const BEEP: (f64, f64, u32) = (1_000.0, 8_000.0, 250);
/// A look that finds a sound just finished finds it kept, unless it went stale or was damaged at once.
const MAX_LOOKS: u32 = 3;

/// A sound that is there.
pub(super) enum Found {
    /// All of it, which is not evicted for as long as it is held.
    Whole(Head, Bytes, Lease),
    /// As it comes.
    Growing(Head, Arc<Fill>),
}

/// What is made, once words have found their engine.
#[derive(Debug, Clone)]
enum Recipe {
    Speak(Option<Partition>, Rendering),
    Fetch(Url),
    Music(String),
    Beep,
}

/// A sound that is asked for.
#[derive(Debug, Clone)]
pub(super) struct Wanted {
    pub(super) partition: String,
    /// The address without its format.
    pub(super) name: String,
    /// The form.
    pub(super) target: Target,
    recipe: Recipe,
    cache_control: &'static str,
}

impl Wanted {
    /// The form and the version of what makes it.
    pub(super) fn format(&self) -> String {
        format!("{}.{PIPELINE}", self.target)
    }

    /// What is made once at a time.
    fn flight(&self) -> String {
        format!("{} {}", self.name, self.format())
    }
}

/// What came of a making.
pub(super) enum Made {
    /// To be kept with what its origin said, if it had one.
    New(Box<Answer>),
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
                self.count(&wanted.partition, |counts| &counts.hits);
                return Ok(found);
            }
            if let Some(fault) = self.refusals.recent(&wanted.name, self.now()) {
                let old = if fault.is_passing() { self.old(&wanted).await } else { None };
                return old.ok_or(fault);
            }
            let is_kept = || self.is_fresh(&wanted);
            let fill = match self.flights.board(&wanted.flight(), is_kept) {
                Boarding::Landed => continue,
                Boarding::Joined(fill) => fill,
                Boarding::Opened(flight) => self.launch(flight, &wanted)?,
            };
            let head = fill.begun().await?;
            return Ok(Found::Growing(head, fill));
        }
        Err(MediaFault::internal("The sound can't be kept for as long as it takes to answer"))
    }

    pub(super) fn answer(&self, wanted: &Wanted) -> Option<Answer> {
        self.cache.used(&wanted.name)?.answers.first().cloned()
    }

    fn usable(&self, answer: &Answer) -> Use {
        let asked = self.origin.asked();
        let rules = &self.keeping.rules;
        answer.head.as_ref().map_or(Use::Fresh, |head| head.usable(rules, &asked, self.now()))
    }

    fn is_fresh(&self, wanted: &Wanted) -> bool {
        self.answer(wanted).is_some_and(|answer| {
            answer.renditions.contains_key(&wanted.format()) && self.usable(&answer) == Use::Fresh
        })
    }

    async fn kept(self: &Arc<Self>, wanted: &Wanted) -> Option<Found> {
        let answer = self.answer(wanted)?;
        let usable = self.usable(&answer);
        if usable == Use::AfterRevalidating {
            return None;
        }
        let found = self.whole(wanted, &answer).await?;
        if usable == Use::WhileRevalidating
            && let Boarding::Opened(flight) =
                self.flights.board(&wanted.flight(), || self.is_fresh(wanted))
            && let Err(fault) = self.launch(flight, wanted)
        {
            tracing::debug!(code = fault.code, "no room to ask again for a sound that was given");
        }
        Some(found)
    }

    /// A stale sound that stands in for an origin which has just failed.
    async fn old(&self, wanted: &Wanted) -> Option<Found> {
        let answer = self.answer(wanted)?;
        let (rules, asked) = (&self.keeping.rules, self.origin.asked());
        let head = answer.head.as_ref()?;
        if !head.covers_failure(rules, &asked, self.now()) {
            return None;
        }
        self.count(&wanted.partition, |counts| &counts.stale);
        self.whole(wanted, &answer).await
    }

    async fn whole(&self, wanted: &Wanted, answer: &Answer) -> Option<Found> {
        let object = answer.renditions.get(&wanted.format())?;
        let (bytes, lease) = self.cache.bytes(&wanted.partition, object).await?;
        let cache_control = match &answer.head {
            Some(head) => self.said_of(head),
            None => wanted.cache_control.to_owned(),
        };
        let head = Head { etag: Some(format!("\"{}\"", object.digest)), cache_control };
        Some(Found::Whole(head, bytes, lease))
    }

    pub(super) fn now(&self) -> std::time::SystemTime {
        (self.wall_clock)()
    }

    fn wanted(&self, address: &Address) -> Wanted {
        let (partition, recipe, cache_control) = match address {
            Address::Say(partition, rendering) => {
                let owner = Some(partition.clone());
                (partition.as_str(), Recipe::Speak(owner, rendering.clone()), FOREVER)
            }
            Address::Play(partition, url, _) => match music::piece(url) {
                Some(piece) if self.own_music => {
                    (partition.as_str(), Recipe::Music(piece), BUILTIN_FOR)
                }
                Some(_) | None => (partition.as_str(), Recipe::Fetch(url.clone()), ""),
            },
            Address::Builtin(builtin) => (BUILTIN, self.builtin(*builtin), BUILTIN_FOR),
        };
        let name = match address {
            Address::Say(..) => address.to_string(),
            // One source for all forms that are made of it.
            Address::Play(_, url, _) => format!("/media/{partition}/play?url={url}"),
            Address::Builtin(_) => format!("{address}#{recipe:?}"),
        };
        let partition = partition.to_owned();
        Wanted { partition, name, target: address.target(), recipe, cache_control }
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

    fn launch(self: &Arc<Self>, flight: Flight, wanted: &Wanted) -> Result<Arc<Fill>, MediaFault> {
        let turn = Arc::clone(&self.turns)
            .try_acquire_owned()
            .map_err(|_| MediaFault::internal("Too many sounds are being made; try again"))?;
        self.counts.fills.fetch_add(1, Ordering::Relaxed);
        let fill = Arc::clone(&flight.fill);
        let (inner, wanted) = (Arc::clone(self), wanted.clone());
        self.count(&wanted.partition, |counts| &counts.misses);
        // Detached: it ends for those who joined and for the cache even when the first caller hangs up.
        self.tasks.spawn(async move {
            let _turn = turn;
            let begun = inner.now();
            match inner.make(&flight, &wanted).await {
                Ok(made) => {
                    flight.fill.end(Ok(()));
                    inner.keep(&flight, &wanted, made, begun).await;
                }
                Err(fault) => inner.refuse(&flight, &wanted, fault),
            }
        });
        Ok(fill)
    }

    fn refuse(&self, flight: &Flight, wanted: &Wanted, fault: MediaFault) {
        self.counts.failures.fetch_add(1, Ordering::Relaxed);
        self.count(&wanted.partition, |counts| &counts.failures);
        tracing::info!(code = fault.code, "a sound could not be made");
        self.report(wanted, Reported::Failed(fault.clone()));
        if matches!(wanted.recipe, Recipe::Fetch(_)) {
            self.refusals.note(&wanted.name, fault.clone(), self.now());
        }
        flight.fill.end(Err(fault));
    }

    pub(super) fn report(&self, wanted: &Wanted, fact: Reported) {
        self.cache.report(&wanted.partition, &wanted.name, fact);
    }

    async fn keep(&self, flight: &Flight, wanted: &Wanted, made: Made, begun: SystemTime) {
        let Made::New(mut answer) = made else { return };
        let format = wanted.target.to_string().replace("/", "-");
        let took_ms = millis(begun, self.now());
        self.report(wanted, Reported::Processed { format: format.clone(), took_ms });
        let sound = flight.fill.whole();
        let object = Object::of(&sound);
        if let Some(earlier) = self.answer(wanted).filter(|earlier| is_same(earlier, &answer)) {
            answer.renditions = earlier.renditions;
        }
        answer.renditions.insert(wanted.format(), object.clone());
        let entry = Entry::new(&wanted.partition, &wanted.name, *answer);
        let Object { digest, bytes } = object.clone();
        match self.cache.put(entry, vec![(object, sound)]).await {
            Ok(()) => self.report(wanted, Reported::Stored { format, digest, bytes }),
            Err(error) => tracing::warn!(%error, "a sound could not be kept"),
        }
    }

    async fn make(self: &Arc<Self>, flight: &Flight, wanted: &Wanted) -> Result<Made, MediaFault> {
        let fill = &flight.fill;
        let cache_control = wanted.cache_control.to_owned();
        match &wanted.recipe {
            Recipe::Speak(owner, words) => {
                self.make_of_words(fill, owner.as_ref(), words, cache_control).await
            }
            Recipe::Music(piece) => self.make_music(flight, wanted, piece, cache_control).await,
            Recipe::Beep => {
                fill.begin(Head { etag: None, cache_control });
                let (hz, amplitude, ms) = BEEP;
                fill.push(
                    tone::tone(hz, amplitude, ms)
                        .into_iter()
                        .map(g711::ulaw_encode)
                        .collect::<Vec<_>>(),
                );
                Ok(Made::New(Box::default()))
            }
            Recipe::Fetch(url) => {
                self.make_of_origin(flight, wanted, url).await.map_err(|fault| match fault.url {
                    None => fault.about(url),
                    Some(_) => fault,
                })
            }
        }
    }
}

/// From one time to a later one, in ms; 0 when the clock was set back.
pub(super) fn millis(since: SystemTime, until: SystemTime) -> u64 {
    let elapsed = until.duration_since(since).unwrap_or_default();
    u64::try_from(elapsed.as_millis()).unwrap_or(u64::MAX)
}

/// Whether the same source was sent again: what was made of it in other forms is good, too.
pub(super) fn is_same(earlier: &Answer, answer: &Answer) -> bool {
    answer.source.is_some() && earlier.source == answer.source
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
