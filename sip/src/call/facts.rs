use crate::invite::{Invite, Party, Transport};
use crate::screen::{tag, uri_of};
use crate::session_timer::{Stated, parse_session_expires};
use bytes::Bytes;
use rsipstack::rsip::headers::{Header, Headers, ToTypedHeader as _};
use rsipstack::rsip::{HeadersExt as _, Request};
use std::net::SocketAddr;

/// Where an INVITE came from: put first by the gate, under a name with a space, which no header of
/// a peer can have.
pub(crate) const SOURCE: &str = "ringback source";
/// Who passed authentication; likewise.
pub(crate) const USER: &str = "ringback user";

const MAX_X_HEADERS: usize = 32;
const MAX_X_VALUE: usize = 1_024;
const MAX_ADDRESS: usize = 2_048;
const LONGEST_DIGIT_MS: u32 = 10_000;

/// The first value of a header by its full name.
pub(crate) fn value<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    values(headers, name).next()
}

pub(crate) fn values<'a>(headers: &'a Headers, name: &str) -> impl Iterator<Item = &'a str> {
    headers.iter().filter(move |h| h.name().eq_ignore_ascii_case(name)).map(|h| h.value().trim())
}

fn has_token(headers: &Headers, name: &str, token: &str) -> bool {
    values(headers, name)
        .flat_map(|value| value.split(','))
        .any(|item| item.trim().eq_ignore_ascii_case(token))
}

/// `CSeq`'s number.
pub(crate) fn cseq(request: &Request) -> Option<u32> {
    request.cseq_header().ok()?.typed().ok().map(|cseq| cseq.seq)
}

/// Source, transport and user, as the gate noted them.
pub(crate) fn provenance(request: &Request) -> Option<(SocketAddr, Transport, Option<String>)> {
    let (source, transport) = value(&request.headers, SOURCE)?.split_once(' ')?;
    let transport =
        if transport == Transport::Tcp.name() { Transport::Tcp } else { Transport::Udp };
    let user = value(&request.headers, USER).filter(|user| !user.is_empty()).map(str::to_owned);
    Some((source.parse().ok()?, transport, user))
}

/// What merged copies of an INVITE share.
pub(crate) fn merge_key(request: &Request) -> Option<(String, String, u32)> {
    let call_id = request.call_id_header().ok()?.value().to_owned();
    let from_tag = tag(request.from_header().ok()?.value())?.to_owned();
    Some((call_id, from_tag, cseq(request)?))
}

/// Everything the platform wants to know of an INVITE.
pub(crate) fn invite(
    request: &Request,
    (source, transport): (SocketAddr, Transport),
    trusted: bool,
) -> Option<Invite> {
    let headers = &request.headers;
    let request_uri = request.uri.to_string();
    Some(Invite {
        call_id: request.call_id_header().ok()?.value().to_owned(),
        from: Party::parse(request.from_header().ok()?.value())?,
        to: Party::parse(request.to_header().ok()?.value())?,
        request_uri: Party::parse(&request_uri)?,
        source,
        transport,
        x_headers: x_headers(headers),
        forwarded_from: forwarded_from(headers, &request_uri),
        asserted_identity: value(headers, "P-Asserted-Identity")
            .filter(|_| trusted)
            .and_then(|list| first_of(list))
            .and_then(Party::parse),
        authenticated_user: None,
        offer: session_description(headers, &request.body),
    })
}

fn x_headers(headers: &Headers) -> Vec<(String, String)> {
    headers
        .iter()
        .filter(|h| h.name().get(..2).is_some_and(|start| start.eq_ignore_ascii_case("X-")))
        .take(MAX_X_HEADERS)
        .map(|h| {
            let value: String = h
                .value()
                .char_indices()
                .take_while(|(at, _)| *at < MAX_X_VALUE)
                .map(|(_, c)| c)
                .collect();
            (h.name().to_owned(), value)
        })
        .collect()
}

fn forwarded_from(headers: &Headers, request_uri: &str) -> Option<Party> {
    if let Some(diversion) = value(headers, "Diversion").and_then(first_of) {
        return Party::parse(diversion);
    }
    let history: Vec<&str> =
        values(headers, "History-Info").flat_map(split_list).take(32).collect();
    let first = history.first()?;
    let is_target = uri_of(first)
        .is_some_and(|uri| uri.split(['?', ';']).next() == request_uri.split(['?', ';']).next());
    if is_target || first.len() > MAX_ADDRESS { None } else { Party::parse(first) }
}

fn first_of(list: &str) -> Option<&str> {
    split_list(list).next().filter(|item| item.len() <= MAX_ADDRESS)
}

/// The items of a comma-separated header, commas within quotes and `<…>` left alone.
fn split_list(list: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    let mut depth = 0_i32;
    list.split(move |c| {
        match c {
            '"' => is_quoted = !is_quoted,
            '<' if !is_quoted => depth += 1,
            '>' if !is_quoted => depth -= 1,
            _ => {}
        }
        c == ',' && !is_quoted && depth <= 0
    })
    .map(str::trim)
    .filter(|item| !item.is_empty())
}

