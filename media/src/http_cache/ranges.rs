//! One range of bytes (RFC 9110 §14).

use std::ops::Range;

use http::header::{ETAG, HeaderMap, IF_RANGE, LAST_MODIFIED, RANGE};

/// What of a whole is wanted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    /// All of it: no range, several, or one that is none (RFC 9110 §14.2 lets a server ignore them).
    Whole,
    /// These bytes, at least one.
    Bytes(Range<usize>),
    /// Bytes that it doesn't have: 416.
    None,
}

/// What of an answer of `length` bytes with the headers `own` a request asks for.
#[must_use]
pub fn part_wanted(request: &HeaderMap, own: &HeaderMap, length: usize) -> Part {
    let Some(range) = request.get(RANGE).and_then(|value| value.to_str().ok()) else {
        return Part::Whole;
    };
    if !is_of_this_version(request, own) {
        return Part::Whole;
    }
    let Some((first, last)) =
        range.strip_prefix("bytes=").and_then(|range| range.trim().split_once('-'))
    else {
        return Part::Whole;
    };
    let number = |text: &str| text.trim().parse::<usize>().ok();
    let bytes = match (number(first), number(last)) {
        (Some(first), Some(last)) if first <= last => first..last.saturating_add(1).min(length),
        (Some(first), None) if last.trim().is_empty() => first..length,
        (None, Some(suffix)) if first.trim().is_empty() => length.saturating_sub(suffix)..length,
        _ => return Part::Whole,
    };
    if bytes.is_empty() { Part::None } else { Part::Bytes(bytes) }
}

/// RFC 9110 §13.1.5: a strong entity tag, or the very date.
fn is_of_this_version(request: &HeaderMap, own: &HeaderMap) -> bool {
    let Some(condition) = request.get(IF_RANGE) else { return true };
    if condition.as_bytes().starts_with(b"\"") {
        return own.get(ETAG) == Some(condition);
    }
    own.get(LAST_MODIFIED) == Some(condition)
}
