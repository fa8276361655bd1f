//! `Cache-Control` and fields of its shape (RFC 9111 §5.2).

use std::time::Duration;

/// RFC 9111 §1.2.2: what is larger than this counts as this.
const MAX_SECONDS: u64 = 1 << 31;

/// Directives in the order in which they were said: names in lower case, values without quotes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Directives(Vec<(String, Option<String>)>);

impl Directives {
    /// Reads all lines of a field. What can't be read is not a directive.
    pub(super) fn read<'a>(lines: impl IntoIterator<Item = &'a str>) -> Self {
        let members = lines.into_iter().flat_map(|line| split(line, ','));
        Self(members.filter_map(|member| directive(&member)).collect())
    }

    pub(super) fn new(directives: Vec<(String, Option<String>)>) -> Self {
        Self(directives)
    }

    /// Whether the directive is there, with or without a value.
    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known == name)
    }

    /// Whether the directive is there without a value.
    pub(super) fn is_bare(&self, name: &str) -> bool {
        self.0.iter().any(|(known, value)| known == name && value.is_none())
    }

    /// The field names that the directive is limited to (`no-cache="set-cookie"`).
    pub(super) fn listed(&self, name: &str) -> impl Iterator<Item = String> {
        let values = self.0.iter().filter(move |(known, _)| known == name);
        let names = values.filter_map(|(_, value)| value.as_deref()).flat_map(|v| v.split(','));
        names.map(|name| name.trim().to_ascii_lowercase())
    }

    /// The time of a directive. The shortest when it is said twice, nothing when it can't be read: both are
    /// what RFC 9111 §4.2.1 advises.
    pub(super) fn time(&self, name: &str) -> Option<Duration> {
        let said = self.0.iter().filter(|(known, _)| known == name);
        said.map(|(_, value)| seconds(value.as_deref().unwrap_or(""))).min()
    }
}

/// Digits only, nothing for anything else.
fn seconds(value: &str) -> Duration {
    let is_number = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
    let seconds = if is_number { value.parse().unwrap_or(MAX_SECONDS) } else { 0 };
    Duration::from_secs(seconds.min(MAX_SECONDS))
}

fn directive(member: &str) -> Option<(String, Option<String>)> {
    let (name, value) = match member.split_once('=') {
        Some((name, value)) => (name, Some(unquoted(value))),
        None => (member, None),
    };
    // With white space around `=` it is no directive of ours.
    (!name.is_empty() && !name.contains(char::is_whitespace))
        .then(|| (name.to_ascii_lowercase(), value))
}

fn unquoted(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return value.to_owned();
    };
    let mut plain = String::with_capacity(inner.len());
    let mut is_escaped = false;
    for char in inner.chars() {
        if char == '\\' && !is_escaped {
            is_escaped = true;
        } else {
            plain.push(char);
            is_escaped = false;
        }
    }
    plain
}

/// Splits where `separator` is outside of quotes; parts are trimmed and never empty.
pub(super) fn split(line: &str, separator: char) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let (mut is_quoted, mut is_escaped) = (false, false);
    for char in line.chars() {
        if char == separator && !is_quoted {
            parts.push(std::mem::take(&mut part));
            continue;
        }
        match char {
            '"' if !is_escaped => is_quoted = !is_quoted,
            '\\' if is_quoted && !is_escaped => {
                is_escaped = true;
                part.push(char);
                continue;
            }
            _ => {}
        }
        is_escaped = false;
        part.push(char);
    }
    parts.push(part);
    parts.retain_mut(|part| {
        *part = part.trim().to_owned();
        !part.is_empty()
    });
    parts
}
