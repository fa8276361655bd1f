//! WAV and RF64 files (Microsoft's Multimedia Registry; EBU Tech 3306).

use super::header::{Found, Header, not_audio};
use super::samples::{Layout, Sample};
use crate::fault::MediaFault;

const EXTENSIBLE: u16 = 0xfffe;
/// What encoders write where they can't know the length.
const UNKNOWN_FROM: u32 = 0xffff_ff00;

#[derive(Debug, Clone, Copy)]
struct Form {
    tag: u16,
    channels: u16,
    rate_hz: u32,
    bits: u16,
}

/// Whether these are a file's first bytes.
pub(super) fn is_wave(head: &[u8]) -> bool {
    matches!(head.get(..4), Some(b"RIFF" | b"RF64" | b"BW64")) && head.get(8..12) == Some(b"WAVE")
}

/// Reads up to the samples.
pub(super) fn read(header: &mut Header<'_>) -> Result<Found, MediaFault> {
    let first: [u8; 12] = header.array()?;
    let is_open = first[4..8] == [0; 4];
    let (mut form, mut long) = (None, None);
    loop {
        let [a, b, c, d, l0, l1, l2, l3] = header.array()?;
        let length = u32::from_le_bytes([l0, l1, l2, l3]);
        match &[a, b, c, d] {
            b"fmt " => form = Some(read_form(header, length)?),
            b"ds64" if length >= 16 => {
                let sizes: [u8; 16] = header.array()?;
                long = sizes.last_chunk::<8>().map(|size| u64::from_le_bytes(*size));
                header.skip(length - 16)?;
            }
            b"data" => {
                let form = form.ok_or_else(|| not_audio("it does not say how it is written"))?;
                let bytes = match length {
                    0 if is_open => None,
                    UNKNOWN_FROM.. => long,
                    length => Some(u64::from(length)),
                };
                return layout(form, bytes);
            }
            _ => header.skip(length)?,
        }
    }
}

fn read_form(header: &mut Header<'_>, length: u32) -> Result<Form, MediaFault> {
    if !(16..=1_024).contains(&length) {
        return Err(not_audio("its format chunk has a length that makes no sense"));
    }
    let start = header.taken.len();
    header.skip(length)?;
    let chunk = &header.taken[start..];
    let word = |at: usize| u16::from_le_bytes([chunk[at], chunk[at + 1]]);
    let mut tag = word(0);
    if tag == EXTENSIBLE && length >= 26 {
        tag = word(24);
    }
    let rate_hz = u32::from_le_bytes([chunk[4], chunk[5], chunk[6], chunk[7]]);
    Ok(Form { tag, channels: word(2), rate_hz, bits: word(14) })
}

fn layout(form: Form, bytes: Option<u64>) -> Result<Found, MediaFault> {
    let sample = match (form.tag, form.bits) {
        (1, 8) => Sample::U8,
        (1, 16) => Sample::S16Le,
        (1, 24) => Sample::S24Le,
        (1, 32) => Sample::S32Le,
        (3, 32) => Sample::F32Le,
        (3, 64) => Sample::F64Le,
        (6, 8) => Sample::ALaw,
        (7, 8) => Sample::MuLaw,
        _ => return Ok(Found::Foreign),
    };
    Layout::new(sample, form.rate_hz, form.channels, bytes).map(Found::Samples)
}
