//! Dictionaries of structured fields (RFC 9651 §3.2), as far as `CDN-Cache-Control` needs them.

use super::directives::Directives;

/// The directives of a dictionary; none when it isn't one: then the whole field counts as not there
/// (RFC 9213 §2.1). A flag is a directive without a value, an integer one with it; members of other types and
/// parameters are left out.
pub(super) fn dictionary<'a>(lines: impl IntoIterator<Item = &'a str>) -> Option<Directives> {
    let joined = lines.into_iter().collect::<Vec<_>>().join(",");
    let mut rest = joined.trim_matches(' ');
    let mut members = Vec::new();
    while !rest.is_empty() {
        let (name, after) = key(rest)?;
        let (item, after) = match after.strip_prefix('=') {
            Some(after) => bare_item(after)?,
            None => (Item::Flag(true), after),
        };
        rest = parameters(after)?.trim_start_matches([' ', '\t']);
        match item {
            Item::Flag(true) => members.push((name.to_owned(), None)),
            Item::Integer(number) => members.push((name.to_owned(), Some(number.to_owned()))),
            Item::Flag(false) | Item::Other => {}
        }
        if !rest.is_empty() {
            rest = rest.strip_prefix(',')?.trim_start_matches([' ', '\t']);
            if rest.is_empty() {
                return None;
            }
        }
    }
    (!members.is_empty()).then(|| Directives::new(members))
}

enum Item<'a> {
    Flag(bool),
    Integer(&'a str),
    Other,
}

fn key(text: &str) -> Option<(&str, &str)> {
    let is_first = |c: char| c.is_ascii_lowercase() || c == '*';
    let is_next = |c: char| is_first(c) || c.is_ascii_digit() || matches!(c, '_' | '-' | '.');
    if !text.starts_with(is_first) {
        return None;
    }
    Some(text.split_at(text.find(|c| !is_next(c)).unwrap_or(text.len())))
}

fn bare_item(text: &str) -> Option<(Item<'_>, &str)> {
    let first = text.chars().next()?;
    if let Some(flag) = text.strip_prefix('?') {
        let (value, rest) = flag.split_at_checked(1)?;
        return matches!(value, "0" | "1").then_some((Item::Flag(value == "1"), rest));
    }
    if first == '-' || first.is_ascii_digit() {
        let end = text[1..].find(|c: char| !c.is_ascii_digit() && c != '.');
        let (number, rest) = text.split_at(end.map_or(text.len(), |end| end + 1));
        let is_integer = !number.contains('.') && number != "-" && number.len() <= 16;
        return Some((if is_integer { Item::Integer(number) } else { Item::Other }, rest));
    }
    if first == '"' {
        return Some((Item::Other, string(&text[1..])?));
    }
    if let Some(bytes) = text.strip_prefix(':') {
        return Some((Item::Other, bytes.split_once(':')?.1));
    }
    let is_token = |c: char| c.is_ascii_alphanumeric() || "!#$%&'*+-.^_`|~:/".contains(c);
    if !(first.is_ascii_alphabetic() || first == '*') {
        return None;
    }
    Some((Item::Other, &text[text.find(|c| !is_token(c)).unwrap_or(text.len())..]))
}

/// What follows a string whose opening quote is gone.
fn string(text: &str) -> Option<&str> {
    let mut chars = text.char_indices();
    while let Some((at, char)) = chars.next() {
        match char {
            '"' => return text.get(at + 1..),
            '\\' => {
                chars.next().filter(|(_, escaped)| matches!(escaped, '"' | '\\'))?;
            }
            ' '..='~' => {}
            _ => return None,
        }
    }
    None
}

fn parameters(mut text: &str) -> Option<&str> {
    while let Some(after) = text.strip_prefix(';') {
        let (_, rest) = key(after.trim_start_matches(' '))?;
        text = match rest.strip_prefix('=') {
            Some(after) => bare_item(after)?.1,
            None => rest,
        };
    }
    Some(text)
}
