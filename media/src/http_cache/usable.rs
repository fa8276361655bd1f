//! Whether a kept answer may be used for a request (RFC 9111 §4).

use std::time::{Duration, SystemTime};

use http::header::HeaderMap;

use super::rules::Rules;
use super::said::wished;
use super::stored::Stored;

/// What may be done with a kept answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// Give it; nobody needs to be asked.
    Fresh,
    /// Give it, and ask the origin meanwhile (RFC 5861 §3).
    WhileRevalidating,
    /// Ask the origin first.
    AfterRevalidating,
}

impl Stored {
    /// What may be done with it for a request that it [is for](Stored::is_for).
    #[must_use]
    pub fn usable(&self, rules: &Rules, request: &HeaderMap, now: SystemTime) -> Use {
        let (wished, said) = (wished(request), self.said());
        let (age, lifetime) = (self.age(now), self.lifetime(rules));
        let is_too_old = wished.time("max-age").is_some_and(|most| age > most);
        if wished.has("no-cache") || said.directives.is_bare("no-cache") || is_too_old {
            return Use::AfterRevalidating;
        }
        let margin = wished.time("min-fresh").unwrap_or_default();
        if lifetime > age && lifetime - age >= margin {
            return Use::Fresh;
        }
        let overdue = age.saturating_sub(lifetime);
        if !margin.is_zero() || self.must_be_asked() {
            return Use::AfterRevalidating;
        }
        let borne = if wished.is_bare("max-stale") {
            Some(Duration::MAX)
        } else {
            wished.time("max-stale")
        };
        if borne.is_some_and(|borne| overdue <= borne) {
            return Use::Fresh;
        }
        match said.directives.time("stale-while-revalidate") {
            Some(window) if overdue <= window => Use::WhileRevalidating,
            _ => Use::AfterRevalidating,
        }
    }

    /// Whether it may be given although it is stale, because the origin failed (RFC 9111 §4.2.4, RFC 5861 §4).
    #[must_use]
    pub fn covers_failure(&self, rules: &Rules, request: &HeaderMap, now: SystemTime) -> bool {
        let (wished, said) = (wished(request), self.said());
        if wished.has("no-cache") || said.directives.is_bare("no-cache") || self.must_be_asked() {
            return false;
        }
        let window = said.directives.time("stale-if-error");
        let window = window.or_else(|| wished.time("stale-if-error"));
        let overdue = self.age(now).saturating_sub(self.lifetime(rules));
        overdue < window.unwrap_or(rules.stale_if_error)
    }

    /// Whether it must never be given stale (RFC 9111 §5.2.2.2, §5.2.2.8, §5.2.2.10).
    #[must_use]
    pub fn must_be_asked(&self) -> bool {
        let directives = self.said().directives;
        ["must-revalidate", "proxy-revalidate", "s-maxage"].iter().any(|name| directives.has(name))
    }

    /// Whether the request wants an answer only if one is kept (RFC 9111 §5.2.1.7).
    #[must_use]
    pub fn only_kept_is_wanted(request: &HeaderMap) -> bool {
        wished(request).has("only-if-cached")
    }
}
