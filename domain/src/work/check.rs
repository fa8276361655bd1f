//! What texts and numbers of a workspace may be.

use super::Refusal;
use super::expression::Attributes;
use crate::settings::check_uri;
use crate::uri::{ApplicationUri, HttpMethod};

/// The longest name of anything in a workspace, in characters.
pub const MAX_WORK_NAME_CHARS: usize = 255;

pub(super) fn name(field: &'static str, name: &str) -> Result<(), Refusal> {
    length(field, name, MAX_WORK_NAME_CHARS)
}

pub(super) fn length(field: &'static str, text: &str, max: usize) -> Result<(), Refusal> {
    let fits = !text.trim().is_empty() && text.chars().count() <= max;
    if fits { Ok(()) } else { Err(Refusal::BadLength { field, max }) }
}

pub(super) fn range(field: &'static str, value: u64, min: u64, max: u64) -> Result<(), Refusal> {
    let fits = (min..=max).contains(&value);
    if fits { Ok(()) } else { Err(Refusal::OutOfRange { field, min, max }) }
}

pub(super) fn url(field: &'static str, url: Option<&str>) -> Result<(), Refusal> {
    let Some(url) = url else { return Ok(()) };
    let uri = ApplicationUri::new(url, HttpMethod::Post);
    check_uri(field, &uri).map_err(|_| Refusal::BadUrl { field })
}

pub(super) fn if_match(wanted: Option<u64>, found: u64) -> Result<(), Refusal> {
    match wanted {
        Some(wanted) if wanted != found => Err(Refusal::VersionMismatch { found, wanted }),
        Some(_) | None => Ok(()),
    }
}

pub(super) fn attributes(text: &str) -> Result<Attributes, Refusal> {
    Attributes::parse(text).map_err(Refusal::BadAttributes)
}
