//! Redirects: each hop is signed for its own URL and judged by the address policy anew.

use std::time::SystemTime;

use domain::uri::HttpMethod;
use http::header;
use parking_lot::Mutex;
use tokio::time::Instant;

use super::cookies::Jar;
use super::exchanges::Exchanges;
use super::hop::{Hop, Landed};
use super::overrides::Patience;
use super::request::ExchangeRequest;
use super::target::Target;
use super::trouble::{Step, Trouble};
use domain::call::exchange::Purpose;

const MOST_REDIRECTS: usize = 10;

/// One try of an exchange.
pub(super) struct Try<'a> {
    pub(super) request: &'a ExchangeRequest,
    /// The URL as configured, without fragment.
    pub(super) url: &'a str,
    pub(super) patience: Patience,
    pub(super) deadline: Instant,
    pub(super) jar: &'a Mutex<Jar>,
    pub(super) now: SystemTime,
}

/// Where a try came to its end, with the URL that a person would look at.
pub(super) struct Arrival {
    pub(super) url: String,
    pub(super) outcome: Result<Landed, Trouble>,
}

/// The next request of a redirect.
struct Next {
    target: Target,
    /// Without the parameters that we added.
    shown: String,
    method: HttpMethod,
    has_form: bool,
}

impl Exchanges {
    /// Asks, following redirects: 307 and 308 repeat the request, 301, 302 and 303 become a GET of the
    /// new URL alone.
    pub(super) async fn follow(&self, attempt: &Try<'_>) -> Arrival {
        let mut next = match first(attempt) {
            Ok(next) => next,
            Err(trouble) => return Arrival { url: shown(attempt.url), outcome: Err(trouble) },
        };
        for _ in 0..=MOST_REDIRECTS {
            let outcome = self.hop(&hop(attempt, &next)).await;
            let Ok(landed) = outcome else { return Arrival { url: next.shown, outcome } };
            match redirected(&next, &landed) {
                None => return Arrival { url: next.shown, outcome: Ok(landed) },
                Some(Ok(further)) => next = further,
                Some(Err(trouble)) => return Arrival { url: next.shown, outcome: Err(trouble) },
            }
        }
        let trouble = Trouble::new(Step::Redirects, "more than 10 redirects");
        Arrival { url: next.shown, outcome: Err(trouble) }
    }
}

fn first(attempt: &Try<'_>) -> Result<Next, Trouble> {
    let target = Target::parse(attempt.url)?;
    let shown = target.url.clone();
    let method = attempt.request.uri.method;
    let target = match method {
        HttpMethod::Get => target.with_query(&attempt.request.parameters),
        HttpMethod::Post => target,
    };
    Ok(Next { target, shown, method, has_form: method == HttpMethod::Post })
}

fn hop<'a>(attempt: &Try<'a>, next: &'a Next) -> Hop<'a> {
    Hop {
        request: attempt.request,
        target: &next.target,
        method: next.method,
        form: if next.has_form { &attempt.request.parameters } else { &[] },
        patience: attempt.patience,
        deadline: attempt.deadline,
        jar: attempt.jar,
        now: attempt.now,
        is_cut: attempt.request.purpose == Purpose::Status,
    }
}

fn redirected(from: &Next, landed: &Landed) -> Option<Result<Next, Trouble>> {
    let keeps = match landed.status.as_u16() {
        301..=303 => false,
        307 | 308 => true,
        _ => return None,
    };
    let location = landed.headers.get(header::LOCATION)?;
    let bad = || Trouble::new(Step::Url, "the redirect's Location is not a URL");
    let joined = std::str::from_utf8(location.as_bytes())
        .ok()
        .and_then(|location| from.target.parsed.join(location).ok());
    let Some(mut url) = joined else { return Some(Err(bad())) };
    url.set_fragment(None);
    let target = match Target::parse(url.as_str()) {
        Ok(target) => target,
        Err(trouble) => return Some(Err(trouble)),
    };
    Some(Ok(Next {
        shown: target.url.clone(),
        target,
        method: if keeps { from.method } else { HttpMethod::Get },
        has_form: keeps && from.has_form,
    }))
}

/// What may be shown of a URL that cannot be taken apart: nothing before an `@`.
pub(super) fn shown(url: &str) -> String {
    let cut = url.rsplit_once('@').map_or(url, |(_, rest)| rest);
    cut.chars().take(2_048).collect()
}
