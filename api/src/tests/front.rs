use std::collections::BTreeSet;
use std::sync::Arc;

use axum::body::{Body, Bytes};
use futures_util::stream;
use serde_json::json;

use super::house::{House, OK, text};
use crate::ApiLimits;
use crate::front::table;

#[tokio::test]
async fn the_document_names_every_route_and_no_other() {
    let house = House::build();
    let login = house.account().await;
    let got = house.get(&login, "/openapi.json").await;
    assert_eq!(got.headers["content-type"], "application/json");
    let document = got.ok();
    let mut written = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let method = method.to_uppercase();
            assert!(operation["operationId"].is_string(), "{method} {path}");
            written.insert(format!("{method} {}", path.trim_end_matches(".json")));
        }
    }
    let mut served: BTreeSet<_> =
        table().iter().map(|route| format!("{} {}", route.method, route.path)).collect();
    assert_eq!(served.len(), table().len(), "a route stands twice in the table");
    served.extend(["/openapi", "/health", "/ready"].map(|path| format!("GET {path}")));
    assert_eq!(written, served);
    let ids: BTreeSet<_> = table().iter().map(|route| route.id).collect();
    assert_eq!(ids.len(), table().len(), "an operation's name stands twice");
}

/// Asks for every route with real places: none may be missing from the dispatch.
#[tokio::test]
async fn every_route_of_the_table_is_dispatched_to() {
    let house = House::build();
    let login = house.account().await;
    for route in table() {
        let path = route
            .path
            .replace("{AccountSid}", &login.name)
            .replace("{CountryCode}", "US")
            .replace("{Kind}", "Local")
            .replace("{CallSid}", "CA00000000000000000000000000000000")
            .replace("{PhoneNumberSid}", "PN00000000000000000000000000000000")
            .replace("{ApplicationSid}", "AP00000000000000000000000000000000")
            .replace("{Sid}", "XX00000000000000000000000000000000");
        for method in ["GET", "POST", "DELETE"] {
            let is_served =
                table().iter().any(|other| other.path == route.path && other.method == method);
            let got = house.send(login.request(method, &path, "")).await;
            assert_eq!(got.status == 405, !is_served, "{method} {path}: {}", got.status);
            assert_ne!(got.status, 500, "{method} {path}");
        }
    }
}

#[tokio::test]
async fn a_path_that_is_not_served_is_a_coded_404() {
    let house = House::build();
    let login = house.account().await;
    let paths = [
        login.at("/Nothing.json"),
        login.at("/Calls.xml"),
        login.at("/Calls.csv"),
        login.at("/Calls//Events.json"),
        login.at("/Calls/CA00000000000000000000000000000000/Events/1.json"),
        login.at("/Balance.json"),
        "/2010-04-01/Accounts/nobody.json".to_owned(),
        "/2010-04-01/".to_owned() + &"x".repeat(5_000),
        "/v1/Nothing".to_owned(),
    ];
    for path in paths {
        assert_eq!(house.get(&login, &path).await.problem(), (404, 20404), "{path}");
    }
    for sid in ["CA1", "PN00000000000000000000000000000000", "CAFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF"] {
        let path = login.at(&format!("/Calls/{sid}.json"));
        assert_eq!(house.get(&login, &path).await.problem(), (404, 20404), "{sid}");
    }
}

#[tokio::test]
async fn other_methods_are_told_which_are_served() {
    let house = House::build();
    let login = house.account().await;
    let path = login.at("/Calls.json");
    let put = house.send(login.request("PUT", &path, "")).await;
    assert_eq!(put.headers["allow"], "GET, POST, HEAD, OPTIONS");
    assert_eq!(put.problem(), (405, 20004));
    let options = house.send(login.request("OPTIONS", &path, "")).await;
    assert_eq!((options.status, &options.headers["allow"]), (204, &put_allow()));
    let head = house.send(login.request("HEAD", &path, "")).await;
    assert_eq!((head.status, head.body), (OK, json!(null)));
}

