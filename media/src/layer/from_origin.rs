//! Making a sound of what an origin has, by the rules of HTTP caching (RFC 9111).

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderMap};
use http::{Method, StatusCode};
use ring::digest::{Context, SHA256};
use url::Url;

use super::config::Inner;
use super::fill::Head;
use super::flights::Flight;
use super::make::{Made, Wanted, is_same, millis};
use crate::cache::{Answer, Entry, Object};
use crate::decode::{Feeder, feed, is_audio};
use crate::fault::{MediaFault, code};
use crate::format::Target;
use crate::http_cache::Stored;
use crate::origin::{Body, Fetched};
use crate::processing::Job;
use crate::reports::Reported;

/// What is fetched again is compared with what is known before it is decoded, up to this size.
const MAX_COMPARED_BYTES: u64 = 8 << 20;

/// What may follow the part of a file that a decoder reads.
const MAX_TRAILING_BYTES: u64 = 1 << 20;

/// An answer that is kept, with its sound at hand.
struct Known {
    answer: Answer,
    head: Stored,
    object: Object,
    sound: Bytes,
}

/// When the origin was asked, and when it answered.
type Times = (SystemTime, SystemTime);

impl Inner {
    /// Fetches, or has the origin confirm what is kept, and decodes what is new as it comes. An earlier answer
    /// stands in for an origin that fails.
    pub(super) async fn make_of_origin(
        &self,
        flight: &Flight,
        wanted: &Wanted,
        url: &Url,
    ) -> Result<Made, MediaFault> {
        let known = self.known(wanted).await;
        match self.ask_origin(flight, wanted, url, known.as_ref()).await {
            Ok(made) => Ok(made),
            Err(fault) => match known {
                Some(known) if fault.is_passing() && !flight.fill.has_begun() => {
                    self.stand_in(flight, wanted, known, fault)
                }
                Some(_) | None => Err(fault),
            },
        }
    }

    async fn ask_origin(
        &self,
        flight: &Flight,
        wanted: &Wanted,
        url: &Url,
        known: Option<&Known>,
    ) -> Result<Made, MediaFault> {
        let conditions = known.map(|known| known.head.conditions()).unwrap_or_default();
        let asked_at = self.now();
        let fetched = self.origin.fetch(url, &conditions).await?;
        let times = (asked_at, self.now());
        match known {
            Some(known) if fetched.status == StatusCode::NOT_MODIFIED => {
                Ok(self.confirm(flight, wanted, known, &fetched.headers, times).await)
            }
            _ => self.compare(flight, wanted, known, fetched, times).await,
        }
    }

    async fn known(&self, wanted: &Wanted) -> Option<Known> {
        let entry = self.cache.entry(&wanted.name)?;
        let answer = entry.answers.first()?.clone();
        let (head, object) =
            (answer.head.clone()?, answer.renditions.get(&wanted.format())?.clone());
        let (sound, _lease) = self.cache.bytes(&entry.partition, &object).await?;
        Some(Known { answer, head, object, sound })
    }

    fn stand_in(
        &self,
        flight: &Flight,
        wanted: &Wanted,
        known: Known,
        fault: MediaFault,
    ) -> Result<Made, MediaFault> {
        if !known.head.covers_failure(&self.keeping.rules, &self.origin.asked(), self.now()) {
            return Err(fault);
        }
        tracing::info!(code = fault.code, "an origin failed; what it said before stands in");
        self.report(wanted, Reported::ServedStale(fault.clone()));
        self.refusals.note(&wanted.name, fault, self.now());
        self.count(&wanted.partition, |counts| &counts.stale);
        self.give(flight, &known);
        Ok(Made::Passing)
    }

    fn give(&self, flight: &Flight, known: &Known) {
        let etag = Some(format!("\"{}\"", known.object.digest));
        flight.fill.begin(Head { etag, cache_control: self.said_of(&known.head) });
        flight.fill.push(known.sound.clone());
    }

    /// A 304: everything made of the answer stays as it is.
    async fn confirm(
        &self,
        flight: &Flight,
        wanted: &Wanted,
        known: &Known,
        headers: &HeaderMap,
        times: Times,
    ) -> Made {
        let mut head = known.head.clone();
        head.confirm(headers, times);
        self.keep_on(flight, wanted, known, head).await
    }

    /// What is kept goes on being kept, with a newer head.
    async fn keep_on(&self, flight: &Flight, wanted: &Wanted, known: &Known, head: Stored) -> Made {
        let is_worth_writing = head.fresh_for(&self.keeping.rules, self.now()).as_secs() >= 60;
        // Other forms may have been made of the same source by now.
        let newest = self.answer(wanted).filter(|newest| is_same(newest, &known.answer));
        let newest = newest.unwrap_or_else(|| known.answer.clone());
        let answer = Answer { head: Some(head.clone()), ..newest };
        let entry = Entry::new(&wanted.partition, &wanted.name, answer);
        // What is asked for again soon anyway is not worth the disk's time.
        if !is_worth_writing {
            self.cache.note(entry);
        } else if let Err(error) = self.cache.put(entry, Vec::new()).await {
            tracing::warn!(%error, "the freshness of a sound could not be written down");
        }
        self.count(&wanted.partition, |counts| &counts.revalidations);
        self.report(wanted, Reported::Revalidated);
        let (object, sound) = (known.object.clone(), known.sound.clone());
        let answer = known.answer.clone();
        self.give(flight, &Known { answer, head, object, sound });
        Made::Passing
    }

