//! What is put on record of an exchange, and what is left out of it.

use domain::call::exchange::{Answer, Purpose};
use http::header::{self, HeaderMap};
use ring::digest;

use super::hop::{BODY_BYTES, Landed};
use super::request::ExchangeRequest;

const HEADERS: usize = 64;
const HEADER_BYTES: usize = 4_096;

/// The answer as it is recorded: values of Set-Cookie replaced, sizes bounded.
pub(super) fn answer(landed: &Landed, final_url: String) -> Answer {
    let body = text(&landed.headers, &landed.body);
    Answer {
        status: landed.status.as_u16(),
        headers: headers(&landed.headers),
        final_url,
        body,
        body_bytes: landed.body_bytes,
        from_cache: landed.from_cache,
    }
}

fn headers(all: &HeaderMap) -> Vec<(String, String)> {
    let shown = |(name, value): (&header::HeaderName, &header::HeaderValue)| {
        let text = if name == header::SET_COOKIE {
            "…".to_owned()
        } else {
            let value = value.as_bytes();
            String::from_utf8_lossy(&value[..value.len().min(HEADER_BYTES)]).into_owned()
        };
        (name.as_str().to_owned(), text)
    };
    all.iter().take(HEADERS).map(shown).collect()
}

/// The body as text, by the charset of its type: UTF-8, or Latin-1 where it says so.
fn text(headers: &HeaderMap, body: &[u8]) -> String {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    let kind = kind.unwrap_or_default().to_ascii_lowercase();
    let is_latin = ["iso-8859-1", "latin1", "us-ascii"].iter().any(|name| kind.contains(name));
    let mut text = if is_latin && std::str::from_utf8(body).is_err() {
        body.iter().map(|&byte| char::from(byte)).collect()
    } else {
        String::from_utf8_lossy(body).into_owned()
    };
    if text.len() > BODY_BYTES {
        let mut end = BODY_BYTES;
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
    text
}

/// `I-Twilio-Idempotency-Token`: a UUID worked out from what it belongs to and the exchange's number and purpose,
/// so that every try of an exchange carries the same, even one after a restart.
pub(super) fn idempotency_token(request: &ExchangeRequest) -> String {
    let purpose = match request.purpose {
        Purpose::Start => "start",
        Purpose::Action => "action",
        Purpose::Redirect => "redirect",
        Purpose::Fallback => "fallback",
        Purpose::Status => "status",
    };
    let seed = format!("{} {} {purpose} {}", request.about, request.number, request.rank);
    let digest = digest::digest(&digest::SHA256, seed.as_bytes());
    let mut hex = String::with_capacity(36);
    for (at, byte) in digest.as_ref().iter().take(16).enumerate() {
        if matches!(at, 4 | 6 | 8 | 10) {
            hex.push('-');
        }
        for nibble in [byte >> 4, byte & 15] {
            hex.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    hex
}
