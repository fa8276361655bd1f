//! AIFF and AIFF-C files (Apple, 1989 and 1991).

use super::header::{Found, Header, not_audio};
use super::samples::{Layout, Sample};
use crate::fault::MediaFault;

#[derive(Debug, Clone, Copy)]
struct Common {
    channels: u16,
    bits: u16,
    rate_hz: u32,
    compression: [u8; 4],
}

/// Whether these are a file's first bytes.
pub(super) fn is_aiff(head: &[u8]) -> bool {
    head.get(..4) == Some(b"FORM") && matches!(head.get(8..12), Some(b"AIFF" | b"AIFC"))
}

/// Reads up to the samples.
pub(super) fn read(header: &mut Header<'_>) -> Result<Found, MediaFault> {
    let first: [u8; 12] = header.array()?;
    let is_compressed = first[8..] == *b"AIFC";
    let mut common = None;
    loop {
        let [a, b, c, d, l0, l1, l2, l3] = header.array()?;
        let length = u32::from_be_bytes([l0, l1, l2, l3]);
        match &[a, b, c, d] {
            b"COMM" => common = Some(read_common(header, length, is_compressed)?),
            b"SSND" => {
                let common =
                    common.ok_or_else(|| not_audio("its sound comes before its format"))?;
                let [o0, o1, o2, o3, ..]: [u8; 8] = header.array()?;
                let offset = u32::from_be_bytes([o0, o1, o2, o3]);
                header.take(usize::try_from(offset).unwrap_or(usize::MAX))?;
                let bytes = length.saturating_sub(8).saturating_sub(offset);
                // What is written to a pipe can't say its length.
                let bytes = if length == 0 { None } else { Some(u64::from(bytes)) };
                return layout(common, bytes);
            }
            _ => header.skip(length)?,
        }
    }
}

fn read_common(
    header: &mut Header<'_>,
    length: u32,
    is_compressed: bool,
) -> Result<Common, MediaFault> {
    let least = if is_compressed { 22 } else { 18 };
    if !(least..=1_024).contains(&length) {
        return Err(not_audio("its format chunk has a length that makes no sense"));
    }
    let start = header.taken.len();
    header.skip(length)?;
    let chunk = &header.taken[start..];
    let word = |at: usize| u16::from_be_bytes([chunk[at], chunk[at + 1]]);
    let rate_hz = extended(word(8), std::array::from_fn(|at| chunk[10 + at]))
        .ok_or_else(|| not_audio("its sample rate makes no sense"))?;
    let compression =
        if is_compressed { std::array::from_fn(|at| chunk[18 + at]) } else { *b"NONE" };
    Ok(Common { channels: word(0), bits: word(6), rate_hz, compression })
}

/// The whole part of an 80-bit number of IEEE 754.
fn extended(exponent: u16, mantissa: [u8; 8]) -> Option<u32> {
    let shift = 63_u32.checked_sub(u32::from(exponent.checked_sub(16_383)?))?;
    u32::try_from(u64::from_be_bytes(mantissa) >> shift).ok()
}

fn layout(common: Common, bytes: Option<u64>) -> Result<Found, MediaFault> {
    let sample = match (&common.compression, common.bits) {
        (b"NONE" | b"twos", 1..=8) => Sample::S8,
        (b"NONE" | b"twos", 9..=16) => Sample::S16Be,
        (b"NONE" | b"in24", 17..=24) => Sample::S24Be,
        (b"NONE" | b"in32", 25..=32) => Sample::S32Be,
        (b"sowt", 9..=16) => Sample::S16Le,
        (b"raw ", 8) => Sample::U8,
        (b"fl32" | b"FL32", _) => Sample::F32Be,
        (b"fl64" | b"FL64", _) => Sample::F64Be,
        (b"ulaw" | b"ULAW", _) => Sample::MuLaw,
        (b"alaw" | b"ALAW", _) => Sample::ALaw,
        _ => return Ok(Found::Foreign),
    };
    Layout::new(sample, common.rate_hz, common.channels, bytes).map(Found::Samples)
}
