use super::head::{Head, head_length, tag};
use super::rules::Refusal;
use std::borrow::Cow;
use std::fmt::Write as _;
use std::net::SocketAddr;

/// A header of an answer.
pub(crate) type Extra = (&'static str, Cow<'static, str>);

/// Answers a request without state (RFC 3261 §8.2.7): the text, and where a datagram goes. The
/// to-tag is given by the caller and must be the same for a retransmission.
///
/// `None` when the message has no readable `Via`.
pub(crate) fn reply(
    request: &[u8],
    refusal: &Refusal,
    source: SocketAddr,
    user_agent: &str,
    to_tag: &str,
) -> Option<(Vec<u8>, SocketAddr)> {
    let head = Head::read(request.get(..head_length(request)?)?).ok()?;
    let mut vias = head.values("Via");
    let top = vias.next()?;
    let mut text = format!("SIP/2.0 {} {}\r\n", refusal.status, refusal.reason);
    let (marked, destination) = received(top, source);
    line(&mut text, "Via", &marked);
    for via in vias {
        line(&mut text, "Via", via);
    }
    if let Some(from) = head.value("From") {
        line(&mut text, "From", from);
    }
    match head.value("To") {
        Some(to) if tag(to).is_none() => line(&mut text, "To", &format!("{to};tag={to_tag}")),
        Some(to) => line(&mut text, "To", to),
        None => {}
    }
    for name in ["Call-ID", "CSeq"] {
        if let Some(value) = head.value(name) {
            line(&mut text, name, value);
        }
    }
    for (name, value) in &refusal.extra {
        line(&mut text, name, value);
    }
    line(&mut text, "Server", user_agent);
    text.push_str("Content-Length: 0\r\n\r\n");
    Some((text.into_bytes(), destination))
}

fn line(text: &mut String, name: &str, value: &str) {
    let _ = write!(text, "{name}: {value}\r\n");
}

/// Marks the topmost `Via` with where it came from, and says where the answer goes (RFC 3261
/// §18.2.1–2, RFC 3581).
fn received(via: &str, source: SocketAddr) -> (String, SocketAddr) {
    let (first, others) = match via.split_once(',') {
        Some((first, others)) => (first.trim(), Some(others)),
        None => (via, None),
    };
    let mut parts = first.split(';').map(str::trim);
    let mut marked = parts.next().unwrap_or("").to_owned();
    let sent_by = marked.rsplit(' ').next().unwrap_or("");
    let sent_by_port = sent_by
        .rsplit_once(':')
        .and_then(|(host, port)| (!host.ends_with(':')).then(|| port.parse().ok()).flatten());
    let mut port = sent_by_port.unwrap_or(5060);
    let mut is_named = sent_by.trim_matches(['[', ']']).parse() == Ok(source.ip())
        || sent_by
            .rsplit_once(':')
            .is_some_and(|(host, _)| host.trim_matches(['[', ']']).parse() == Ok(source.ip()));
    for parameter in parts {
        let name = parameter.split('=').next().unwrap_or("").trim();
        if name.eq_ignore_ascii_case("rport") {
            port = source.port();
            is_named = false;
            let _ = write!(marked, ";rport={port}");
        } else if !name.eq_ignore_ascii_case("received") {
            marked.push(';');
            marked.push_str(parameter);
        }
    }
    if !is_named {
        let _ = write!(marked, ";received={}", source.ip());
    }
    if let Some(others) = others {
        marked.push_str(", ");
        marked.push_str(others.trim());
    }
    (marked, SocketAddr::new(source.ip(), port))
}
