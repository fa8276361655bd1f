//! WAV files: PCM16, A-law and µ-law in; PCM16 mono out.

#[cfg(test)]
mod tests;

use crate::g711::{alaw_decode, ulaw_decode};

/// Bytes of the header that [`write()`] makes.
pub const HEADER_BYTES: usize = 44;
/// Longest file read: 1 GiB would be 18 hours of telephone sound.
pub const BYTES_MAX: usize = 64 * 1024 * 1024;

const PCM: u16 = 1;
const ALAW: u16 = 6;
const ULAW: u16 = 7;
/// The real format stands in the first two bytes of the sub-format GUID.
const EXTENSIBLE: u16 = 0xfffe;

/// A sound as it stands in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wav {
    /// Samples per second and channel.
    pub sample_rate_hz: u32,
    /// The first channel.
    pub samples: Vec<i16>,
}

/// Why a file is not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum WavError {
    /// There is no RIFF/WAVE header.
    #[error("not a WAV file")]
    NotWav,
    /// A chunk, or the sound itself, is not there.
    #[error("the file ends before its {0}")]
    Missing(&'static str),
    /// Neither 16-bit PCM nor A-law nor µ-law.
    #[error("format {format} with {bits} bits is not 16-bit PCM, A-law or µ-law")]
    Format {
        /// The format tag.
        format: u16,
        /// Bits per sample.
        bits: u16,
    },
    /// It is longer than [`BYTES_MAX`].
    #[error("longer than {BYTES_MAX} bytes")]
    TooLong,
}

#[derive(Debug, Clone, Copy)]
struct Format {
    tag: u16,
    channels: u16,
    sample_rate_hz: u32,
    bits: u16,
}

/// Reads a file; of several channels, the first. A data chunk that says more than there is (a stream
/// whose header was never finished) is read as far as it goes.
///
/// # Errors
/// When it is not a WAV file of one of the three formats.
pub fn read(file: &[u8]) -> Result<Wav, WavError> {
    if file.len() > BYTES_MAX {
        return Err(WavError::TooLong);
    }
    let is_wave = file.get(..4) == Some(b"RIFF") && file.get(8..12) == Some(b"WAVE");
    let mut rest = file.get(12..).filter(|_| is_wave).ok_or(WavError::NotWav)?;
    let mut format = None;
    while let Some((id, length)) = chunk(rest) {
        let body = &rest[8..];
        let end = body.len().min(length);
        match &id {
            b"fmt " => format = Some(Format::read(&body[..end])?),
            b"data" => {
                let format = format.ok_or(WavError::Missing("format"))?;
                return Ok(Wav {
                    sample_rate_hz: format.sample_rate_hz,
                    samples: format.decode(&body[..end])?,
                });
            }
            _ => {}
        }
        // Chunks of odd length are followed by a byte of padding.
        rest = body.get(length.saturating_add(length & 1)..).unwrap_or(&[]);
    }
    Err(WavError::Missing("sound"))
}

/// A mono PCM16 file.
#[must_use]
pub fn write(samples: &[i16], sample_rate_hz: u32) -> Vec<u8> {
    let count = u32::try_from(samples.len()).unwrap_or(u32::MAX);
    let mut file = Vec::with_capacity(HEADER_BYTES + samples.len() * 2);
    file.extend_from_slice(&header(count, sample_rate_hz));
    for sample in samples {
        file.extend_from_slice(&sample.to_le_bytes());
    }
    file
}

/// The header of a mono PCM16 file of `count` samples, to be written again when the count is known.
#[must_use]
pub fn header(count: u32, sample_rate_hz: u32) -> [u8; HEADER_BYTES] {
    let data_bytes = count.saturating_mul(2);
    let mut header = [0; HEADER_BYTES];
    let fields: [(usize, &[u8]); 12] = [
        (0, b"RIFF"),
        (4, &data_bytes.saturating_add(36).to_le_bytes()),
        (8, b"WAVEfmt "),
        (16, &16u32.to_le_bytes()),
        (20, &PCM.to_le_bytes()),
        (22, &1u16.to_le_bytes()),
        (24, &sample_rate_hz.to_le_bytes()),
        (28, &sample_rate_hz.saturating_mul(2).to_le_bytes()),
        (32, &2u16.to_le_bytes()),
        (34, &16u16.to_le_bytes()),
        (36, b"data"),
        (40, &data_bytes.to_le_bytes()),
    ];
    for (at, bytes) in fields {
        header[at..at + bytes.len()].copy_from_slice(bytes);
    }
    header
}

fn chunk(bytes: &[u8]) -> Option<([u8; 4], usize)> {
    let &[a, b, c, d, l0, l1, l2, l3, ..] = bytes else { return None };
    let length = u32::from_le_bytes([l0, l1, l2, l3]);
    Some(([a, b, c, d], usize::try_from(length).ok()?))
}

impl Format {
    fn read(chunk: &[u8]) -> Result<Self, WavError> {
        let &[t0, t1, c0, c1, r0, r1, r2, r3, _, _, _, _, _, _, b0, b1, ref rest @ ..] = chunk
        else {
            return Err(WavError::Missing("format"));
        };
        let mut tag = u16::from_le_bytes([t0, t1]);
        if tag == EXTENSIBLE {
            tag = match rest.get(8..10) {
                Some(&[low, high]) => u16::from_le_bytes([low, high]),
                _ => return Err(WavError::Missing("format")),
            };
        }
        Ok(Self {
            tag,
            channels: u16::from_le_bytes([c0, c1]).max(1),
            sample_rate_hz: u32::from_le_bytes([r0, r1, r2, r3]),
            bits: u16::from_le_bytes([b0, b1]),
        })
    }

    fn decode(self, data: &[u8]) -> Result<Vec<i16>, WavError> {
        let channels = usize::from(self.channels);
        match (self.tag, self.bits) {
            (PCM, 16) => Ok(data
                .chunks_exact(2)
                .step_by(channels)
                .map(|bytes| i16::from_le_bytes([bytes[0], bytes[1]]))
                .collect()),
            (ALAW, 8) => Ok(data.iter().step_by(channels).map(|&code| alaw_decode(code)).collect()),
            (ULAW, 8) => Ok(data.iter().step_by(channels).map(|&code| ulaw_decode(code)).collect()),
            (format, bits) => Err(WavError::Format { format, bits }),
        }
    }
}
