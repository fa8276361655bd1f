use std::borrow::Cow;

/// Largest header section, bytes.
const MAX_HEAD: usize = 32 * 1024;
/// Header lines that one message may have.
const MAX_LINES: usize = 256;

/// A message's start line and headers, borrowed.
#[derive(Debug)]
pub(crate) struct Head<'a> {
    pub(crate) start: &'a str,
    lines: Vec<(&'a str, &'a str)>,
}

/// Why the headers cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unreadable {
    /// No empty line, or text that isn't UTF-8.
    NotSip,
    /// Over a limit.
    TooLarge,
}

/// The length of the header section with its empty line.
pub(crate) fn head_length(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|window| window == b"\r\n\r\n").map(|at| at + 4)
}

/// Joins folded lines (RFC 3261 §7.3.1) so that every header stands on one.
pub(crate) fn unfolded(bytes: &[u8], head_length: usize) -> Cow<'_, [u8]> {
    let is_folded = bytes[..head_length]
        .windows(3)
        .any(|w| w[0] == b'\r' && w[1] == b'\n' && matches!(w[2], b' ' | b'\t'));
    if !is_folded {
        return Cow::Borrowed(bytes);
    }
    let mut joined = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < head_length {
        let is_fold = bytes[at..head_length].starts_with(b"\r\n")
            && matches!(bytes.get(at + 2), Some(b' ' | b'\t'))
            && at + 2 < head_length;
        if is_fold {
            joined.push(b' ');
            at += 3;
            while at < head_length && matches!(bytes[at], b' ' | b'\t') {
                at += 1;
            }
        } else {
            joined.push(bytes[at]);
            at += 1;
        }
    }
    joined.extend_from_slice(&bytes[head_length..]);
    Cow::Owned(joined)
}

impl<'a> Head<'a> {
    /// Reads an unfolded header section.
    pub(crate) fn read(head: &'a [u8]) -> Result<Self, Unreadable> {
        if head.len() > MAX_HEAD {
            return Err(Unreadable::TooLarge);
        }
        let text = std::str::from_utf8(head).map_err(|_| Unreadable::NotSip)?;
        let mut lines = text.split("\r\n");
        let start = lines.next().ok_or(Unreadable::NotSip)?;
        let mut read = Vec::with_capacity(24);
        for line in lines.filter(|line| !line.is_empty()) {
            if read.len() == MAX_LINES {
                return Err(Unreadable::TooLarge);
            }
            if let Some((name, value)) = line.split_once(':') {
                read.push((full_name(name.trim()), value.trim()));
            }
        }
        Ok(Self { start, lines: read })
    }

    /// The first value of a header, by its full name.
    pub(crate) fn value(&self, name: &str) -> Option<&'a str> {
        self.values(name).next()
    }

    /// Every value of a header, in order.
    pub(crate) fn values(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.lines
            .iter()
            .filter(move |(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, value)| *value)
    }

    /// The comma-separated tokens of a header, over all its lines.
    pub(crate) fn tokens(&self, name: &str) -> impl Iterator<Item = &'a str> {
        self.values(name)
            .flat_map(|value| value.split(','))
            .map(str::trim)
            .filter(|token| !token.is_empty())
    }
}

/// Compact forms (RFC 3261 §20, RFC 4028, RFC 3515, RFC 3892).
fn full_name(name: &str) -> &str {
    let [letter] = name.as_bytes() else { return name };
    match letter.to_ascii_lowercase() {
        b'i' => "Call-ID",
        b'm' => "Contact",
        b'e' => "Content-Encoding",
        b'l' => "Content-Length",
        b'c' => "Content-Type",
        b'f' => "From",
        b's' => "Subject",
        b'k' => "Supported",
        b't' => "To",
        b'v' => "Via",
        b'x' => "Session-Expires",
        b'r' => "Refer-To",
        b'b' => "Referred-By",
        _ => name,
    }
}

/// The value of `;tag=` outside of `<…>` and quotes.
pub(crate) fn tag(address: &str) -> Option<&str> {
    parameters(address)
        .split(';')
        .filter_map(|parameter| parameter.split_once('='))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case("tag"))
        .map(|(_, value)| value.trim())
}

/// What follows the address: all after `>`, or after the first `;` of a bare URI.
pub(crate) fn parameters(address: &str) -> &str {
    let mut is_quoted = false;
    let mut is_escaped = false;
    let mut bare = None;
    for (at, c) in address.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' if is_quoted => is_escaped = true,
            '"' => is_quoted = !is_quoted,
            _ if is_quoted => {}
            '<' => {
                return address[at..].find('>').map_or("", |end| &address[at + end + 1..]);
            }
            ';' if bare.is_none() => bare = Some(&address[at..]),
            _ => {}
        }
    }
    bare.unwrap_or("")
}

/// An address without white space around `;` and `=` in its parameters, which the stack does not
/// forgive; `None` when there is none.
pub(crate) fn squeezed(address: &str) -> Option<String> {
    let tail = parameters(address);
    if !tail.contains([' ', '\t']) {
        return None;
    }
    let mut squeezed = address[..address.len() - tail.len()].trim_end().to_owned();
    let mut is_quoted = false;
    for c in tail.chars() {
        if c == '"' {
            is_quoted = !is_quoted;
        }
        if is_quoted || !matches!(c, ' ' | '\t') {
            squeezed.push(c);
        }
    }
    Some(squeezed)
}
