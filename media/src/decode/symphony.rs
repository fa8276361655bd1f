//! MP3, AAC, FLAC, Vorbis and MP4 by symphonia.

use std::io::Cursor;

use symphonia::core::codecs::audio::{AudioDecoder, AudioDecoderOptions};
use symphonia::core::errors::Error;
use symphonia::core::formats::probe::Hint;
use symphonia::core::formats::{FormatOptions, FormatReader, TrackType};
use symphonia::core::io::{MediaSource, MediaSourceStream, ReadOnlySource};
use symphonia::core::meta::MetadataOptions;
use symphonia::core::packet::Packet;

use super::feed::Feed;
use super::header::not_audio;
use super::output::Output;
use crate::fault::MediaFault;

/// Packets that may be damaged before a sound is given up.
const MAX_BAD_PACKETS: u32 = 64;

/// A file that symphonia can read, opened.
pub(super) struct Symphony {
    format: Box<dyn FormatReader>,
    decoder: Box<dyn AudioDecoder>,
    track: u32,
}

impl Symphony {
    pub(super) fn of_feed(feed: Feed, content_type: &str) -> Result<Self, MediaFault> {
        Self::open(Box::new(ReadOnlySource::new(feed)), content_type)
    }

    pub(super) fn of_whole(bytes: Vec<u8>, content_type: &str) -> Result<Self, MediaFault> {
        Self::open(Box::new(Cursor::new(bytes)), content_type)
    }

    fn open(source: Box<dyn MediaSource>, content_type: &str) -> Result<Self, MediaFault> {
        let stream = MediaSourceStream::new(source, Default::default());
        let mut hint = Hint::new();
        if !content_type.is_empty() {
            hint.mime_type(content_type);
        }
        let format = symphonia::default::get_probe()
            .probe(&hint, stream, FormatOptions::default(), MetadataOptions::default())
            .map_err(|error| not_audio(&error.to_string()))?;
        let track = format
            .default_track(TrackType::Audio)
            .ok_or_else(|| not_audio("it has no sound track"))?;
        let parameters = track
            .codec_params
            .as_ref()
            .and_then(|parameters| parameters.audio())
            .ok_or_else(|| not_audio("its codec is not named"))?;
        let decoder = symphonia::default::get_codecs()
            .make_audio_decoder(parameters, &AudioDecoderOptions::default())
            .map_err(|error| not_audio(&error.to_string()))?;
        Ok(Self { track: track.id, decoder, format })
    }

    /// Decodes to the end.
    pub(super) fn decode(mut self, out: &mut Output<'_>) -> Result<(), MediaFault> {
        let (mut mono, mut planes) = (Vec::new(), Vec::new());
        let mut bad_packets = 0;
        loop {
            let packet = match self.format.next_packet() {
                Ok(Some(packet)) => packet,
                // A download that broke off shows in the feed; a file that is merely cut is heard as far as
                // it goes, as every player does.
                Ok(None) | Err(Error::IoError(_)) => return Ok(()),
                Err(Error::DecodeError(_)) if bad_packets < MAX_BAD_PACKETS => {
                    bad_packets += 1;
                    continue;
                }
                Err(error) => return Err(not_audio(&error.to_string())),
            };
            if packet.track_id != self.track {
                continue;
            }
            match mix(self.decoder.as_mut(), &packet, &mut planes, &mut mono) {
                Ok(Some(rate_hz)) => out.push(rate_hz, &mono)?,
                Ok(None) => {}
                Err(_) if bad_packets < MAX_BAD_PACKETS => bad_packets += 1,
                Err(why) => return Err(not_audio(&why)),
            }
        }
    }
}

/// Decodes a packet into one channel: its rate, if there is anything in it.
fn mix(
    decoder: &mut dyn AudioDecoder,
    packet: &Packet,
    planes: &mut Vec<Vec<f32>>,
    mono: &mut Vec<f32>,
) -> Result<Option<u32>, String> {
    let decoded = decoder.decode(packet).map_err(|error| error.to_string())?;
    let (rate_hz, channels) = (decoded.spec().rate(), decoded.num_planes());
    if channels == 0 || decoded.frames() == 0 {
        return Ok(None);
    }
    decoded.copy_to_vecs_planar(planes);
    let share = 1.0 / channels as f32;
    mono.clear();
    match planes.as_slice() {
        [one] => mono.extend_from_slice(one),
        [left, right] => mono.extend(left.iter().zip(right).map(|(l, r)| (l + r) * share)),
        many => {
            mono.resize(decoded.frames(), 0.0);
            for plane in many {
                mono.iter_mut().zip(plane).for_each(|(sum, sample)| *sum += sample * share);
            }
        }
    }
    Ok(Some(rate_hz))
}
