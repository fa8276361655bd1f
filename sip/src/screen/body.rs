use super::head::Head;
use super::rules::{Refusal, Wire};
use std::borrow::Cow;

/// The answer would be a session description (RFC 3261 §21.4.7).
pub(super) fn check_accept(head: &Head<'_>) -> Result<(), Refusal> {
    let mut accepted = head.tokens("Accept").peekable();
    let is_silent = accepted.peek().is_none();
    let takes_sdp = accepted.any(|range| {
        let range = range.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
        matches!(range.as_str(), "application/sdp" | "application/*" | "*/*")
    });
    if is_silent || takes_sdp { Ok(()) } else { Err(Refusal::new(406, "Not Acceptable")) }
}

pub(super) fn check_type(head: &Head<'_>) -> Result<(), Refusal> {
    let encoding = head.value("Content-Encoding").unwrap_or("identity");
    if !encoding.eq_ignore_ascii_case("identity") {
        return Err(Refusal::new(415, "Unsupported Media Type").with("Accept-Encoding", "identity"));
    }
    let media_type = head.value("Content-Type").unwrap_or("").split(';').next().unwrap_or("");
    let media_type = media_type.trim().to_ascii_lowercase();
    let is_known = matches!(media_type.as_str(), "application/sdp" | "multipart/mixed");
    let is_optional = head
        .value("Content-Disposition")
        .is_some_and(|d| d.to_ascii_lowercase().replace(' ', "").contains("handling=optional"));
    if is_known || is_optional {
        return Ok(());
    }
    Err(Refusal::new(415, "Unsupported Media Type").with("Accept", "application/sdp"))
}

/// How much of what follows the headers is the body.
pub(super) struct Body {
    pub(super) length: usize,
    is_stated: bool,
}

pub(super) fn measure(head: &Head<'_>, available: usize, wire: Wire) -> Result<Body, Refusal> {
    let mut stated = None;
    for value in head.values("Content-Length") {
        let length: usize =
            value.parse().map_err(|_| Refusal::new(400, "Malformed Content-Length"))?;
        if stated.is_some_and(|known| known != length) {
            return Err(Refusal::new(400, "Several Content-Lengths"));
        }
        stated = Some(length);
    }
    match stated {
        Some(length) if length > available => {
            Err(Refusal::new(400, "Body Shorter Than Content-Length"))
        }
        Some(length) => Ok(Body { length, is_stated: true }),
        None if wire == Wire::Stream => Err(Refusal::new(400, "Missing Content-Length")),
        // RFC 3261 §18.3: without one, the body goes to the end of the datagram.
        None => Ok(Body { length: available, is_stated: false }),
    }
}

pub(super) fn mended(bytes: Cow<'_, [u8]>, head: usize, body: Body) -> Cow<'_, [u8]> {
    let end = head + body.length;
    if body.is_stated && end == bytes.len() {
        return bytes;
    }
    let mut mended = Vec::with_capacity(bytes.len() + 32);
    mended.extend_from_slice(&bytes[..head - 2]);
    if !body.is_stated {
        mended.extend_from_slice(format!("Content-Length: {}\r\n", body.length).as_bytes());
    }
    mended.extend_from_slice(b"\r\n");
    mended.extend_from_slice(&bytes[head..end]);
    Cow::Owned(mended)
}
