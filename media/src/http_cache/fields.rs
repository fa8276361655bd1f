//! Header fields as wholes: which travel, which are kept, which a 304 changes.

use http::header::{
    CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG, HeaderMap, HeaderName,
    PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE, VARY,
};

/// RFC 9110 §7.6.1, and what RFC 9111 §3.1 keeps out of stores beside.
fn is_hop_by_hop(name: &HeaderName) -> bool {
    [CONNECTION, PROXY_AUTHENTICATE, PROXY_AUTHORIZATION, TE, TRAILER, TRANSFER_ENCODING, UPGRADE]
        .contains(name)
        || matches!(name.as_str(), "keep-alive" | "proxy-connection" | "proxy-authentication-info")
}

/// The fields that are for the next hop's next hop, too.
#[must_use]
pub fn without_hop_by_hop(headers: &HeaderMap) -> HeaderMap {
    let named: Vec<_> = list(headers, CONNECTION);
    let kept = headers.iter().filter(|(name, _)| {
        !is_hop_by_hop(name) && !named.iter().any(|listed| listed == name.as_str())
    });
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The members of a field of comma-separated names, in lower case.
pub(super) fn list(headers: &HeaderMap, name: HeaderName) -> Vec<String> {
    let lines = headers.get_all(name).iter().filter_map(|value| value.to_str().ok());
    let names = lines.flat_map(|line| line.split(',')).map(|name| name.trim().to_ascii_lowercase());
    names.filter(|name| !name.is_empty()).collect()
}

/// Takes over what a 304 says (RFC 9111 §3.2): all but what describes the bytes that it didn't send.
pub(super) fn update(stored: &mut HeaderMap, confirmation: &HeaderMap) {
    let is_of_bytes = |name: &HeaderName| {
        [CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_RANGE, ETAG].contains(name)
            || name.as_str() == "content-md5"
    };
    let fresh = without_hop_by_hop(confirmation);
    for name in fresh.keys().filter(|name| !is_of_bytes(name)) {
        stored.remove(name);
        for value in fresh.get_all(name) {
            stored.append(name.clone(), value.clone());
        }
    }
}

/// The request fields that chose an answer, as `Vary` names them, with their values. None for `*`: nobody
/// knows (RFC 9111 §4.1).
pub(super) fn selecting(
    answer: &HeaderMap,
    request: &HeaderMap,
) -> Option<Vec<(String, Option<String>)>> {
    let mut names = list(answer, VARY);
    names.sort();
    names.dedup();
    if names.iter().any(|name| name == "*") {
        return None;
    }
    let with_value = |name: String| {
        let value = in_one_line(request, &name);
        (name, value)
    };
    Some(names.into_iter().map(with_value).collect())
}

/// All lines of a field as one, without white space around commas; none when there is no such field.
fn in_one_line(headers: &HeaderMap, name: &str) -> Option<String> {
    let values =
        headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    let lines: Vec<_> =
        values.map(|line| line.split(',').map(str::trim).collect::<Vec<_>>().join(",")).collect();
    (!lines.is_empty()).then(|| lines.join(","))
}

/// Whether an entity tag is in a list such as `If-None-Match` has, weakly compared (RFC 9110 §8.8.3.2).
#[must_use]
pub fn in_short_list(headers: &HeaderMap, name: HeaderName, etag: &str) -> bool {
    let strong = etag.trim_start_matches("W/");
    let lines = headers.get_all(name).iter().map(|value| String::from_utf8_lossy(value.as_bytes()));
    lines.into_iter().any(|line| {
        line.split(',')
            .map(str::trim)
            .any(|tag| tag == "*" || tag.trim_start_matches("W/") == strong)
    })
}
