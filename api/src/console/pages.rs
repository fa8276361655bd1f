//! The files of the console and how they are served.

use axum::Router;
use axum::response::Redirect;
use axum::routing::get;
use http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};

/// What the page may do: its own scripts and styles, requests to where it came from, nothing else.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HTML: &str = "text/html; charset=utf-8";
const CSS: &str = "text/css; charset=utf-8";
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// Path below `/console/`, type, content. The first is the page itself.
pub(crate) const FILES: [(&str, &str, &str); 10] = [
    ("", HTML, include_str!("files/index.html")),
    ("console.css", CSS, include_str!("files/console.css")),
    ("icon.svg", "image/svg+xml", include_str!("files/icon.svg")),
    ("main.js", SCRIPT, include_str!("files/main.js")),
    ("rest.js", SCRIPT, include_str!("files/rest.js")),
    ("elements.js", SCRIPT, include_str!("files/elements.js")),
    ("calls.js", SCRIPT, include_str!("files/calls.js")),
    ("call.js", SCRIPT, include_str!("files/call.js")),
    ("numbers.js", SCRIPT, include_str!("files/numbers.js")),
    ("health.js", SCRIPT, include_str!("files/health.js")),
];

/// `/console/` and what it needs; `/` and `/console` lead there.
pub(crate) fn router<S: Clone + Send + Sync + 'static>() -> Router<S> {
    let there = || std::future::ready(Redirect::temporary("/console/"));
    let start = Router::new().route("/", get(there)).route("/console", get(there));
    FILES.iter().fold(start, |router, (name, kind, content)| {
        let headers = [
            (CONTENT_TYPE, *kind),
            (CONTENT_SECURITY_POLICY, POLICY),
            (X_CONTENT_TYPE_OPTIONS, "nosniff"),
            (REFERRER_POLICY, "no-referrer"),
            // The files change with the program, and their names do not.
            (CACHE_CONTROL, "no-cache"),
        ];
        router.route(
            &format!("/console/{name}"),
            get(move || std::future::ready((headers.clone(), *content))),
        )
    })
}
