//! Answers to GETs that may be used again (RFC 9111), kept apart by account.

use std::collections::HashMap;
use std::time::SystemTime;

use bytes::Bytes;
use domain::sid::AccountSid;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use http_cache_semantics::{AfterResponse, BeforeRequest, CacheOptions, CachePolicy};
use parking_lot::Mutex;

/// An answer's head and whole body.
#[derive(Debug, Clone)]
pub(super) struct Stored {
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
}

#[derive(Clone)]
struct Entry {
    policy: CachePolicy,
    body: Bytes,
    used: u64,
}

#[derive(Default)]
struct Shelf {
    entries: HashMap<(AccountSid, String), Entry>,
    bytes: usize,
    clock: u64,
}

/// What the cache says before a request is sent.
pub(super) enum Lookup {
    /// Nothing: ask.
    Miss,
    /// The answer; do not ask.
    Fresh(Stored),
    /// Ask with these headers; a 304 means that the stored answer holds.
    Stale(Box<Revalidation>),
}

/// A stored answer that has to be confirmed.
pub(super) struct Revalidation {
    pub(super) headers: HeaderMap,
    entry: Entry,
}

/// A cache shared by the calls of one account: `private` answers and those that set cookies are not kept.
pub(super) struct Cache {
    shelf: Mutex<Shelf>,
    most_bytes: usize,
}

const OPTIONS: CacheOptions = CacheOptions {
    shared: true,
    // Without a word of the server's an answer is asked for anew: a document is a decision, not a page.
    cache_heuristic: 0.0,
    immutable_min_time_to_live: std::time::Duration::from_secs(24 * 3_600),
    ignore_cargo_cult: false,
};

impl Cache {
    pub(super) fn new(most_bytes: usize) -> Self {
        Self { shelf: Mutex::default(), most_bytes }
    }

    pub(super) fn look(
        &self,
        account: AccountSid,
        url: &str,
        request: &Parts,
        now: SystemTime,
    ) -> Lookup {
        let entry = {
            let mut shelf = self.shelf.lock();
            shelf.clock += 1;
            let clock = shelf.clock;
            let Some(entry) = shelf.entries.get_mut(&(account, url.to_owned())) else {
                return Lookup::Miss;
            };
            entry.used = clock;
            entry.clone()
        };
        match entry.policy.before_request(request, now) {
            BeforeRequest::Fresh(parts) => Lookup::Fresh(Stored {
                status: parts.status,
                headers: parts.headers,
                body: entry.body,
            }),
            BeforeRequest::Stale { request, matches: true } => {
                Lookup::Stale(Box::new(Revalidation { headers: request.headers, entry }))
            }
            BeforeRequest::Stale { .. } => Lookup::Miss,
        }
    }

    /// Takes a complete answer. Says what to use: the answer itself, or the stored one that it confirms.
    pub(super) fn take(
        &self,
        (account, url): (AccountSid, &str),
        request: &Parts,
        answer: Stored,
        revalidation: Option<Revalidation>,
        now: SystemTime,
    ) -> (Stored, bool) {
        let mut head = http::Response::new(());
        *head.status_mut() = answer.status;
        *head.headers_mut() = answer.headers.clone();
        if let Some(Revalidation { entry, .. }) = revalidation
            && answer.status == StatusCode::NOT_MODIFIED
        {
            if let AfterResponse::NotModified(policy, parts) =
                entry.policy.after_response(request, &head, now)
            {
                let body = entry.body.clone();
                self.keep(account, url, Entry { policy, body: entry.body, used: 0 });
                return (Stored { status: parts.status, headers: parts.headers, body }, true);
            }
            return (answer, false);
        }
        let policy = CachePolicy::new_options(request, &head, now, OPTIONS);
        if policy.is_storable() && !answer.headers.contains_key(header::SET_COOKIE) {
            self.keep(account, url, Entry { policy, body: answer.body.clone(), used: 0 });
        }
        (answer, false)
    }

    fn keep(&self, account: AccountSid, url: &str, mut entry: Entry) {
        let size = |url: &str, entry: &Entry| url.len() + entry.body.len() + 2_048;
        let mut shelf = self.shelf.lock();
        shelf.clock += 1;
        entry.used = shelf.clock;
        shelf.bytes += size(url, &entry);
        if let Some(old) = shelf.entries.insert((account, url.to_owned()), entry) {
            shelf.bytes -= size(url, &old);
        }
        if shelf.bytes <= self.most_bytes {
            return;
        }
        // The half that was not used lately goes at once, so that room is made seldom.
        let mut uses: Vec<_> = shelf.entries.values().map(|entry| entry.used).collect();
        let middle = uses.len() / 2;
        let (_, median, _) = uses.select_nth_unstable(middle);
        let median = *median;
        shelf.entries.retain(|_, entry| entry.used > median);
        shelf.bytes = shelf.entries.iter().map(|((_, url), entry)| size(url, entry)).sum();
    }
}
