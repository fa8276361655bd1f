//! The way of one sound through decoder, mixer, resampler and encoder.

use std::io::{Cursor, Read};

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;

use super::convert::Converter;
use super::feed::Feed;
use super::headerless::Headerless;
use crate::fault::{MediaFault, code};

/// Packets that may be damaged before a sound is given up.
const MAX_BAD_PACKETS: u32 = 64;
/// Bytes of output between two deliveries: 50 ms.
const DELIVERY_BYTES: usize = 400;

/// What a sound may come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The longest sound, in ms.
    pub max_ms: u64,
}

/// Whether a `Content-Type` (without parameters, lower case) may be sound. Files without a known type are
/// tried; documents are not.
#[must_use]
pub fn is_audio(content_type: &str) -> bool {
    const OTHER: [&str; 7] = [
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/ogg",
        "video/mp4",
        "video/mpeg",
        "video/ogg",
    ];
    content_type.starts_with("audio/") || OTHER.contains(&content_type)
}

/// Turns what `feed` brings into µ-law, given to `deliver` as it is made; `deliver` says whether anybody
/// still wants it. Returns the number of bytes delivered.
///
/// # Errors
/// The fault of the download if it broke off, 13420 for what can't be decoded, 11750 for what is too long.
/// What was delivered before is then not the whole sound.
pub fn transcode(
    mut feed: Feed,
    content_type: &str,
    limits: Limits,
    deliver: &mut dyn FnMut(Vec<u8>) -> bool,
) -> Result<u64, MediaFault> {
    let fault = feed.fault();
    let mut out = Delivery { deliver, ready: Vec::new(), bytes: 0, max_bytes: limits.max_ms * 8 };
    let result = match Headerless::find(content_type, &mut feed) {
        Ok(Some(headerless)) => from_samples(headerless, feed, &mut out),
        Ok(None) => from_container(feed, content_type, &mut out),
        Err(fault) => Err(fault),
    };
    if let Some(fault) = fault.lock().take() {
        return Err(fault);
    }
    result?;
    out.flush()?;
    if out.bytes == 0 {
        return Err(not_audio("it holds no sound"));
    }
    Ok(out.bytes)
}

struct Delivery<'a> {
    deliver: &'a mut dyn FnMut(Vec<u8>) -> bool,
    ready: Vec<u8>,
    bytes: u64,
    max_bytes: u64,
}

impl Delivery<'_> {
    fn offer(&mut self) -> Result<(), MediaFault> {
        if self.ready.len() >= DELIVERY_BYTES { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), MediaFault> {
        if self.ready.is_empty() {
            return Ok(());
        }
        self.bytes += self.ready.len() as u64;
        if self.bytes > self.max_bytes {
            let message = format!("The sound is longer than {} s", self.max_bytes / 8_000);
            return Err(MediaFault::new(code::TOO_LARGE, message));
        }
        if (self.deliver)(std::mem::take(&mut self.ready)) {
            Ok(())
        } else {
            Err(MediaFault::internal("Nobody wants the sound any more"))
        }
    }
}

fn not_audio(why: &str) -> MediaFault {
    MediaFault::new(code::NOT_AUDIO, format!("What the URL returned can't be played: {why}"))
}

fn from_samples(
    headerless: Headerless,
    mut feed: Feed,
    out: &mut Delivery<'_>,
) -> Result<(), MediaFault> {
    let mut converter = Converter::new(headerless.rate_hz)?;
    let mut mono = Vec::new();
    loop {
        let more =
            headerless.read(&mut feed, &mut mono).map_err(|error| not_audio(&error.to_string()))?;
        converter.push(&mono, &mut out.ready)?;
        out.offer()?;
        if !more {
            return converter.finish(&mut out.ready);
        }
    }
}