fn put_allow() -> http::HeaderValue {
    http::HeaderValue::from_static("GET, POST, HEAD, OPTIONS")
}

#[tokio::test]
async fn a_form_has_its_limits() {
    let house = House::build();
    let login = house.account().await;
    let path = login.at("/Applications.json");
    let large = format!("FriendlyName={}", "x".repeat(65_536));
    let got = house.send(login.request("POST", &path, &large)).await;
    assert_eq!(got.problem(), (413, 20413));
    let many = "a=&".repeat(501);
    assert_eq!(house.send(login.request("POST", &path, &many)).await.problem(), (400, 20001));
    let mut json = login.request("POST", &path, "{}");
    json.headers_mut().insert("content-type", "application/json".parse().unwrap());
    assert_eq!(house.send(json).await.problem(), (415, 20415));
    let binary = login.request("POST", &path, "%FF%00=%&=&&&;;+");
    assert_eq!(house.send(binary).await.status, 201);
}

/// Holds a request open by a body that does not come, and asks a second time.
#[tokio::test]
async fn an_account_has_so_many_requests_at_once_and_no_more() {
    let limits = ApiLimits { in_flight_per_account: 1, ..ApiLimits::default() };
    let house = Arc::new(House::with(limits));
    let login = house.account().await;
    let other = house.account().await;
    let (parts, _) = login.request("POST", &login.at("/Applications.json"), "").into_parts();
    let waiting = stream::pending::<Result<Bytes, std::io::Error>>();
    let held = http::Request::from_parts(parts, Body::from_stream(waiting));
    let sending = house.send(held);
    tokio::pin!(sending);
    let second = async {
        loop {
            let got = house.get(&login, &login.at("/Calls.json")).await;
            if got.status == 429 {
                break got;
            }
            tokio::task::yield_now().await;
        }
    };
    let refused = tokio::select! {
        biased;
        _ = &mut sending => panic!("the request ended"),
        refused = second => refused,
    };
    assert!(refused.headers.contains_key("retry-after"));
    assert_eq!(refused.problem(), (429, 20429));
    assert_eq!(house.get(&other, &other.at("/Calls.json")).await.status, OK);
}

#[tokio::test]
async fn health_and_readiness_need_no_credentials() {
    let house = House::build();
    let request = |path: &str| http::Request::get(path).body(Body::empty()).unwrap();
    assert_eq!(text(&house.send(request("/health")).await.ok()["status"]), "ok");
    let ready = house.send(request("/ready")).await.ok();
    assert_eq!((text(&ready["status"]), &ready["events_behind"]), ("ready", &json!(0)));
    assert_eq!(house.send(request("/v1/Events")).await.problem(), (401, 20003));
}

proptest::proptest! {
    /// Whatever comes as a path, query, form or date is answered by a route or a problem, without a panic.
    #[test]
    fn any_text_is_read_or_refused(text in "\\PC{0,60}", bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..200)) {
        let _ = crate::front::Fields::read(text.as_bytes());
        if let Ok(fields) = crate::front::Fields::read(&bytes) {
            let _ = crate::front::paging(&fields);
        }
        let query = format!("PageToken={text}&Page={text}&PageSize={text}");
        let _ = crate::front::paging(&crate::front::Fields::read(query.as_bytes()).unwrap());
        let _ = crate::front::day_or_time(&text);
    }

    #[test]
    fn a_day_is_a_day_and_a_second_is_a_second(seconds in 0_i64..4_000_000_000) {
        let at = domain::timestamp::Timestamp(seconds * 1_000_000);
        let iso = crate::front::iso(at);
        let (from, until) = crate::front::day_or_time(&iso).unwrap();
        proptest::prop_assert_eq!((from, until), (at.0, at.0 + 1_000_000));
        let (from, until) = crate::front::day_or_time(&iso[..10]).unwrap();
        proptest::prop_assert!(from <= at.0 && at.0 < until && until - from == 86_400_000_000);
    }
}
