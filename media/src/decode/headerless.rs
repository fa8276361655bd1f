//! Sound without a container, and the one that symphonia doesn't know: Sun `.au` (`audio/basic`).

use std::io::Read;

use super::feed::Feed;
use crate::fault::{MediaFault, code};
use crate::g711;

const AU_MAGIC: &[u8] = b".snd";
const AU_HEADER_BYTES: usize = 24;
const MAX_AU_NOTE_BYTES: usize = 65_536;
const READ_BYTES: usize = 8_000;

/// How the samples are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Samples {
    MuLaw,
    ALaw,
    Pcm16,
}

/// One channel or more of interleaved samples without a container.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Headerless {
    pub(super) samples: Samples,
    pub(super) rate_hz: u32,
    channels: usize,
}

impl Headerless {
    /// What the content type or an `.au` header says; none when it is something with a container. Takes the
    /// header off the feed.
    pub(super) fn find(content_type: &str, feed: &mut Feed) -> Result<Option<Self>, MediaFault> {
        let broken =
            |error: std::io::Error| MediaFault::new(code::HTTP_RETRIEVAL, error.to_string());
        let head = feed.peek(AU_HEADER_BYTES).map_err(broken)?;
        if head.starts_with(AU_MAGIC) && head.len() == AU_HEADER_BYTES {
            let field = |at: usize| {
                u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]])
            };
            let (skip, encoding, rate_hz, channels) = (field(4), field(12), field(16), field(20));
            return Self::au(feed, skip, encoding, rate_hz, channels).map(Some);
        }
        let head_is_container = head.starts_with(b"RIFF") || head.starts_with(b"FORM");
        let samples = match content_type {
            "audio/basic" | "audio/ulaw" | "audio/x-ulaw" | "audio/mulaw" | "audio/x-mulaw"
            | "audio/pcmu" => Samples::MuLaw,
            "audio/alaw" | "audio/x-alaw" | "audio/pcma" => Samples::ALaw,
            _ => return Ok(None),
        };
        Ok((!head_is_container).then_some(Self { samples, rate_hz: 8_000, channels: 1 }))
    }

    fn au(
        feed: &mut Feed,
        skip: u32,
        encoding: u32,
        rate_hz: u32,
        channels: u32,
    ) -> Result<Self, MediaFault> {
        let refuse = |why: &str| MediaFault::new(code::NOT_AUDIO, format!("An .au file {why}"));
        let samples = match encoding {
            1 => Samples::MuLaw,
            3 => Samples::Pcm16,
            27 => Samples::ALaw,
            _ => return Err(refuse("of this encoding can't be decoded")),
        };
        let skip = skip as usize;
        if !(AU_HEADER_BYTES..=MAX_AU_NOTE_BYTES).contains(&skip) || !(1..=8).contains(&channels) {
            return Err(refuse("has a header that makes no sense"));
        }
        let mut header = vec![0; skip];
        feed.read_exact(&mut header).map_err(|_| refuse("ends in its header"))?;
        Ok(Self { samples, rate_hz, channels: channels as usize })
    }

    /// Reads some frames, mixed to one channel, into `mono`. False at the end.
    pub(super) fn read(self, feed: &mut Feed, mono: &mut Vec<f32>) -> std::io::Result<bool> {
        let width = if self.samples == Samples::Pcm16 { 2 } else { 1 };
        let frame = width * self.channels;
        let mut bytes = vec![0; READ_BYTES / frame * frame];
        let mut filled = 0;
        while filled < bytes.len() {
            match feed.read(&mut bytes[filled..])? {
                0 => break,
                read => filled += read,
            }
        }
        let decode = |sample: &[u8]| match self.samples {
            Samples::MuLaw => g711::ulaw_decode(sample[0]),
            Samples::ALaw => g711::alaw_decode(sample[0]),
            Samples::Pcm16 => i16::from_be_bytes([sample[0], sample[1]]),
        };
        mono.clear();
        mono.extend(bytes[..filled].chunks_exact(frame).map(|frame| {
            let sum: f32 = frame.chunks_exact(width).map(|sample| f32::from(decode(sample))).sum();
            sum / (self.channels as f32 * 32_768.0)
        }));
        Ok(filled == bytes.len())
    }
}
