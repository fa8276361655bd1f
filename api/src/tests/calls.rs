use commands::calls::LiveCall;
use domain::call::{CallDecider, CallEvent, CallUpdate};
use domain::sid::{AccountSid, CallSid};
use domain::uri::{ApplicationUri, HttpMethod};
use serde_json::json;

use super::house::{House, clock, ended, received, text};

/// Names and values of a form.
type Form<'a> = &'a [(&'a str, &'a str)];

#[tokio::test]
async fn a_call_is_shown_with_every_field_of_the_dialect() {
    let house = House::build();
    let login = house.account().await;
    let sid = house.call(login.sid, "+15105550100", true).await;
    let shown = house.get(&login, &login.at(&format!("/Calls/{sid}.json"))).await.ok();
    let mut keys: Vec<_> = shown.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let expected = [
        "account_sid",
        "answered_by",
        "api_version",
        "caller_name",
        "date_created",
        "date_updated",
        "direction",
        "duration",
        "end_time",
        "forwarded_from",
        "from",
        "from_formatted",
        "group_sid",
        "parent_call_sid",
        "phone_number_sid",
        "price",
        "price_unit",
        "queue_time",
        "sid",
        "start_time",
        "status",
        "subresource_uris",
        "to",
        "to_formatted",
        "trunk_sid",
        "uri",
    ];
    assert_eq!(keys, expected);
    assert_eq!((&shown["status"], &shown["direction"]), (&json!("completed"), &json!("inbound")));
    assert_eq!(
        (&shown["duration"], &shown["from_formatted"]),
        (&json!("62"), &json!("(510) 555-0100"))
    );
}

#[tokio::test]
async fn calls_are_filtered_by_party_status_and_time() {
    let house = House::build();
    let login = house.account().await;
    let ended = house.call(login.sid, "+15105550100", true).await;
    let live = house.call(login.sid, "+15105550101", false).await;
    let found = |query: String| {
        let path = login.at(&format!("/Calls.json?{query}"));
        let (house, login) = (&house, &login);
        async move {
            let body = house.get(login, &path).await.ok();
            let rows = body["calls"].as_array().unwrap().clone();
            rows.iter().map(|row| text(&row["sid"]).to_owned()).collect::<Vec<_>>()
        }
    };
    let (ended, live) = (ended.to_string(), live.to_string());
    assert_eq!(found(String::new()).await, [live.clone(), ended.clone()]);
    assert_eq!(found("From=%2B15105550100".into()).await, std::slice::from_ref(&ended));
    assert_eq!(found("To=%2B15005550006".into()).await.len(), 2);
    assert_eq!(found("Status=in-progress".into()).await, std::slice::from_ref(&live));
    assert_eq!(found("StartTime=2026-09-21".into()).await.len(), 2);
    assert_eq!(found("StartTime%3E=2026-09-21T00:00:00Z".into()).await.len(), 2);
    assert_eq!(found("StartTime%3C=2026-09-21".into()).await.len(), 0);
    assert_eq!(found("StartTime%3E=2026-09-22".into()).await.len(), 0);
    assert_eq!(found("EndTime%3C=2026-09-22".into()).await, [ended]);
    for bad in ["Status=asleep", "StartTime=yesterday", "ParentCallSid=x"] {
        let got = house.get(&login, &login.at(&format!("/Calls.json?{bad}"))).await;
        assert_eq!(got.problem(), (400, 20001), "{bad}");
    }
}

/// What was asked of a call, in order.
async fn updates(house: &House, account: AccountSid, sid: CallSid) -> Vec<CallUpdate> {
    let stream = commands::codec::stream_id::<CallDecider>(account, sid);
    let stored = house.writer.store.read_stream(&stream, Default::default(), 100).await.unwrap();
    let asked = stored.iter().filter_map(|event| {
        let event = commands::codec::payload::<CallEvent>(event).unwrap();
        let CallEvent::CallUpdateRequested(requested) = event else { return None };
        Some(requested.update)
    });
    asked.collect()
}

