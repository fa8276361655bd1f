//! An answer that may be kept: its head.

use std::time::{Duration, SystemTime};

use http::header::{
    AGE, AUTHORIZATION, DATE, ETAG, HeaderMap, IF_MODIFIED_SINCE, IF_NONE_MATCH, LAST_MODIFIED,
};
use http::{Method, StatusCode};
use serde::{Deserialize, Serialize};

use super::dates::{date, since};
use super::fields::{selecting, update, without_hop_by_hop};
use super::rules::Rules;
use super::said::{Said, said, wished};

/// Answers that may be kept without a word about it (RFC 9110 §15.1), without 206: parts are not kept.
const BY_DEFAULT: [u16; 11] = [200, 203, 204, 300, 301, 308, 404, 405, 410, 414, 501];
/// What is older counts as this old, in seconds (RFC 9111 §1.2.2).
const MAX_AGE: u64 = 1 << 31;
/// What we know the meaning of, for must-understand (RFC 9111 §5.2.2.3).
const UNDERSTOOD: [u16; 21] = [
    200, 201, 202, 203, 204, 300, 301, 302, 303, 307, 308, 400, 403, 404, 405, 410, 414, 500, 501,
    502, 503,
];

/// The head of an answer that is kept.
///
/// As JSON: `{"status":200,"headers":[["etag","\"v1\""]],"selecting":[],"asked_at":…,"answered_at":…,
/// "same_since":…}`; header values are ISO 8859-1.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Stored {
    /// The status.
    pub status: u16,
    /// End-to-end header fields.
    #[serde(with = "as_pairs")]
    pub headers: HeaderMap,
    /// What the request had in the fields that `Vary` names.
    pub(super) selecting: Vec<(String, Option<String>)>,
    pub(super) asked_at: SystemTime,
    pub(super) answered_at: SystemTime,
    /// Since when the answer has had these bytes, as far as we know.
    pub(super) same_since: SystemTime,
}

impl Stored {
    /// The head of an answer, if it may be kept (RFC 9111 §3).
    #[must_use]
    pub fn new(
        rules: &Rules,
        (method, asked): (&Method, &HeaderMap),
        (status, headers): (StatusCode, &HeaderMap),
        (asked_at, answered_at): (SystemTime, SystemTime),
    ) -> Option<Self> {
        let said = said(headers, answered_at);
        let may = method == Method::GET
            && !wished(asked).has("no-store")
            && may_store(rules, &said, asked, status)
            && is_worth_storing(&said, status);
        // Chosen by nobody knows what: never used again, so not kept.
        let selecting = selecting(headers, asked)?;
        let mut headers = without_hop_by_hop(headers);
        for name in said.directives.listed("no-cache").chain(listed_private(rules, &said)) {
            headers.remove(name);
        }
        may.then_some(Self {
            status: status.as_u16(),
            headers,
            selecting,
            asked_at,
            answered_at,
            same_since: answered_at,
        })
    }

    /// Takes over what a 304 said.
    pub fn confirm(
        &mut self,
        headers: &HeaderMap,
        (asked_at, answered_at): (SystemTime, SystemTime),
    ) {
        // The time of what confirms counts from now on, so the age of what was confirmed goes.
        self.headers.remove(AGE);
        update(&mut self.headers, headers);
        (self.asked_at, self.answered_at) = (asked_at, answered_at);
    }

    /// Notes that this answer has the same bytes as an earlier one.
    pub fn continue_from(&mut self, earlier: &Self) {
        self.same_since = earlier.same_since.min(self.same_since);
    }

    /// Whether a request would have chosen this answer (RFC 9111 §4.1).
    #[must_use]
    pub fn is_for(&self, request: &HeaderMap) -> bool {
        selecting(&self.headers, request).is_some_and(|selecting| selecting == self.selecting)
    }

    /// The conditions that ask whether it is still good (RFC 9111 §4.3.1).
    #[must_use]
    pub fn conditions(&self) -> HeaderMap {
        let pairs = [(IF_NONE_MATCH, ETAG), (IF_MODIFIED_SINCE, LAST_MODIFIED)];
        let values = pairs
            .into_iter()
            .filter_map(|(condition, own)| Some((condition, self.headers.get(own)?.clone())));
        values.collect()
    }

