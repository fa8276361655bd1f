use axum::body::Body;
use http_body_util::BodyExt;
use serde_json::{Value, json};
use tower::ServiceExt;

use super::house::{House, Login, text};

#[tokio::test]
async fn events_are_read_in_order_and_resumed() {
    let house = House::build();
    let login = house.account().await;
    let app = login.at("/Applications.json");
    house.post(&login, &app, &[("FriendlyName", "x")]).await.ok();
    house.call(login.sid, "+15105550100", true).await;
    let stranger = house.account().await;
    house.call(stranger.sid, "+15105550101", true).await;
    let all = house.get(&login, "/v1/Events").await.ok();
    let types: Vec<_> =
        all["events"].as_array().unwrap().iter().map(|e| text(&e["type"]).to_owned()).collect();
    let expected = [
        "AccountCreated",
        "ApplicationCreated",
        "CallReceived",
        "ExchangeEnded",
        "NotificationRaised",
        "CallAnswered",
        "CallEnded",
    ];
    assert_eq!(types, expected);
    assert_eq!(all["is_last"], true);
    let mut after = 0;
    let mut seen = Vec::new();
    loop {
        let page = house.get(&login, &format!("/v1/Events?After={after}&Limit=3")).await.ok();
        seen.extend(page["events"].as_array().unwrap().clone());
        after = page["next_after"].as_u64().unwrap();
        if page["is_last"] == true {
            break;
        }
    }
    assert_eq!(Value::Array(seen), all["events"]);
    let rest = house.get(&login, "/v1/Events?After=latest").await.ok();
    let head = house.writer.store.head().await.unwrap().0;
    assert_eq!((&rest["events"], &rest["next_after"]), (&json!([]), &json!(head)));
    for bad in ["Limit=0", "Limit=1001", "After=x", "After=-1"] {
        let got = house.get(&login, &format!("/v1/Events?{bad}")).await;
        assert_eq!(got.problem(), (400, 20001), "{bad}");
    }
}

#[tokio::test]
async fn no_secret_is_in_the_record_that_is_shown() {
    let house = House::build();
    let login = house.account().await;
    house.post(&login, "/v1/AuthTokens/Secondary", &[]).await.ok();
    house.post(&login, "/v1/AuthTokens/Promote", &[]).await.ok();
    let found = house.views.account_credentials(login.sid).await.unwrap().unwrap();
    let token = house.writer.vault.open(login.sid, &found.auth_token).unwrap();
    let login = login.with_secret(token.expose());
    house.post(&login, &login.at("/Keys.json"), &[]).await.ok();
    let url = [("VoiceUrl", "https://user:hunter2@a.example/")];
    house.post(&login, &login.at("/Applications.json"), &url).await.ok();
    let events = house.get(&login, "/v1/Events").await.ok();
    let stream = house.get(&login, &format!("/v1/Streams/{}", login.sid)).await.ok();
    let shown = format!("{events}{stream}");
    for secret in [found.auth_token.0.as_str(), token.expose(), "hunter2"] {
        assert!(!shown.contains(secret), "{secret} is shown");
    }
    assert!(shown.contains("[sealed]") && shown.contains("[redacted]@a.example"));
    assert_eq!(stream["state"]["has_secondary_token"], false);
}

#[tokio::test]
async fn a_stream_is_shown_as_it_was_at_any_version_or_moment() {
    let house = House::build();
    let login = house.account().await;
    let list = login.at("/Applications.json");
    let made = house.post(&login, &list, &[("FriendlyName", "one")]).await.ok();
    let uri = text(&made["uri"]).to_owned();
    for name in ["two", "three"] {
        house.post(&login, &uri, &[("FriendlyName", name)]).await.ok();
    }
    house.delete(&login, &uri).await;
    let path = format!("/v1/Streams/{}", text(&made["sid"]));
    let now = house.get(&login, &path).await.ok();
    assert_eq!((&now["version"], &now["state"]), (&json!(4), &json!(null)));
    assert_eq!(now["events"].as_array().unwrap().len(), 4);
    let name = |shown: &Value| shown["state"]["settings"]["friendly_name"].clone();
    let second = house.get(&login, &format!("{path}?AsOf=2")).await.ok();
    assert_eq!((name(&second), &second["version"]), (json!("two"), &json!(2)));
    let time = text(&now["events"][2]["recorded_at"]);
    let third = house.get(&login, &format!("{path}?as_of={time}")).await.ok();
    assert_eq!((name(&third), &third["version"]), (json!("three"), &json!(3)));
    let early = house.get(&login, &format!("{path}?AsOf=2020-01-01T00:00:00Z")).await;
    assert_eq!(early.problem(), (404, 20404));
    let part = house.get(&login, &format!("{path}?After=1&Limit=1")).await.ok();
    assert_eq!(part["events"][0]["version"], 2);
    assert_eq!(part["events"].as_array().unwrap().len(), 1);
    assert_eq!(house.get(&login, &format!("{path}?AsOf=soon")).await.problem(), (400, 20001));
    assert_eq!(house.get(&login, &format!("{path}?Category=call")).await.status, 404);
}

