//! What a file is, by its first bytes and, where these say nothing, by its content type.

use super::{aiff, au, wave};

/// As much of a file as tells what it is.
pub(super) const HEAD_BYTES: usize = 64;

/// Who reads it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Wave,
    Aiff,
    Au,
    Bare,
    Mp4,
    /// By symphonia, which looks for itself what it is.
    Stream,
    /// By ffmpeg, with this demuxer and no other: some would open other files and addresses.
    Foreign(&'static str),
}

/// Whether a `Content-Type` (lower case) may be sound. Files without a known type are tried; documents are
/// not.
#[must_use]
pub fn is_audio(content_type: &str) -> bool {
    const OTHER: [&str; 8] = [
        "",
        "application/octet-stream",
        "binary/octet-stream",
        "application/ogg",
        "video/mp4",
        "video/mpeg",
        "video/ogg",
        "video/webm",
    ];
    content_type.starts_with("audio/") || OTHER.contains(&bare_type(content_type))
}

fn bare_type(content_type: &str) -> &str {
    content_type.split(';').next().unwrap_or_default().trim()
}

/// Decides.
pub(super) fn kind(head: &[u8], content_type: &str) -> Kind {
    match head {
        _ if wave::is_wave(head) => Kind::Wave,
        _ if aiff::is_aiff(head) => Kind::Aiff,
        _ if au::is_au(head) => Kind::Au,
        [b'O', b'g', b'g', b'S', ..] => ogg(head),
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Kind::Mp4,
        [b'#', b'!', b'A', b'M', b'R', ..] => Kind::Foreign("amr"),
        [0x1a, 0x45, 0xdf, 0xa3, ..] => Kind::Foreign("matroska"),
        [b'c', b'a', b'f', b'f', ..] => Kind::Foreign("caf"),
        [0x30, 0x26, 0xb2, 0x75, ..] => Kind::Foreign("asf"),
        [b'f', b'L', b'a', b'C', ..] | [b'I', b'D', b'3', ..] => Kind::Stream,
        _ => by_type(content_type),
    }
}

/// The first packet of an Ogg stream names its codec (RFC 3533 §6).
fn ogg(head: &[u8]) -> Kind {
    let segments = head.get(26).map_or(0, |count| usize::from(*count));
    let packet = head.get(27 + segments..).unwrap_or_default();
    let is_ours = packet.starts_with(b"\x01vorbis") || packet.starts_with(b"\x7fFLAC");
    if is_ours { Kind::Stream } else { Kind::Foreign("ogg") }
}

fn by_type(content_type: &str) -> Kind {
    match bare_type(content_type) {
        "audio/gsm" | "audio/x-gsm" => Kind::Foreign("gsm"),
        _ if super::bare::layout(content_type).is_some() => Kind::Bare,
        _ => Kind::Stream,
    }
}
