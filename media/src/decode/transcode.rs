//! The way of one sound from a download to what is delivered.

use std::io::{self, Read};

use super::feed::Feed;
use super::ffmpeg::{self, Input};
use super::header::{Found, Header, not_audio};
use super::kind::{HEAD_BYTES, Kind, kind};
use super::output::Output;
use super::samples::Layout;
use super::symphony::Symphony;
use super::{aiff, au, bare, wave};
use crate::fault::{MediaFault, code};
use crate::format::Target;

/// What a sound may come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest sound, in ms.
    pub max_ms: u64,
    /// The program for what we can't decode or compress ourselves; without one it is refused.
    pub ffmpeg: Option<&'static str>,
}

impl Limits {
    /// Sounds up to `max_ms`, with ffmpeg from the path.
    #[must_use]
    pub const fn new(max_ms: u64) -> Self {
        Self { max_ms, ffmpeg: Some("ffmpeg") }
    }
}

/// Turns what `feed` brings into `target`, given to `deliver` as it is made; `deliver` says whether anybody
/// still wants it. Returns the number of bytes delivered. `content_type` is in lower case, with its
/// parameters.
///
/// # Errors
/// The fault of the download if it broke off, 13420 for what can't be decoded, 11750 for what is too long,
/// 12400 when ffmpeg is needed and missing. What was delivered before is then not the whole sound.
pub fn transcode(
    feed: Feed,
    content_type: &str,
    target: Target,
    limits: Limits,
    deliver: &mut dyn FnMut(Vec<u8>) -> bool,
) -> Result<u64, MediaFault> {
    let fault = feed.fault();
    let mut out = Output::new(target, limits, deliver)?;
    let result = decode(feed, content_type, limits, &mut out);
    // What a decoder makes of a download that broke off says nothing.
    if let Some(fault) = fault.lock().take() {
        return Err(fault);
    }
    result?;
    out.finish()
}

fn decode(
    mut feed: Feed,
    content_type: &str,
    limits: Limits,
    out: &mut Output<'_>,
) -> Result<(), MediaFault> {
    let head = feed.peek(HEAD_BYTES).map_err(broken)?;
    match kind(head, content_type) {
        Kind::Wave => after(feed, wave::read, "wav", limits, out),
        Kind::Aiff => after(feed, aiff::read, "aiff", limits, out),
        Kind::Au => after(feed, au::read, "au", limits, out),
        Kind::Bare => {
            let layout = bare::layout(content_type)
                .ok_or_else(|| not_audio("its type is not known"))
                .flatten()?;
            samples(feed, layout, out)
        }
        Kind::Mp4 => mp4(feed, content_type, limits, out),
        Kind::Stream => Symphony::of_feed(feed, content_type)?.decode(out),
        Kind::Foreign(form) => ffmpeg::decode(Input::Feed(feed), form, limits, out),
    }
}

/// Reads a head and what it announces.
fn after(
    mut feed: Feed,
    read: fn(&mut Header<'_>) -> Result<Found, MediaFault>,
    form: &str,
    limits: Limits,
    out: &mut Output<'_>,
) -> Result<(), MediaFault> {
    let mut header = Header::new(&mut feed);
    let found = read(&mut header)?;
    let taken = header.taken;
    match found {
        Found::Samples(layout) => samples(feed, layout, out),
        Found::Foreign => {
            feed.unread(taken);
            ffmpeg::decode(Input::Feed(feed), form, limits, out)
        }
    }
}

fn samples(mut feed: Feed, layout: Layout, out: &mut Output<'_>) -> Result<(), MediaFault> {
    layout.read(&mut feed, &mut |mono| out.push(layout.rate_hz, mono))
}

/// The index of an MP4 may be its last part: it has to be had whole. The download bounds its size.
fn mp4(
    mut feed: Feed,
    content_type: &str,
    limits: Limits,
    out: &mut Output<'_>,
) -> Result<(), MediaFault> {
    let mut whole = Vec::new();
    feed.read_to_end(&mut whole).map_err(broken)?;
    match Symphony::of_whole(whole.clone(), content_type) {
        Ok(symphony) => symphony.decode(out),
        Err(_) => ffmpeg::decode(Input::Whole(whole), "mov", limits, out),
    }
}

fn broken(error: io::Error) -> MediaFault {
    MediaFault::new(code::HTTP_RETRIEVAL, error.to_string())
}