/// The session description of a body, alone or as a part of `multipart/mixed` (RFC 5621).
pub(crate) fn session_description(headers: &Headers, body: &[u8]) -> Option<Bytes> {
    let content_type = value(headers, "Content-Type").unwrap_or("application/sdp");
    let media_type = content_type.split(';').next().unwrap_or("").trim();
    if body.is_empty() {
        return None;
    }
    if media_type.eq_ignore_ascii_case("application/sdp") {
        return Some(Bytes::copy_from_slice(body));
    }
    if !media_type.eq_ignore_ascii_case("multipart/mixed") {
        return None;
    }
    let boundary = content_type
        .split(';')
        .filter_map(|p| p.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim().trim_matches('"'))
        .filter(|boundary| !boundary.is_empty() && boundary.len() <= 70)?;
    part(body, boundary)
}

fn part(body: &[u8], boundary: &str) -> Option<Bytes> {
    let text = std::str::from_utf8(body).ok();
    // Binary parts (ISUP) beside the description make the whole not UTF-8.
    let text = text.map_or_else(|| String::from_utf8_lossy(body).into_owned(), str::to_owned);
    text.split(&format!("--{boundary}")).skip(1).find_map(|part| {
        let (head, content) = part.split_once("\r\n\r\n")?;
        let is_sdp = head.lines().any(|line| {
            line.split_once(':').is_some_and(|(name, value)| {
                matches!(name.trim().to_ascii_lowercase().as_str(), "content-type" | "c")
                    && value.trim().to_ascii_lowercase().starts_with("application/sdp")
            })
        });
        is_sdp.then(|| {
            Bytes::copy_from_slice(content.strip_suffix("\r\n").unwrap_or(content).as_bytes())
        })
    })
}

/// What a message says of session timers.
pub(crate) fn stated_timer(headers: &Headers) -> Stated {
    let expires = value(headers, "Session-Expires").or_else(|| value(headers, "x"));
    Stated {
        session_expires: expires.and_then(parse_session_expires),
        min_se_s: value(headers, "Min-SE")
            .and_then(|v| v.split(';').next())
            .and_then(|v| v.trim().parse().ok()),
        supports_timer: ["Supported", "k", "Require"]
            .iter()
            .any(|name| has_token(headers, name, "timer")),
    }
}

/// Whether the peer takes UPDATE.
pub(crate) fn allows_update(headers: &Headers) -> bool {
    has_token(headers, "Allow", "UPDATE")
}

/// The digit of an INFO: `Signal=5` and `Duration=160` of `application/dtmf-relay`, or the bare
/// digit of `application/dtmf`.
pub(crate) fn digit(request: &Request) -> Option<(char, u32)> {
    let media_type = value(&request.headers, "Content-Type")?.split(';').next()?.trim();
    let body = std::str::from_utf8(&request.body).ok()?;
    let (signal, duration) = if media_type.eq_ignore_ascii_case("application/dtmf-relay") {
        let field = |name: &str| {
            body.lines()
                .filter_map(|line| line.split_once('='))
                .find(|(known, _)| known.trim().eq_ignore_ascii_case(name))
                .map(|(_, value)| value.trim())
        };
        (field("Signal")?, field("Duration").and_then(|ms| ms.parse().ok()))
    } else if media_type.eq_ignore_ascii_case("application/dtmf") {
        (body.trim(), None)
    } else {
        return None;
    };
    let digit = match signal {
        "10" => '*',
        "11" => '#',
        one => {
            let mut chars = one.chars();
            let digit = chars.next()?.to_ascii_uppercase();
            if chars.next().is_some() {
                return None;
            }
            digit
        }
    };
    matches!(digit, '0'..='9' | '*' | '#' | 'A'..='D')
        .then_some((digit, duration.unwrap_or(160_u32).min(LONGEST_DIGIT_MS)))
}

/// The text or cause of `Reason` (RFC 3326).
pub(crate) fn reason(headers: &Headers) -> Option<String> {
    let reason = value(headers, "Reason")?;
    let field = |name: &str| {
        reason
            .split(';')
            .filter_map(|p| p.split_once('='))
            .find(|(known, _)| known.trim().eq_ignore_ascii_case(name))
            .map(|(_, value)| value.trim().trim_matches('"').chars().take(256).collect::<String>())
    };
    field("text").or_else(|| field("cause"))
}

/// `Record-Route` values in order.
pub(crate) fn record_routes(headers: &Headers) -> Vec<&str> {
    values(headers, "Record-Route").collect()
}

/// A header by name and value, clean of line breaks.
pub(crate) fn header(name: &str, value: &str) -> Header {
    Header::Other(name.to_owned(), value.replace(['\r', '\n'], " "))
}