    /// How old it is (RFC 9111 §4.2.3). An `Age` that can't be read, or that says several things, counts as
    /// very old: an answer that has been through a cache like that is not to be trusted.
    #[must_use]
    pub fn age(&self, now: SystemTime) -> Duration {
        let mut values = self.headers.get_all(AGE).iter();
        let said = match (values.next(), values.next()) {
            (None, _) => 0,
            (Some(value), None) => value.to_str().ok().and_then(digits).unwrap_or(MAX_AGE),
            (Some(_), Some(_)) => MAX_AGE,
        };
        let said = Duration::from_secs(said);
        let apparent = date(&self.headers, DATE).map_or(Duration::ZERO, |date| {
            Duration::from_secs(since(self.answered_at, date).as_secs())
        });
        let on_the_way = since(self.answered_at, self.asked_at);
        apparent.max(said + on_the_way) + since(now, self.answered_at)
    }

    /// How long it is good, counted from its birth (RFC 9111 §4.2.1, §4.2.2).
    #[must_use]
    pub fn lifetime(&self, rules: &Rules) -> Duration {
        let said = self.said();
        let explicit = said.directives.time("s-maxage").or_else(|| said.directives.time("max-age"));
        explicit.or(said.expires_after).unwrap_or_else(|| self.heuristic(rules, &said))
    }

    /// For how long it may still be used without a question; zero when a question is due.
    #[must_use]
    pub fn fresh_for(&self, rules: &Rules, now: SystemTime) -> Duration {
        if self.said().directives.is_bare("no-cache") {
            return Duration::ZERO;
        }
        self.lifetime(rules).saturating_sub(self.age(now))
    }

    fn heuristic(&self, rules: &Rules, said: &Said) -> Duration {
        if !BY_DEFAULT.contains(&self.status) && !said.directives.has("public") {
            return Duration::ZERO;
        }
        let of_modification = date(&self.headers, LAST_MODIFIED).map(|modified| {
            let born = date(&self.headers, DATE).unwrap_or(self.answered_at);
            (since(born, modified) / 10).min(rules.heuristic_at_most)
        });
        let of_experience =
            (since(self.answered_at, self.same_since) / 10).min(rules.settled_at_most);
        of_modification.unwrap_or_default().max(of_experience)
    }

    pub(super) fn said(&self) -> Said {
        said(&self.headers, self.answered_at)
    }
}

fn may_store(rules: &Rules, said: &Said, asked: &HeaderMap, status: StatusCode) -> bool {
    let directives = &said.directives;
    if directives.has("must-understand") {
        if !UNDERSTOOD.contains(&status.as_u16()) {
            return false;
        }
    } else if directives.has("no-store") {
        return false;
    }
    let is_public = ["public", "must-revalidate", "s-maxage"].iter().any(|d| directives.has(d));
    status.as_u16() >= 200
        && !matches!(status, StatusCode::PARTIAL_CONTENT | StatusCode::NOT_MODIFIED)
        && (rules.keeps_private || !directives.is_bare("private"))
        && (rules.keeps_private || is_public || !asked.contains_key(AUTHORIZATION))
}

fn is_worth_storing(said: &Said, status: StatusCode) -> bool {
    let said_so = ["public", "private", "max-age", "s-maxage", "no-cache"];
    BY_DEFAULT.contains(&status.as_u16())
        || said.expires_after.is_some()
        || said_so.iter().any(|directive| said.directives.has(directive))
}

fn listed_private(rules: &Rules, said: &Said) -> impl Iterator<Item = String> {
    let listed: Vec<_> = said.directives.listed("private").collect();
    listed.into_iter().filter(move |_| !rules.keeps_private)
}

fn digits(text: &str) -> Option<u64> {
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.parse::<u64>().ok()).flatten().map(|seconds| seconds.min(MAX_AGE))
}

mod as_pairs {
    use http::header::{HeaderMap, HeaderName, HeaderValue};
    use serde::de::Error;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    pub(super) fn serialize<S: Serializer>(map: &HeaderMap, to: S) -> Result<S::Ok, S::Error> {
        let text = |value: &HeaderValue| value.as_bytes().iter().map(|&b| char::from(b)).collect();
        let pairs: Vec<(&str, String)> =
            map.iter().map(|(name, value)| (name.as_str(), text(value))).collect();
        pairs.serialize(to)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<HeaderMap, D::Error> {
        let mut map = HeaderMap::new();
        for (name, text) in Vec::<(String, String)>::deserialize(from)? {
            let bytes: Result<Vec<u8>, _> = text.chars().map(u8::try_from).collect();
            let name = HeaderName::from_bytes(name.as_bytes()).map_err(D::Error::custom)?;
            let bytes = bytes.map_err(D::Error::custom)?;
            map.append(name, HeaderValue::from_bytes(&bytes).map_err(D::Error::custom)?);
        }
        Ok(map)
    }
}