    /// The same bytes again need no decoding. They are the same when their digest is; what has another length
    /// isn't.
    async fn compare(
        &self,
        flight: &Flight,
        wanted: &Wanted,
        known: Option<&Known>,
        mut fetched: Fetched,
        times: Times,
    ) -> Result<Made, MediaFault> {
        let heads = (&self.origin.asked(), &fetched.headers);
        let head = Stored::new(
            &self.keeping.rules,
            (&Method::GET, heads.0),
            (fetched.status, heads.1),
            times,
        );
        let same_length = |source: &&Object| {
            let length = fetched.headers.get(CONTENT_LENGTH).and_then(|l| l.to_str().ok());
            source.bytes <= MAX_COMPARED_BYTES
                && length.is_none_or(|length| length.parse() == Ok(source.bytes))
        };
        let source = known.and_then(|known| known.answer.source.as_ref()).filter(same_length);
        let mut ahead = Vec::new();
        if let (Some(known), Some(source)) = (known, source) {
            let is_same = take_ahead(&mut fetched.body, &mut ahead, source).await?;
            if let (true, Some(mut head)) = (is_same, head.clone()) {
                head.continue_from(&known.head);
                return Ok(self.keep_on(flight, wanted, known, head).await);
            }
        }
        let (asked_at, answered_at) = times;
        let answered_after_ms = millis(asked_at, answered_at);
        let content_type = fetched.content_type();
        self.report(wanted, Reported::Fetched { content_type, answered_after_ms });
        self.decode(flight, wanted.target, (fetched, ahead), head).await
    }

    async fn decode(
        &self,
        flight: &Flight,
        target: Target,
        (fetched, ahead): (Fetched, Vec<Bytes>),
        head: Option<Stored>,
    ) -> Result<Made, MediaFault> {
        let content_type = fetched.content_type();
        if !is_audio(&content_type) {
            let message = format!("The URL returned {content_type:?}, which is not audio");
            return Err(MediaFault::new(code::NOT_AUDIO, message));
        }
        // A decoder that waits for its origin holds a thread; the threads must not run out for others.
        let _thread = self
            .decoders
            .try_acquire()
            .map_err(|_| MediaFault::internal("Too many files are being decoded; try again"))?;
        let cache_control =
            head.as_ref().map_or_else(|| "no-store".to_owned(), |head| self.said_of(head));
        flight.fill.begin(Head { etag: None, cache_control });
        let (feeder, feed) = feed();
        let (fill, limits) = (Arc::clone(&flight.fill), self.limits);
        let job = Job { content_type, target, limits };
        let deliver = Box::new(move |sound: Vec<u8>| {
            fill.push(sound);
            true
        });
        let (tee, decoded) =
            tokio::join!(pump(ahead, fetched.body, feeder), self.servers.run(job, feed, deliver));
        decoded?;
        let Some(head) = head else { return Ok(Made::Passing) };
        let source = tee.source().await;
        let answer = Answer { head: Some(head), source, renditions: BTreeMap::new() };
        Ok(Made::New(Box::new(answer)))
    }

    /// What a client may do with an answer.
    pub(super) fn said_of(&self, head: &Stored) -> String {
        match head.fresh_for(&self.keeping.rules, self.now()).as_secs() {
            0 => "private, no-cache".to_owned(),
            seconds => format!("private, max-age={seconds}"),
        }
    }
}

/// Takes what comes until it is known whether it is `source`.
async fn take_ahead(
    body: &mut Body,
    ahead: &mut Vec<Bytes>,
    source: &Object,
) -> Result<bool, MediaFault> {
    let (mut hash, mut bytes) = (Context::new(&SHA256), 0);
    while let Some(piece) = body.next().await? {
        hash.update(&piece);
        bytes += piece.len() as u64;
        ahead.push(piece);
        if bytes > source.bytes {
            return Ok(false);
        }
    }
    Ok(bytes == source.bytes && crate::hex::encode(hash.finish().as_ref()) == source.digest)
}

/// What came of a download, as far as it was looked at.
struct Tee {
    hash: Context,
    bytes: u64,
    body: Body,
    is_over: bool,
}

/// Feeds the decoder until there is no more or it wants no more.
async fn pump(ahead: Vec<Bytes>, body: Body, feeder: Feeder) -> Tee {
    let mut tee = Tee { hash: Context::new(&SHA256), bytes: 0, body, is_over: false };
    let mut ahead = ahead.into_iter();
    loop {
        let next = match ahead.next() {
            Some(piece) => Some(Ok(piece)),
            None => tee.body.next().await.transpose(),
        };
        let Some(piece) = next else {
            tee.is_over = true;
            return tee;
        };
        if let Ok(piece) = &piece {
            tee.take(piece);
        }
        let is_fault = piece.is_err();
        if !feeder.send(piece).await || is_fault {
            return tee;
        }
    }
}

impl Tee {
    fn take(&mut self, piece: &Bytes) {
        self.hash.update(piece);
        self.bytes += piece.len() as u64;
    }

    /// What was downloaded, once a decoder is content: some leave the last bytes of a file alone. None when
    /// much is left.
    async fn source(mut self) -> Option<Object> {
        let enough = self.bytes + MAX_TRAILING_BYTES;
        while !self.is_over && self.bytes <= enough {
            match self.body.next().await {
                Ok(Some(piece)) => self.take(&piece),
                Ok(None) => self.is_over = true,
                Err(_) => return None,
            }
        }
        let (hash, bytes) = (self.hash, self.bytes);
        self.is_over.then(|| Object { digest: crate::hex::encode(hash.finish().as_ref()), bytes })
    }
}
