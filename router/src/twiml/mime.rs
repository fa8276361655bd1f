//! What kind of answer a content type announces.

/// What the body of an answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// TwiML: an XML type, or `text/html`, which many frameworks send unasked.
    Instructions,
    /// A sound: it is played, then the call ends.
    Audio,
    /// Text: it is spoken, then the call ends.
    Text,
    /// Nothing that steers a call.
    Unknown,
}

/// The kind that a Content-Type header announces (RFC 9110 §8.3); parameters are ignored.
pub fn kind(content_type: &str) -> Kind {
    let essence = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    match essence.as_str() {
        "text/xml" | "application/xml" | "text/html" => Kind::Instructions,
        "text/plain" => Kind::Text,
        other if other.ends_with("+xml") => Kind::Instructions,
        other if other.starts_with("audio/") => Kind::Audio,
        _ => Kind::Unknown,
    }
}
