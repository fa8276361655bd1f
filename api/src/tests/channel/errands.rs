//! What is asked through the tunnel.

use domain::sid::WorkerSid;
use http::Request;
use serde_json::{Value, json};

use super::centre::{Centre, available};

fn payload(got: crate::tests::house::Got) -> Value {
    let mut body = got.ok();
    body["payload"].take()
}

#[tokio::test]
async fn a_worker_loads_what_its_program_needs_to_be_ready() {
    let centre = Centre::open().await;
    centre.bring(1).await;
    let token = centre.token();
    let get =
        async |path: &str, params: Value| payload(centre.post(&token, "GET", path, params).await);
    let worker = get(&centre.own(""), json!({})).await;
    assert_eq!(worker["friendly_name"], "Ada");
    assert_eq!(worker["activity_sid"], available().to_string());
    assert!(worker["date_status_changed"].is_i64() && worker["version"].is_string());
    assert_eq!(worker["attributes"], r#"{"languages":["en"]}"#);
    let activities = get("/Activities", json!({"PageSize": 1})).await;
    assert_eq!(activities["contents"].as_array().unwrap().len(), 1);
    let after = activities["after_sid"].as_str().unwrap();
    assert_eq!(activities["contents"][0]["sid"], after);
    let rest = get("/Activities", json!({"PageSize": 1000, "AfterSid": after})).await;
    assert!(rest["after_sid"].is_null() && rest["contents"][0]["sid"] != after);
    let channels = get(&centre.own("/WorkerChannels"), json!({"PageSize": 1000})).await;
    assert!(channels["contents"][0]["configured_capacity"].is_u64());
    assert!(channels["contents"][0]["sid"].as_str().unwrap().starts_with("WC"));
    let active = json!({"Active": "true", "PageSize": 1000});
    let offers = get(&centre.own("/Reservations"), active).await;
    let offer = &offers["contents"][0];
    assert_eq!(offer["reservation_status"], "pending", "{offers}");
    assert_eq!(offer["reservation_timeout"], 120);
    assert_eq!(offer["task"]["assignment_status"], "reserved");
    assert_eq!(offer["task"]["addons"], "{}");
    let path = centre.own(&format!("/Reservations/{}", offer["sid"].as_str().unwrap()));
    assert_eq!(get(&path, json!({})).await["sid"], offer["sid"]);
    let task = format!("/Tasks/{}", offer["task"]["sid"].as_str().unwrap());
    assert_eq!(get(&task, json!({})).await["queue_sid"], offer["task"]["queue_sid"]);
}

#[tokio::test]
async fn a_worker_cannot_ask_for_what_is_others() {
    let centre = Centre::open().await;
    let token = centre.token();
    let other = format!("/Workers/{}", WorkerSid::from_bits(0x99));
    for (method, path) in [
        ("GET", other.as_str()),
        ("POST", other.as_str()),
        ("GET", "/Tasks"),
        ("GET", "/Tasks/WT00000000000000000000000000000001"),
        ("POST", "/Activities"),
        ("GET", "/Events"),
    ] {
        let got = centre.post(&token, method, path, json!({})).await;
        assert_eq!(got.problem(), (403, 20403), "{method} {path}");
    }
}

#[tokio::test]
async fn what_is_no_errand_is_told_so() {
    let centre = Centre::open().await;
    let token = centre.token();
    let with =
        |url: &str, method: &str| json!({"url": url, "method": method, "token": token}).to_string();
    for (text, expected) in [
        (String::new(), (400, 40001)),
        ("[]".to_owned(), (400, 40001)),
        (r#"{"url": "x"}"#.to_owned(), (400, 40001)),
        (with("Workspaces/../Accounts", "GET"), (400, 20001)),
        (with("Workspaces?x=1", "GET"), (400, 20001)),
        (with("", "GET"), (400, 20001)),
        (with("Workspaces", "DELETE"), (400, 20001)),
        (with("Workspaces", "GET"), (403, 20403)),
        (with("Accounts", "GET"), (403, 20403)),
        ("x".repeat(70_000), (413, 20413)),
    ] {
        assert_eq!(centre.post_text(&text).await.problem(), expected, "{:.80}", text);
    }
}

#[tokio::test]
async fn a_browser_of_any_origin_may_ask() {
    let centre = Centre::open().await;
    let request = Request::builder()
        .method("OPTIONS")
        .uri("/v1/wschannels")
        .header("origin", "https://desk.example")
        .header("access-control-request-method", "POST")
        .body(axum::body::Body::empty())
        .unwrap();
    let got = centre.house.send(request).await;
    assert_eq!(got.status, 204);
    assert_eq!(got.headers["access-control-allow-origin"], "*");
    let allowed = got.headers["access-control-allow-headers"].to_str().unwrap();
    assert!(
        ["content-type", "apiversion", "clientversion", "if-match"]
            .iter()
            .all(|name| allowed.contains(name))
    );
    let answered = centre.post(&centre.token(), "GET", &centre.own(""), json!({})).await;
    assert_eq!(answered.headers["access-control-allow-origin"], "*");
}
