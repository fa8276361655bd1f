use domain::sid::AccountSid;
use domain::timestamp::Timestamp;
use http::header;

use super::stub::{Stub, answered, exchanges, exchanges_with, post};
use crate::webhooks::ExchangeRequest;

async fn flask() -> Stub {
    Stub::answering(|_, _| [(header::SET_COOKIE, "session=abc; HttpOnly; Path=/")]).await
}

fn cookies(stub: &Stub) -> Vec<String> {
    let sent = |parts: &http::request::Parts| {
        parts.headers.get("cookie").map_or(String::new(), |c| c.to_str().unwrap().to_owned())
    };
    stub.seen().iter().map(|(parts, _)| sent(parts)).collect()
}

fn changed(url: &str, change: impl FnOnce(&mut ExchangeRequest)) -> ExchangeRequest {
    let mut request = post(url);
    change(&mut request);
    request
}

#[tokio::test]
async fn a_cookie_comes_back_to_its_account_and_pair_only() {
    let stub = flask().await;
    let exchanges = exchanges();
    let url = stub.url("/");
    answered(exchanges.run(post(&url)).await);
    answered(exchanges.run(post(&url)).await);
    answered(exchanges.run(changed(&url, |r| r.account = AccountSid::from_bits(9))).await);
    answered(exchanges.run(changed(&url, |r| r.endpoints.0 = "+15559999999".into())).await);
    answered(exchanges.run(changed(&url, |r| r.endpoints.1 = "+15559999999".into())).await);
    assert_eq!(cookies(&stub), ["", "session=abc", "", "", ""]);
}

#[tokio::test]
async fn cookies_are_forgotten_after_four_idle_hours() {
    let stub = flask().await;
    let exchanges = exchanges();
    let url = stub.url("/");
    let hours = |n: i64| Timestamp(1_790_000_000_000_000 + n * 3_600_000_000);
    for hour in [0, 3, 6, 11] {
        answered(exchanges.run(changed(&url, |r| r.started_at = hours(hour))).await);
    }
    assert_eq!(cookies(&stub), ["", "session=abc", "session=abc", ""]);
}

#[tokio::test]
async fn cookies_travel_along_redirects() {
    let stub = Stub::answering(|parts, _| {
        let is_start = parts.uri.path() == "/start";
        let status = if is_start { http::StatusCode::SEE_OTHER } else { http::StatusCode::OK };
        (status, [("location", "/next"), ("set-cookie", "a=1")])
    })
    .await;
    answered(exchanges().run(post(stub.url("/start"))).await);
    assert_eq!(cookies(&stub), ["", "a=1"]);
}

#[tokio::test]
async fn an_application_cannot_fill_the_jar_without_end() {
    let stub = Stub::answering(|parts, _| {
        let path = parts.uri.path().trim_start_matches('/').to_owned();
        [(header::SET_COOKIE, format!("c{path}={}; Path=/", "x".repeat(50)))]
    })
    .await;
    let exchanges = exchanges();
    for number in 0..60 {
        answered(exchanges.run(post(stub.url(&format!("/{number}")))).await);
    }
    let last = cookies(&stub).pop().unwrap();
    assert_eq!(last.split("; ").count(), 50);
}

#[tokio::test]
async fn the_oldest_jars_make_room() {
    let stub = flask().await;
    let exchanges = exchanges_with(|config| config.cookie_jars = 4);
    let url = stub.url("/");
    for caller in 0..5_i64 {
        let request = changed(&url, |r| {
            r.endpoints.0 = format!("+{caller}");
            r.started_at = Timestamp(r.started_at.0 + caller);
        });
        answered(exchanges.run(request).await);
    }
    for (caller, expected) in [("+4", "session=abc"), ("+0", "")] {
        let request = changed(&url, |r| r.endpoints.0 = caller.into());
        answered(exchanges.run(request).await);
        assert_eq!(cookies(&stub).pop().unwrap(), expected, "{caller}");
    }
}