#[tokio::test]
async fn a_live_call_is_asked_to_change_and_an_ended_one_refuses() {
    let house = House::build();
    let login = house.account().await;
    let sid = house.call(login.sid, "+15105550100", false).await;
    let path = login.at(&format!("/Calls/{sid}.json"));
    let forms: [&[(&str, &str)]; 4] = [
        &[
            ("Url", "https://new.example/"),
            ("Method", "GET"),
            ("FallbackUrl", "https://f.example/"),
        ],
        &[("Twiml", "<Response/>")],
        &[("Status", "canceled")],
        &[("Status", "completed")],
    ];
    for form in &forms[..2] {
        assert_eq!(house.post(&login, &path, form).await.ok()["status"], "in-progress");
    }
    house.post(&login, &path, forms[3]).await.ok();
    let mut live = LiveCall::resume(&house.writer, login.sid, sid).await.unwrap();
    let updates = updates(&house, login.sid, sid).await;
    assert_eq!(updates.len(), 3);
    assert!(
        matches!(&updates[0], CallUpdate::Redirect { uri, fallback: Some(_) } if uri.url == "https://new.example/")
    );
    assert_eq!(updates[1], CallUpdate::Document { twiml: "<Response/>".into() });
    assert_eq!(updates[2], CallUpdate::End { only_unanswered: false });
    assert_eq!(house.delete(&login, &path).await.problem(), (409, 20009));
    live.record(&house.writer, clock(), vec![ended().into()]).await.unwrap();
    house.catch_up().await;
    for form in forms {
        assert_eq!(house.post(&login, &path, form).await.problem(), (400, 21220), "{form:?}");
    }
    assert_eq!(house.delete(&login, &path).await.status, 204);
    assert_eq!(house.get(&login, &path).await.problem(), (404, 20404));
    assert_eq!(house.delete(&login, &path).await.problem(), (404, 20404));
    assert_eq!(house.get(&login, &login.at("/Calls.json")).await.ok()["calls"], json!([]));
    let kept = house.get(&login, &format!("/v1/Streams/{sid}")).await.ok();
    assert_eq!((&kept["state"]["is_deleted"], &kept["version"]), (&json!(true), &json!(9)));
    let totals = house.get(&login, "/v1/Totals").await.ok();
    let ended = totals["calls"].as_array().unwrap().iter().find(|t| t["outcome"] == "completed");
    assert_eq!(
        (&ended.unwrap()["calls"], &ended.unwrap()["duration_ms"]),
        (&json!(1), &json!(61_500))
    );
    assert_eq!(totals["faults"][0]["error_code"], 12100);
}

#[tokio::test]
async fn the_settings_of_a_live_call_change_alone_or_before_what_interrupts_it() {
    let house = House::build();
    let login = house.account().await;
    let sid = house.call(login.sid, "+15105550100", false).await;
    let path = login.at(&format!("/Calls/{sid}.json"));
    let forms: [Form<'_>; 5] = [
        &[
            ("TimeLimit", "90"),
            ("StatusCallback", "https://s.example/"),
            ("StatusCallbackMethod", "GET"),
        ],
        &[("FallbackUrl", "https://f.example/"), ("Twiml", "<Response/>")],
        &[("FallbackUrl", "https://f.example/"), ("Url", "https://u.example/"), ("TimeLimit", "5")],
        &[("FallbackMethod", "GET"), ("StatusCallbackMethod", "GET"), ("Method", "GET")],
        &[("StatusCallback", "")],
    ];
    for form in forms {
        house.post(&login, &path, form).await.ok();
    }
    let uri = |url, method| ApplicationUri::new(url, method);
    let fallback = Some(uri("https://f.example/", HttpMethod::Post));
    let settings = |status_callback, fallback, time_limit_s| CallUpdate::Settings {
        stops_status_callback: false,
        status_callback,
        fallback,
        time_limit_s,
    };
    let silence = CallUpdate::Settings {
        status_callback: None,
        stops_status_callback: true,
        fallback: None,
        time_limit_s: None,
    };
    let expected = [
        settings(Some(uri("https://s.example/", HttpMethod::Get)), None, Some(90)),
        settings(None, fallback.clone(), None),
        CallUpdate::Document { twiml: "<Response/>".into() },
        settings(None, None, Some(5)),
        CallUpdate::Redirect { uri: uri("https://u.example/", HttpMethod::Post), fallback },
        silence,
    ];
    assert_eq!(updates(&house, login.sid, sid).await, expected);
}

