//! Dates as the dialect writes and reads them.

use domain::timestamp::Timestamp;
use jiff::tz::TimeZone;

/// `Sun, 22 Nov 2026 15:31:43 +0000` (RFC 2822).
pub(crate) fn rfc2822(at: Timestamp) -> String {
    at_utc(at)
        .map_or_else(String::new, |time| time.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
}

/// `2026-11-22T15:31:43.000001Z` (RFC 3339).
pub(crate) fn iso(at: Timestamp) -> String {
    at_utc(at).map_or_else(String::new, |time| time.strftime("%Y-%m-%dT%H:%M:%S%.6fZ").to_string())
}

/// `2026-11-22T15:31:43Z`: the one form of RFC 3339 that the official SDKs read as a date.
pub(crate) fn iso_seconds(at: Timestamp) -> String {
    at_utc(at).map_or_else(String::new, |time| time.strftime("%Y-%m-%dT%H:%M:%SZ").to_string())
}

fn at_utc(at: Timestamp) -> Option<jiff::Zoned> {
    jiff::Timestamp::from_microsecond(at.0).ok().map(|time| time.to_zoned(TimeZone::UTC))
}

/// Reads `2026-11-22`, `2026-11-22T15:31:43Z` or with an offset or fraction. Answers the first
/// microsecond that is meant and the first after it that is not: a day, or a second.
pub(crate) fn day_or_time(text: &str) -> Option<(i64, i64)> {
    if let Ok(date) = text.parse::<jiff::civil::Date>()
        && text.len() == 10
    {
        let start = date.to_zoned(TimeZone::UTC).ok()?.timestamp().as_microsecond();
        return Some((start, start + 86_400_000_000));
    }
    let time: jiff::Timestamp = text.parse().ok().or_else(|| {
        let civil: jiff::civil::DateTime = text.parse().ok()?;
        Some(civil.to_zoned(TimeZone::UTC).ok()?.timestamp())
    })?;
    let start = time.as_microsecond();
    Some((start, start + 1_000_000))
}
