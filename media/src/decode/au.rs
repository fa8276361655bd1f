//! AU files (Sun and NeXT).

use super::header::{Found, Header, not_audio};
use super::samples::{Layout, Sample};
use crate::fault::MediaFault;

const HEADER_BYTES: u32 = 24;

/// Whether these are a file's first bytes.
pub(super) fn is_au(head: &[u8]) -> bool {
    head.starts_with(b".snd")
}

/// Reads up to the samples.
pub(super) fn read(header: &mut Header<'_>) -> Result<Found, MediaFault> {
    let first: [u8; HEADER_BYTES as usize] = header.array()?;
    let field =
        |at: usize| u32::from_be_bytes([first[at], first[at + 1], first[at + 2], first[at + 3]]);
    let (start, length, encoding) = (field(4), field(8), field(12));
    let (rate_hz, channels) = (field(16), u16::try_from(field(20)).unwrap_or(u16::MAX));
    let note = start
        .checked_sub(HEADER_BYTES)
        .ok_or_else(|| not_audio("its header has a length that makes no sense"))?;
    header.take(usize::try_from(note).unwrap_or(usize::MAX))?;
    let sample = match encoding {
        1 => Sample::MuLaw,
        2 => Sample::S8,
        3 => Sample::S16Be,
        4 => Sample::S24Be,
        5 => Sample::S32Be,
        6 => Sample::F32Be,
        7 => Sample::F64Be,
        27 => Sample::ALaw,
        _ => return Ok(Found::Foreign),
    };
    let bytes = (length != u32::MAX && length != 0).then_some(u64::from(length));
    Layout::new(sample, rate_hz, channels, bytes).map(Found::Samples)
}
