//! What an answer says of its keeping, in the field that is meant for us.

use std::time::{Duration, SystemTime};

use http::header::{CACHE_CONTROL, DATE, EXPIRES, HeaderMap};

use super::dates::{date, since};
use super::directives::{Directives, split};
use super::structured::dictionary;

const CDN_CACHE_CONTROL: &str = "cdn-cache-control";
const SURROGATE_CONTROL: &str = "surrogate-control";
/// How we are called in `Surrogate-Control`, `Via` and `Cache-Status`.
const TARGET: &str = "ringback";

/// Directives, and until when by date.
#[derive(Debug, Clone)]
pub(super) struct Said {
    pub(super) directives: Directives,
    /// How long from `Date` to `Expires`; zero when that can't be read (RFC 9111 §5.3).
    pub(super) expires_after: Option<Duration>,
}

/// What the headers say to a cache in front of an origin: `CDN-Cache-Control` alone when there is one (RFC 9213
/// §2.2), else `Surrogate-Control` alone when it is meant for us, else `Cache-Control` and `Expires`.
pub(super) fn said(headers: &HeaderMap, answered_at: SystemTime) -> Said {
    if let Some(directives) = dictionary(lines(headers, CDN_CACHE_CONTROL)) {
        return Said { directives, expires_after: None };
    }
    if let Some(directives) = surrogate(headers) {
        return Said { directives, expires_after: None };
    }
    let directives = Directives::read(lines(headers, CACHE_CONTROL.as_str()));
    let expires_after = headers.contains_key(EXPIRES).then(|| {
        let from = date(headers, DATE).unwrap_or(answered_at);
        date(headers, EXPIRES).map_or(Duration::ZERO, |expires| since(expires, from))
    });
    Said { directives, expires_after }
}

/// The request's own wishes: `Cache-Control`, or `Pragma` where there is none (RFC 9111 §5.4).
pub(super) fn wished(headers: &HeaderMap) -> Directives {
    if headers.contains_key(CACHE_CONTROL) {
        return Directives::read(lines(headers, CACHE_CONTROL.as_str()));
    }
    Directives::read(lines(headers, "pragma"))
}

/// `Surrogate-Control: max-age=600;ringback, no-store;other`: what has a target is for that target only.
fn surrogate(headers: &HeaderMap) -> Option<Directives> {
    let members = lines(headers, SURROGATE_CONTROL).flat_map(|line| split(line, ','));
    let ours: Vec<_> = members
        .filter_map(|member| {
            let mut parts = split(&member, ';').into_iter();
            let directive = parts.next()?;
            let mut targets = parts.peekable();
            (targets.peek().is_none() || targets.any(|target| target == TARGET))
                .then_some(directive)
        })
        .collect();
    (!ours.is_empty()).then(|| Directives::read(ours.iter().map(String::as_str)))
}

fn lines<'a>(headers: &'a HeaderMap, name: &str) -> impl Iterator<Item = &'a str> {
    headers.get_all(name).iter().filter_map(|value| value.to_str().ok())
}
