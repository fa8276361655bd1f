//! The WAV files that engines write: 16 bits, one channel, and lengths that can't be trusted, because what
//! is written to a pipe has them before they are known.

use super::engine::Spoken16;
use crate::fault::MediaFault;

/// Reads `fmt ` and takes all that follows the head of `data`, at most its declared length.
pub(super) fn read(program: &str, bytes: &[u8]) -> Result<Spoken16, MediaFault> {
    parse(bytes).ok_or_else(|| MediaFault::internal(format!("{program} wrote no 16-bit mono WAV")))
}

fn parse(bytes: &[u8]) -> Option<Spoken16> {
    let mut rest = bytes.strip_prefix(b"RIFF")?.get(4..)?.strip_prefix(b"WAVE")?;
    let mut rate_hz = None;
    loop {
        let (id, size) =
            (rest.get(..4)?, u32::from_le_bytes(rest.get(4..8)?.try_into().ok()?) as usize);
        let body = rest.get(8..)?;
        match id {
            b"fmt " => {
                let format = body.get(..16)?;
                if format[..4] != [1, 0, 1, 0] || format[14..16] != [16, 0] {
                    return None;
                }
                rate_hz = Some(u32::from_le_bytes(format[4..8].try_into().ok()?));
            }
            b"data" => {
                let (pairs, _) = body[..size.min(body.len())].as_chunks::<2>();
                let samples = pairs.iter().map(|pair| i16::from_le_bytes(*pair)).collect();
                return Some(Spoken16 { rate_hz: rate_hz?, samples });
            }
            _ => {}
        }
        rest = body.get(size.checked_add(size % 2)?..)?;
    }
}
