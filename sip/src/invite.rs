use bytes::Bytes;
use std::net::SocketAddr;

/// How a message travelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transport {
    /// Datagrams.
    Udp,
    /// A stream.
    Tcp,
}

impl Transport {
    /// As `Via` spells it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Udp => "UDP",
            Self::Tcp => "TCP",
        }
    }
}

/// One side of a call, out of `From`, `To`, `Diversion` and the like.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Party {
    /// Display name, unquoted.
    pub display: Option<String>,
    /// User part, unescaped; the number of a `tel:` URI.
    pub user: String,
    /// Host, without port; empty for `tel:`.
    pub host: String,
    /// The URI as it stood.
    pub uri: String,
}

/// What an INVITE says, bounded: at most 32 `X-` headers of 1,024 bytes each.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invite {
    /// `Call-ID`.
    pub call_id: String,
    /// The caller as it calls itself.
    pub from: Party,
    /// Whom it meant to call.
    pub to: Party,
    /// Whom it calls (Request-URI).
    pub request_uri: Party,
    /// Where the message came from.
    pub source: SocketAddr,
    /// How it came.
    pub transport: Transport,
    /// `X-…` headers in order, names as they stood.
    pub x_headers: Vec<(String, String)>,
    /// Who forwarded the call here: the topmost `Diversion` (RFC 5806), or the first entry of
    /// `History-Info` that is not the present target (RFC 7044).
    pub forwarded_from: Option<Party>,
    /// The caller as a trusted peer asserts it (RFC 3325).
    pub asserted_identity: Option<Party>,
    /// The user who passed digest authentication.
    pub authenticated_user: Option<String>,
    /// The offer; `None` asks for ours in the 200.
    pub offer: Option<Bytes>,
}

impl Party {
    /// Reads `"Name" <sip:user@host:port;p>;p`, a bare `sip:` or `tel:` URI. `None` without a URI.
    pub fn parse(address: &str) -> Option<Self> {
        let uri = crate::screen::uri_of(address)?;
        let display = address.find('<').map(|at| unquoted(address[..at].trim()));
        let (scheme, rest) = uri.split_once(':')?;
        let rest = rest.split('?').next().unwrap_or(rest);
        let (user, host) = if scheme.eq_ignore_ascii_case("tel") {
            (rest.split(';').next().unwrap_or(rest), "")
        } else {
            match rest.rsplit_once('@') {
                // A user part may have parameters and a password (RFC 3261 §25.1).
                Some((user, host)) => (user.split([';', ':']).next().unwrap_or(user), host),
                None => ("", rest),
            }
        };
        Some(Self {
            display: display.filter(|name| !name.is_empty()),
            user: unescaped(user),
            host: host_only(host).to_owned(),
            uri: uri.to_owned(),
        })
    }
}

fn host_only(host: &str) -> &str {
    let host = host.split(';').next().unwrap_or(host);
    if let Some(rest) = host.strip_prefix('[') {
        return rest.split(']').next().unwrap_or(rest);
    }
    host.split(':').next().unwrap_or(host)
}

fn unquoted(name: &str) -> String {
    let Some(inner) = name.strip_prefix('"') else { return name.to_owned() };
    let inner = inner.strip_suffix('"').unwrap_or(inner);
    let mut text = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        if c == '\\' {
            text.extend(chars.next());
        } else {
            text.push(c);
        }
    }
    text
}

fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let decoded = (byte == b'%')
            .then(|| after.get(..2))
            .flatten()
            .and_then(|hex| std::str::from_utf8(hex).ok())
            .and_then(|hex| u8::from_str_radix(hex, 16).ok());
        match decoded {
            Some(decoded) => {
                bytes.push(decoded);
                rest = &after[2..];
            }
            None => {
                bytes.push(byte);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_taken_apart() {
        let table = [
            (
                "\"Bob \\\"B\\\"\" <sip:bob@example.com:5070;user=phone>;tag=1",
                Some("Bob \"B\""),
                "bob",
                "example.com",
            ),
            ("Bob <sips:bob@[2001:db8::1]:5061>", Some("Bob"), "bob", "2001:db8::1"),
            ("<tel:+15005550006;phone-context=x>", None, "+15005550006", ""),
            ("sip:%2B1500@h;tag=x", None, "+1500", "h"),
            ("<sip:user;par=u%40example.net:secret@example.com>", None, "user", "example.com"),
            ("sip:example.com", None, "", "example.com"),
            ("<sip:a%zz%4@h?Subject=x>", None, "a%zz%4", "h"),
        ];
        for (address, display, user, host) in table {
            let party = Party::parse(address).unwrap();
            assert_eq!(
                (party.display.as_deref(), party.user.as_str(), party.host.as_str()),
                (display, user, host),
                "{address}"
            );
        }
        for nonsense in ["", "bob", "<sip:bob@h", "\"<sip:bob@h>"] {
            assert_eq!(Party::parse(nonsense), None, "{nonsense}");
        }
    }
}
