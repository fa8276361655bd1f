//! Samples without any header: only the content type says what they are.

use super::samples::{Layout, Sample};
use crate::fault::MediaFault;

/// What a `Content-Type` in lower case, with its parameters, says; none when it is no bare samples.
pub(super) fn layout(content_type: &str) -> Option<Result<Layout, MediaFault>> {
    let mut parts = content_type.split(';').map(str::trim);
    let sample = match parts.next().unwrap_or_default() {
        "audio/basic" | "audio/ulaw" | "audio/x-ulaw" | "audio/mulaw" | "audio/x-mulaw"
        | "audio/pcmu" => Sample::MuLaw,
        "audio/alaw" | "audio/x-alaw" | "audio/pcma" => Sample::ALaw,
        // RFC 2586: big-endian, the rate is a parameter.
        "audio/l16" => Sample::S16Be,
        _ => return None,
    };
    let number = |name: &str| {
        parts.clone().find_map(|part| {
            part.strip_prefix(name)?.trim().strip_prefix('=')?.trim().parse::<u32>().ok()
        })
    };
    let rate_hz = number("rate").unwrap_or(8_000);
    let channels = u16::try_from(number("channels").unwrap_or(1)).unwrap_or(u16::MAX);
    Some(Layout::new(sample, rate_hz, channels, None))
}
