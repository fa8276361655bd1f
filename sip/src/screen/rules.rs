use super::body::{self, Body};
use super::head::{Head, Unreadable, head_length, tag, unfolded};
use super::{ALLOW, Extra, MAX_MESSAGE};
use std::borrow::Cow;

/// How the message came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wire {
    /// One message is one datagram.
    Datagram,
    /// Messages are told apart by `Content-Length`.
    Stream,
}

/// The verdict.
#[derive(Debug)]
pub(crate) enum Screened<'a> {
    /// For the transaction layer, mended.
    Pass(Cow<'a, [u8]>),
    /// A request to be answered at once, without state.
    Refuse(Cow<'a, [u8]>, Refusal),
    /// Nothing can or may be answered.
    Ignore(&'static str),
}

/// An immediate final answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) reason: &'static str,
    pub(crate) extra: Vec<Extra>,
}

impl Refusal {
    pub(crate) fn new(status: u16, reason: &'static str) -> Self {
        Self { status, reason, extra: Vec::new() }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<Cow<'static, str>>) -> Self {
        self.extra.push((name, value.into()));
        self
    }
}

/// Longest Request-URI, `From` and `To`, bytes.
const MAX_ADDRESS: usize = 2_048;
/// Longest `Call-ID`, bytes.
const MAX_CALL_ID: usize = 512;

/// Methods that exist and are not served.
const NOT_ALLOWED: [&str; 7] =
    ["REGISTER", "SUBSCRIBE", "NOTIFY", "PUBLISH", "MESSAGE", "REFER", "PRACK"];

/// Looks at one message.
pub(crate) fn screen(bytes: &[u8], wire: Wire) -> Screened<'_> {
    let Some(length) = head_length(bytes) else { return Screened::Ignore("no empty line") };
    let bytes = unfolded(bytes, length);
    let Some(length) = head_length(&bytes) else { return Screened::Ignore("no empty line") };
    let head = match Head::read(&bytes[..length]) {
        Ok(head) => head,
        Err(Unreadable::NotSip) => return Screened::Ignore("not text"),
        Err(Unreadable::TooLarge) => return Screened::Ignore("headers over a limit"),
    };
    if head.start.starts_with("SIP/") {
        return response(&head, &bytes, length, wire);
    }
    let method = head.start.split(' ').next().unwrap_or("");
    if head.value("Via").is_none() {
        return Screened::Ignore("no Via");
    }
    let verdict = check_request(&head, method, bytes.len() - length, bytes.len(), wire);
    drop(head);
    match verdict {
        Ok(measured) => Screened::Pass(body::mended(bytes, length, measured)),
        // An ACK is never answered (RFC 3261 §17.2.1).
        Err(_) if method_is(&bytes, "ACK") => Screened::Ignore("a bad ACK"),
        Err(refusal) => Screened::Refuse(bytes, refusal),
    }
}

fn method_is(bytes: &[u8], method: &str) -> bool {
    bytes.strip_prefix(method.as_bytes()).is_some_and(|rest| rest.first() == Some(&b' '))
}

fn response<'a>(head: &Head<'_>, bytes: &[u8], length: usize, wire: Wire) -> Screened<'a> {
    let cseq = head.value("CSeq").and_then(|value| value.split(' ').next());
    if cseq.is_some_and(|number| number.parse::<u32>().is_err()) {
        return Screened::Ignore("a response with a bad CSeq");
    }
    let Ok(measured) = body::measure(head, bytes.len() - length, wire) else {
        return Screened::Ignore("a response with a bad Content-Length");
    };
    if ["Via", "From", "To", "Call-ID", "CSeq"].iter().any(|name| head.value(name).is_none()) {
        return Screened::Ignore("a response without a header it needs");
    }
    Screened::Pass(body::mended(Cow::Owned(bytes.to_vec()), length, measured))
}

/// The body's length, or the answer.
fn check_request(
    head: &Head<'_>,
    method: &str,
    available: usize,
    total: usize,
    wire: Wire,
) -> Result<Body, Refusal> {
    check_start_line(head, method)?;
    check_headers(head, method)?;
    if total > MAX_MESSAGE {
        return Err(Refusal::new(513, "Message Too Large"));
    }
    let measured = body::measure(head, available, wire)?;
    check_method(method)?;
    if !matches!(method, "ACK" | "CANCEL") {
        check_extensions(head)?;
    }
    if method == "OPTIONS" && to_tag(head).is_none() {
        return Err(options());
    }
    if method == "INVITE" {
        body::check_accept(head)?;
    }
    if measured.length > 0 && matches!(method, "INVITE" | "UPDATE" | "ACK") {
        body::check_type(head)?;
    }
    if method == "INVITE" && to_tag(head).is_none() && head.value("Max-Forwards") == Some("0") {
        // RFC 7332 §3.1: a back-to-back user agent counts hops as a proxy does.
        return Err(Refusal::new(483, "Too Many Hops"));
    }
    Ok(measured)
}