#[tokio::test]
async fn a_call_shows_its_status_at_each_version() {
    let house = House::build();
    let login = house.account().await;
    let sid = house.call(login.sid, "+15105550100", true).await;
    for (version, status) in [(1, "ringing"), (4, "in-progress"), (5, "completed")] {
        let path = format!("/v1/Streams/{sid}?AsOf={version}");
        let shown = house.get(&login, &path).await.ok();
        assert_eq!(shown["state"]["status"], status);
        let hash = text(&shown["events"][0]["hash"]);
        assert!(hash.len() == 64 && hash.bytes().all(|digit| digit.is_ascii_hexdigit()));
    }
}

/// Follows an event stream until it has brought `count` events, as (id, type).
async fn follow(
    house: &House,
    login: &Login,
    last_id: Option<&str>,
    count: usize,
) -> Vec<(u64, String)> {
    let mut request = login.request("GET", "/v1/Events", "");
    request.headers_mut().insert("accept", "text/event-stream".parse().unwrap());
    if let Some(id) = last_id {
        request.headers_mut().insert("last-event-id", id.parse().unwrap());
    }
    let response = house.api.clone().oneshot(request).await.unwrap();
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    let mut body: Body = response.into_body();
    let mut text = String::new();
    while text.matches("\ndata:").count() < count || !text.ends_with("\n\n") {
        let frame = body.frame().await.unwrap().unwrap();
        text.push_str(std::str::from_utf8(frame.data_ref().unwrap()).unwrap());
    }
    let field = |block: &str, name: &str| {
        let line = block.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(": "));
        line.map(str::to_owned)
    };
    let blocks = text.split("\n\n").filter(|block| block.contains("data:"));
    blocks.map(|b| (field(b, "id").unwrap().parse().unwrap(), field(b, "event").unwrap())).collect()
}

#[tokio::test]
async fn a_listener_hears_what_was_and_what_comes_and_resumes() {
    let house = House::build();
    let login = house.account().await;
    house.call(login.sid, "+15105550100", true).await;
    let list = login.at("/Applications.json");
    let (heard, made) =
        tokio::join!(follow(&house, &login, None, 7), house.post(&login, &list, &[]),);
    made.ok();
    assert_eq!(heard[0].1, "AccountCreated");
    assert_eq!(heard[6].1, "ApplicationCreated");
    let resumed = follow(&house, &login, Some(&heard[4].0.to_string()), 2).await;
    assert_eq!(resumed, heard[5..]);
    let mut bad = login.request("GET", "/v1/Events", "");
    bad.headers_mut().insert("accept", "text/event-stream".parse().unwrap());
    bad.headers_mut().insert("last-event-id", "x".parse().unwrap());
    assert_eq!(house.send(bad).await.problem(), (400, 20001));
}

#[tokio::test]
async fn open_event_streams_are_counted() {
    let limits = crate::ApiLimits { streams_per_account: 1, ..crate::ApiLimits::default() };
    let house = House::with(limits);
    let login = house.account().await;
    let request = || {
        let mut request = login.request("GET", "/v1/Events", "");
        request.headers_mut().insert("accept", "text/event-stream".parse().unwrap());
        request
    };
    let open = house.api.clone().oneshot(request()).await.unwrap();
    assert_eq!(house.send(request()).await.problem(), (429, 20429));
    drop(open);
    let again = house.api.clone().oneshot(request()).await.unwrap();
    assert_eq!(again.status(), 200);
}

#[tokio::test]
async fn a_parent_reads_the_record_of_its_sub_account_and_a_stranger_does_not() {
    let house = House::build();
    let parent = house.account().await;
    let child = house.account_of(Some(parent.sid)).await;
    let call = house.call(child.sid, "+15105550100", true).await;
    let stranger = house.account().await;
    for path in ["/v1/Events".to_owned(), format!("/v1/Streams/{call}"), "/v1/Totals".to_owned()] {
        let path = format!("{path}?AccountSid={}", child.name);
        let shown = house.get(&parent, &path).await.ok();
        assert_eq!(shown, house.get(&child, &path).await.ok());
        assert_eq!(house.get(&stranger, &path).await.problem(), (404, 20404), "{path}");
    }
    let nobody = house.get(&parent, "/v1/Events?AccountSid=AC1").await;
    assert_eq!(nobody.problem(), (404, 20404));
}