fn from_container(
    feed: Feed,
    content_type: &str,
    out: &mut Delivery<'_>,
) -> Result<(), MediaFault> {
    let mut format = open(feed, content_type)?;
    let track =
        format.default_track(TrackType::Audio).ok_or_else(|| not_audio("it has no sound track"))?;
    let id = track.id;
    let parameters = track
        .codec_params
        .as_ref()
        .and_then(|parameters| parameters.audio())
        .ok_or_else(|| not_audio("its codec is not named"))?;
    let mut decoder = symphonia::default::get_codecs()
        .make_audio_decoder(parameters, &AudioDecoderOptions::default())
        .map_err(|error| not_audio(&error.to_string()))?;
    let mut pipe = Pipe { converter: None, mono: Vec::new(), interleaved: Vec::new() };
    let mut bad_packets = 0;
    loop {
        let packet = match format.next_packet() {
            Ok(Some(packet)) => packet,
            // A download that broke off shows in the feed; a file that is merely cut is heard as far as it
            // goes, as every player does.
            Ok(None) | Err(Error::IoError(_)) => break,
            Err(Error::DecodeError(_)) if bad_packets < MAX_BAD_PACKETS => {
                bad_packets += 1;
                continue;
            }
            Err(error) => return Err(not_audio(&error.to_string())),
        };
        if packet.track_id != id {
            continue;
        }
        match pipe.pass(decoder.as_mut(), &packet, out) {
            Ok(()) => {}
            Err(Broken::Packet(_)) if bad_packets < MAX_BAD_PACKETS => bad_packets += 1,
            Err(Broken::Packet(why)) => return Err(not_audio(&why)),
            Err(Broken::Sound(fault)) => return Err(fault),
        }
    }
    pipe.converter.map_or(Ok(()), |(_, converter)| converter.finish(&mut out.ready))
}

enum Broken {
    Packet(String),
    Sound(MediaFault),
}

struct Pipe {
    converter: Option<(u32, Converter)>,
    mono: Vec<f32>,
    interleaved: Vec<f32>,
}

impl Pipe {
    fn pass(
        &mut self,
        decoder: &mut dyn AudioDecoder,
        packet: &symphonia::core::packet::Packet,
        out: &mut Delivery<'_>,
    ) -> Result<(), Broken> {
        let decoded = decoder.decode(packet).map_err(|error| Broken::Packet(error.to_string()))?;
        let (rate_hz, channels) = (decoded.spec().rate(), decoded.num_planes());
        if channels == 0 || decoded.frames() == 0 {
            return Ok(());
        }
        decoded.copy_to_vec_interleaved(&mut self.interleaved);
        self.mono.clear();
        self.mono.extend(
            self.interleaved
                .chunks_exact(channels)
                .map(|frame| frame.iter().sum::<f32>() / channels as f32),
        );
        self.convert(rate_hz, out).map_err(Broken::Sound)
    }

    fn convert(&mut self, rate_hz: u32, out: &mut Delivery<'_>) -> Result<(), MediaFault> {
        let same = self.converter.take_if(|(rate, _)| *rate == rate_hz);
        if let Some((_, before)) = self.converter.take() {
            before.finish(&mut out.ready)?;
        }
        let (_, converter) = self
            .converter
            .insert(same.map_or_else(|| Converter::new(rate_hz).map(|new| (rate_hz, new)), Ok)?);
        converter.push(&self.mono, &mut out.ready)?;
        out.offer()
    }
}

fn open(mut feed: Feed, content_type: &str) -> Result<Box<dyn FormatReader>, MediaFault> {
    let broken = |error: std::io::Error| MediaFault::new(code::HTTP_RETRIEVAL, error.to_string());
    let is_mp4 = feed.peek(8).map_err(broken)?.get(4..8) == Some(b"ftyp");
    let source: Box<dyn MediaSource> = if is_mp4 {
        // The index of an MP4 may be its last part: it has to be had whole. The download bounds its size.
        let mut whole = Vec::new();
        feed.read_to_end(&mut whole).map_err(broken)?;
        Box::new(Cursor::new(whole))
    } else {
        Box::new(ReadOnlySource::new(feed))
    };
    let stream = MediaSourceStream::new(source, Default::default());
    let mut hint = Hint::new();
    if !content_type.is_empty() {
        hint.mime_type(content_type);
    }
    symphonia::default::get_probe()
        .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
        .map_err(|error| not_audio(&error.to_string()))
}