fn check_start_line(head: &Head<'_>, method: &str) -> Result<(), Refusal> {
    let bad = |reason| Err(Refusal::new(400, reason));
    let mut parts = head.start.split(' ');
    let (Some(_), Some(uri), Some(version), None) =
        (parts.next(), parts.next(), parts.next(), parts.next())
    else {
        return bad("Malformed Request-Line");
    };
    if method.is_empty() || !method.bytes().all(is_token) {
        return bad("Malformed Request-Line");
    }
    if !version.eq_ignore_ascii_case("SIP/2.0") {
        return if version.get(..4).is_some_and(|name| name.eq_ignore_ascii_case("SIP/")) {
            Err(Refusal::new(505, "Version Not Supported"))
        } else {
            bad("Malformed Request-Line")
        };
    }
    if uri.len() > MAX_ADDRESS {
        return Err(Refusal::new(414, "Request-URI Too Long"));
    }
    // RFC 3261 §19.1.1: no header component in a Request-URI. One in the user part is no such.
    let after_user = uri.rsplit('@').next().unwrap_or(uri);
    if uri.starts_with('<') || uri.contains('"') || after_user.contains('?') {
        return bad("Malformed Request-URI");
    }
    match uri.split_once(':').map(|(scheme, _)| scheme.to_ascii_lowercase()).as_deref() {
        Some("sip" | "sips" | "tel") => Ok(()),
        Some(_) => Err(Refusal::new(416, "Unsupported URI Scheme")),
        None => bad("Malformed Request-URI"),
    }
}

fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&byte)
}

fn check_headers(head: &Head<'_>, method: &str) -> Result<(), Refusal> {
    let bad = |reason| Err(Refusal::new(400, reason));
    for name in ["From", "To", "Call-ID", "CSeq"] {
        match (head.values(name).count(), head.value(name)) {
            (1, Some(value)) if !value.is_empty() => {}
            (0, _) | (_, None) => return bad("Missing Header"),
            (_, Some(_)) => return bad("Malformed Header"),
        }
    }
    let is_long = |name, most| head.value(name).is_some_and(|value| value.len() > most);
    if is_long("From", MAX_ADDRESS) || is_long("To", MAX_ADDRESS) || is_long("Call-ID", MAX_CALL_ID)
    {
        return bad("Header Too Long");
    }
    if !["From", "To"].iter().filter_map(|name| head.value(name)).all(is_address) {
        return bad("Malformed Address");
    }
    if head.value("From").and_then(tag).is_none_or(str::is_empty) {
        return bad("Missing From Tag");
    }
    let (number, named) = head.value("CSeq").and_then(|v| v.split_once(' ')).unwrap_or(("", ""));
    match number.parse::<u32>() {
        // RFC 3261 §8.1.1.5: below 2^31.
        Ok(number) if number < 1 << 31 => {}
        Ok(_) | Err(_) => return bad("Malformed CSeq"),
    }
    if named.trim() != method {
        return bad("CSeq Method Mismatch");
    }
    if head.value("Max-Forwards").is_some_and(|v| v.parse::<u8>().is_err()) {
        return bad("Malformed Max-Forwards");
    }
    if !head.values("Via").flat_map(|value| value.split(',')).all(is_via) {
        return bad("Malformed Via");
    }
    if method == "INVITE" && head.values("Contact").count() > 1 {
        return bad("Several Contacts");
    }
    if ["Contact", "Route", "Record-Route"]
        .iter()
        .flat_map(|name| head.values(name))
        .any(|value| value.matches('<').count() != value.matches('>').count())
    {
        return bad("Malformed Address");
    }
    Ok(())
}

/// `SIP/2.0/UDP host…`, with any white space around the slashes.
fn is_via(value: &str) -> bool {
    let mut parts = value.split(';').next().unwrap_or("").splitn(3, '/').map(str::trim);
    let protocol = parts.next().is_some_and(|name| name.eq_ignore_ascii_case("SIP"));
    let version = parts.next().is_some_and(|version| !version.is_empty());
    let sent_by = parts.next().is_some_and(|rest| rest.split_whitespace().count() >= 2);
    protocol && version && sent_by
}

/// `["name"] <uri>` or a bare URI: quotes and brackets closed, no bare word where a URI belongs.
fn is_address(value: &str) -> bool {
    let quotes = value.replace("\\\\", "").replace("\\\"", "").matches('"').count();
    let Some(uri) = uri_of(value) else { return false };
    quotes.is_multiple_of(2)
        && uri.split_once(':').is_some_and(|(scheme, rest)| {
            scheme.bytes().all(|b| b.is_ascii_alphanumeric() || b"+-.".contains(&b))
                && !rest.is_empty()
                && !uri.contains(char::is_whitespace)
        })
}

/// The URI of a name-addr or addr-spec.
pub(crate) fn uri_of(value: &str) -> Option<&str> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    for (at, c) in value.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            '<' if !is_quoted => {
                let rest = &value[at + 1..];
                return rest.find('>').map(|end| rest[..end].trim());
            }
            _ => {}
        }
    }
    (!is_quoted).then(|| value.split(';').next().unwrap_or(value).trim())
}

fn check_method(method: &str) -> Result<(), Refusal> {
    if matches!(method, "INVITE" | "ACK" | "BYE" | "CANCEL" | "INFO" | "UPDATE" | "OPTIONS") {
        return Ok(());
    }
    let refusal = if NOT_ALLOWED.contains(&method) {
        Refusal::new(405, "Method Not Allowed")
    } else {
        Refusal::new(501, "Not Implemented")
    };
    Err(refusal.with("Allow", ALLOW))
}

/// OPTIONS outside of a dialog is answered without state (RFC 3261 §11.2, §8.2.7).
fn options() -> Refusal {
    Refusal::new(200, "OK")
        .with("Allow", ALLOW)
        .with("Accept", "application/sdp")
        .with("Accept-Encoding", "identity")
        .with("Supported", "timer")
}

fn check_extensions(head: &Head<'_>) -> Result<(), Refusal> {
    let unsupported: Vec<&str> =
        head.tokens("Require").filter(|tag| !tag.eq_ignore_ascii_case("timer")).collect();
    if unsupported.is_empty() {
        return Ok(());
    }
    Err(Refusal::new(420, "Bad Extension").with("Unsupported", unsupported.join(", ")))
}

fn to_tag<'a>(head: &Head<'a>) -> Option<&'a str> {
    head.value("To").and_then(tag)
}
