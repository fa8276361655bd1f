use std::sync::atomic::{AtomicU32, Ordering};

use domain::sid::AccountSid;
use domain::timestamp::Timestamp;
use http::{StatusCode, header};

use super::stub::{Stub, answered, exchanges, exchanges_with, get, post};

#[tokio::test]
async fn a_fresh_answer_is_not_asked_for_again() {
    let stub = Stub::answering(|_, _| ([(header::CACHE_CONTROL, "max-age=60")], "a")).await;
    let exchanges = exchanges();
    let url = stub.url("/static.xml");
    assert!(!answered(exchanges.run(get(&url)).await).from_cache);
    let second = answered(exchanges.run(get(&url)).await);
    assert!(second.from_cache);
    assert_eq!(second.body, "a");
    assert_eq!(stub.seen().len(), 1);
    let mut stranger = get(&url);
    stranger.account = AccountSid::from_bits(7);
    assert!(!answered(exchanges.run(stranger).await).from_cache);
    let mut later = get(&url);
    later.started_at = Timestamp(later.started_at.0 + 61_000_000);
    assert!(!answered(exchanges.run(later).await).from_cache);
    answered(exchanges.run(post(&url)).await);
    assert_eq!(stub.seen().len(), 4);
}

#[tokio::test]
async fn a_stale_answer_is_confirmed_by_its_tag() {
    let stub = Stub::answering(|parts, _| {
        let is_known = parts.headers.get("if-none-match").is_some_and(|tag| tag == "\"v1\"");
        let status = if is_known { StatusCode::NOT_MODIFIED } else { StatusCode::OK };
        (
            status,
            [("etag", "\"v1\""), ("cache-control", "no-cache")],
            if is_known { "" } else { "a" },
        )
    })
    .await;
    let exchanges = exchanges();
    let url = stub.url("/static.xml");
    answered(exchanges.run(get(&url)).await);
    let second = answered(exchanges.run(get(&url)).await);
    assert_eq!((second.status, second.body.as_str(), second.from_cache), (200, "a", true));
    assert_eq!(stub.seen().len(), 2);
    assert_eq!(answered(exchanges.run(post(&url)).await).status, 200);
}

#[tokio::test]
async fn what_may_not_be_shared_is_not_kept() {
    let turn = AtomicU32::new(0);
    let stub = Stub::answering(move |_, _| {
        let control = match turn.fetch_add(1, Ordering::SeqCst) / 2 {
            0 => [("cache-control", "no-store"), ("x-a", "")],
            1 => [("cache-control", "private, max-age=60"), ("x-a", "")],
            2 => [("cache-control", "max-age=60"), ("set-cookie", "a=1")],
            3 => [("last-modified", "Mon, 01 Jan 2018 00:00:00 GMT"), ("x-a", "")],
            _ => [("cache-control", "max-age=0"), ("x-a", "")],
        };
        (control, "a")
    })
    .await;
    let exchanges = exchanges();
    for turn in 0..10 {
        let url = stub.url(&format!("/{}", turn / 2));
        assert!(!answered(exchanges.run(get(url)).await).from_cache, "{turn}");
    }
}

#[tokio::test]
async fn the_cache_stays_within_its_bytes() {
    let stub =
        Stub::answering(|_, _| ([(header::CACHE_CONTROL, "max-age=600")], "a".repeat(10_000)))
            .await;
    let exchanges = exchanges_with(|config| config.cache_bytes = 30_000);
    for path in ["/0", "/1", "/2", "/0"] {
        answered(exchanges.run(get(stub.url(path))).await);
    }
    assert_eq!(stub.seen().len(), 4, "the first was thrown away to make room");
    assert!(answered(exchanges.run(get(stub.url("/0"))).await).from_cache);
}
