//! How long a client may use what it was given, by the layer's own `Cache-Control`.

use std::time::Duration;

use http::HeaderMap;
use http::header::CACHE_CONTROL;

/// What the layer said of a sound. Only what our own layer says is understood (RFC 9111 §5.2.2, RFC 8246).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freshness {
    /// Never changes.
    Immutable,
    /// May be used for a while without asking.
    For(Duration),
    /// Ask every time, with the validator.
    AskFirst,
    /// Use once.
    Never,
}

impl Freshness {
    pub(super) fn of(headers: &HeaderMap) -> Self {
        let value =
            headers.get(CACHE_CONTROL).and_then(|value| value.to_str().ok()).unwrap_or("no-store");
        let directives = || value.split(',').map(str::trim);
        if directives().any(|directive| directive == "no-store") {
            return Self::Never;
        }
        if directives().any(|directive| directive == "immutable") {
            return Self::Immutable;
        }
        let seconds =
            directives().find_map(|directive| directive.strip_prefix("max-age=")?.parse().ok());
        match seconds {
            Some(seconds) if seconds > 0 => Self::For(Duration::from_secs(seconds)),
            _ => Self::AskFirst,
        }
    }
}