#[tokio::test]
async fn an_update_that_makes_no_sense_is_refused() {
    let house = House::build();
    let login = house.account().await;
    let sid = house.call(login.sid, "+15105550100", false).await;
    let path = login.at(&format!("/Calls/{sid}.json"));
    let long = format!("<Response>{}</Response>", "x".repeat(70_000));
    let cases: [(Form<'_>, (u16, u64)); 12] = [
        (&[("Url", "nonsense")], (400, 21205)),
        (&[("Url", "https://a.example/"), ("Method", "PUT")], (400, 21209)),
        (&[("Url", "https://a.example/"), ("Twiml", "<Response/>")], (400, 20001)),
        (&[("Status", "asleep")], (400, 20001)),
        (&[("Status", "completed"), ("Twiml", "<Response/>")], (400, 20001)),
        (&[("TimeLimit", "0")], (400, 20001)),
        (&[("TimeLimit", "86401")], (400, 20001)),
        (&[("TimeLimit", "a while")], (400, 20001)),
        (&[("StatusCallback", "nonsense")], (400, 21502)),
        (
            &[("StatusCallback", "https://a.example/"), ("StatusCallbackMethod", "PUT")],
            (400, 21209),
        ),
        (&[("FallbackUrl", "nonsense"), ("Twiml", "<Response/>")], (400, 21205)),
        (&[("Twiml", &long)], (413, 20413)),
    ];
    for (form, problem) in cases {
        assert_eq!(house.post(&login, &path, form).await.problem(), problem, "{:?}", form[0].0);
    }
    assert_eq!(updates(&house, login.sid, sid).await, [], "nothing of a refused request is kept");
    house.post(&login, &path, &[]).await.ok();
    let created =
        house.post(&login, &login.at("/Calls.json"), &[("To", "+1"), ("From", "+1")]).await;
    assert_eq!(created.problem(), (501, 20501));
}

#[tokio::test]
async fn the_exchanges_and_notifications_of_a_call_are_below_it() {
    let house = House::build();
    let login = house.account().await;
    let sid = house.call(login.sid, "+15105550100", true).await;
    house.call(login.sid, "+15105550101", true).await;
    let events = house.get(&login, &login.at(&format!("/Calls/{sid}/Events.json"))).await.ok();
    let event = &events["events"][0];
    assert_eq!(events["events"].as_array().unwrap().len(), 1);
    assert_eq!(event["request"]["url"], "https://tenant.example/voice");
    assert_eq!(event["request"]["parameters"]["From"], "+1555");
    assert_eq!(event["response"]["response_code"], 200);
    assert_eq!(event["response"]["response_body"], "<Response>");
    let list = login.at(&format!("/Calls/{sid}/Notifications.json"));
    let below = house.get(&login, &list).await.ok();
    let notification = &below["notifications"][0];
    assert_eq!(below["notifications"].as_array().unwrap().len(), 1);
    assert_eq!((&notification["error_code"], &notification["log"]), (&json!("12100"), &json!("0")));
    assert_eq!(notification["request_method"], "POST");
    let one = house.get(&login, text(&notification["uri"])).await.ok();
    assert_eq!(one["response_body"], "<Response>");
    assert_eq!(one["request_variables"], "From=%2B1555");
    let sid = text(&one["sid"]);
    let all = house.get(&login, &login.at("/Notifications.json?Log=0")).await.ok();
    assert_eq!(all["notifications"].as_array().unwrap().len(), 2);
    let none = house.get(&login, &login.at("/Notifications.json?Log=1")).await.ok();
    assert_eq!(none["notifications"], json!([]));
    let dated = login.at("/Notifications.json?MessageDate=2026-09-20");
    assert_eq!(house.get(&login, &dated).await.ok()["notifications"], json!([]));
    let path = login.at(&format!("/Notifications/{sid}.json"));
    house.get(&login, &path).await.ok();
    assert_eq!(house.delete(&login, &path).await.problem(), (405, 20004));
}

#[tokio::test]
async fn a_call_is_found_by_whoever_was_told_of_it_however_far_behind_the_read_side_is() {
    let house = House::build();
    let login = house.account().await;
    for number in 0..20 {
        let sid = CallSid::from_bits(0xca11 + number);
        let mut live = LiveCall::begin(login.sid, sid);
        let first = received("+15105550100").into();
        live.record(&house.writer, clock(), vec![first]).await.unwrap();
        let shown = house.get(&login, &login.at(&format!("/Calls/{sid}.json"))).await.ok();
        assert_eq!(shown["status"], "ringing");
    }
}
