//! Cookies of tenants' applications, kept apart by account and by pair of endpoints.

use std::collections::HashMap;
use std::sync::Arc;

use cookie_store::CookieStore;
use domain::sid::AccountSid;
use domain::timestamp::Timestamp;
use parking_lot::Mutex;
use url::Url;

use super::target::Target;

const IDLE_MS: u64 = 4 * 60 * 60 * 1_000;
const COOKIES_PER_JAR: usize = 50;
const COOKIE_BYTES: usize = 4_096;

/// Whose cookies: the account, the caller, the callee.
pub(super) type Pair = (AccountSid, String, String);

/// What one pair of endpoints has been given: cookies, and the credentials of URLs asked with some.
///
/// The credentials are kept because a relative URL in a document continues at the same origin, and the
/// URL that it is resolved against is on record, where credentials must not be (RFC 7617 §2.2).
#[derive(Default)]
pub(super) struct Jar {
    cookies: CookieStore,
    credentials: HashMap<String, String>,
}

impl Jar {
    /// The Cookie header for a request to `url`.
    pub(super) fn header(&self, url: &Url) -> Option<String> {
        let mut line = String::new();
        for (name, value) in self.cookies.get_request_values(url) {
            if !line.is_empty() {
                line.push_str("; ");
            }
            line.push_str(name);
            line.push('=');
            line.push_str(value);
        }
        (!line.is_empty()).then_some(line)
    }

    /// Takes a Set-Cookie header; one too large, or one too many, is passed over.
    pub(super) fn take(&mut self, set_cookie: &str, url: &Url) {
        let is_full = self.cookies.iter_unexpired().count() >= COOKIES_PER_JAR;
        if set_cookie.len() <= COOKIE_BYTES && !is_full {
            let _ = self.cookies.parse(set_cookie, url);
        }
    }

    /// The Authorization header for `target`: its own credentials, or those last used at its origin.
    pub(super) fn authorization(&mut self, target: &Target) -> Option<String> {
        let origin = target.origin();
        match &target.authorization {
            Some(own) => {
                if self.credentials.len() < COOKIES_PER_JAR {
                    self.credentials.insert(origin, own.clone());
                }
                Some(own.clone())
            }
            None => self.credentials.get(&origin).cloned(),
        }
    }
}

struct Shelf {
    jars: HashMap<Pair, (Timestamp, Arc<Mutex<Jar>>)>,
    most: usize,
}

/// All jars; one that nobody used for 4 h is thrown away.
pub(super) struct Jars(Mutex<Shelf>);

impl Jars {
    pub(super) fn new(most: usize) -> Self {
        Self(Mutex::new(Shelf { jars: HashMap::new(), most: most.max(1) }))
    }

    /// The jar of a pair, as it is at `now`.
    pub(super) fn open(&self, pair: Pair, now: Timestamp) -> Arc<Mutex<Jar>> {
        let mut shelf = self.0.lock();
        if shelf.jars.len() >= shelf.most && !shelf.jars.contains_key(&pair) {
            make_room(&mut shelf, now);
        }
        let (used, jar) = shelf.jars.entry(pair).or_insert_with(|| (now, Arc::default()));
        if now.ms_since(*used) >= IDLE_MS {
            *jar = Arc::default();
        }
        *used = (*used).max(now);
        Arc::clone(jar)
    }
}

/// Throws away what is idle and, where nothing is, the older half: so room is made seldom.
fn make_room(shelf: &mut Shelf, now: Timestamp) {
    shelf.jars.retain(|_, (used, _)| now.ms_since(*used) < IDLE_MS);
    if shelf.jars.len() < shelf.most {
        return;
    }
    let mut times: Vec<_> = shelf.jars.values().map(|(used, _)| *used).collect();
    let middle = times.len() / 2;
    let (_, median, _) = times.select_nth_unstable(middle);
    let median = *median;
    shelf.jars.retain(|_, (used, _)| *used > median);
}
