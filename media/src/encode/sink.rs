//! Where samples go.

use super::compressor::Compressor;
use crate::fault::{MediaFault, code};
use crate::format::{Encoding, Target};
use crate::{g711, wav};

/// A WAV file has its length in front, so that it has to be had whole before its first byte is given.
const MAX_WAV_SAMPLES: usize = 32 << 20;

/// An encoder at work.
pub(crate) enum Sink {
    /// Sample by sample.
    Plain(Encoding),
    /// The whole file at its end.
    Wav(u32, Vec<i16>),
    /// By a child process.
    Compressed(Compressor),
}

impl Sink {
    /// An encoder to `target`; `ffmpeg` is started for what is compressed.
    pub(crate) fn new(target: Target, ffmpeg: Option<&'static str>) -> Result<Self, MediaFault> {
        match target.encoding() {
            plain @ (Encoding::Pcmu | Encoding::Pcma | Encoding::L16) => Ok(Self::Plain(plain)),
            Encoding::Wav => Ok(Self::Wav(target.rate_hz(), Vec::new())),
            Encoding::Opus | Encoding::Mp3 => {
                Compressor::start(target, ffmpeg).map(Self::Compressed)
            }
        }
    }

    /// Takes samples, and appends to `out` what is ready.
    pub(crate) fn push(&mut self, samples: &[i16], out: &mut Vec<u8>) -> Result<(), MediaFault> {
        match self {
            Self::Plain(encoding) => {
                plain(*encoding, samples, out);
                Ok(())
            }
            Self::Wav(_, whole) if whole.len() + samples.len() > MAX_WAV_SAMPLES => {
                Err(MediaFault::new(code::TOO_LARGE, "The sound is too long for a WAV file"))
            }
            Self::Wav(_, whole) => {
                whole.extend_from_slice(samples);
                Ok(())
            }
            Self::Compressed(compressor) => compressor.push(samples, out),
        }
    }

    /// Appends the rest.
    pub(crate) fn finish(self, out: &mut Vec<u8>) -> Result<(), MediaFault> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Wav(rate_hz, whole) => {
                out.extend(wav::write(&whole, rate_hz));
                Ok(())
            }
            Self::Compressed(compressor) => compressor.finish(out),
        }
    }
}

fn plain(encoding: Encoding, samples: &[i16], out: &mut Vec<u8>) {
    match encoding {
        Encoding::Pcma => out.extend(samples.iter().map(|&sample| g711::alaw_encode(sample))),
        Encoding::L16 => out.extend(samples.iter().flat_map(|sample| sample.to_be_bytes())),
        Encoding::Pcmu | Encoding::Wav | Encoding::Opus | Encoding::Mp3 => {
            out.extend(samples.iter().map(|&sample| g711::ulaw_encode(sample)));
        }
    }
}
