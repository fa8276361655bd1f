use serde_json::json;

use super::house::{House, text};

#[tokio::test]
async fn an_application_is_made_changed_and_removed() {
    let house = House::build();
    let login = house.account().await;
    let form = [
        ("FriendlyName", "IVR"),
        ("VoiceUrl", "https://a.example/voice?x=1#rc=2"),
        ("VoiceMethod", "get"),
        ("VoiceFallbackUrl", "https://b.example/static.xml"),
        ("VoiceFallbackMethod", "GET"),
        ("StatusCallback", "https://a.example/status"),
        ("SmsUrl", "https://a.example/sms"),
    ];
    let made = house.post(&login, &login.at("/Applications.json"), &form).await;
    assert_eq!(made.status, 201);
    let made = made.ok();
    assert_eq!(made["voice_url"], "https://a.example/voice?x=1#rc=2");
    assert_eq!(
        (&made["voice_method"], &made["status_callback_method"]),
        (&json!("GET"), &json!("POST"))
    );
    assert_eq!(made["voice_fallback_url"], "https://b.example/static.xml");
    assert_eq!(made["voice_fallback_method"], "GET");
    let uri = text(&made["uri"]).to_owned();
    assert_eq!(house.get(&login, &uri).await.ok(), made);
    let form = [("VoiceUrl", ""), ("VoiceFallbackUrl", ""), ("FriendlyName", "IVR 2")];
    let changed = house.post(&login, &uri, &form).await.ok();
    assert_eq!(changed["voice_url"], json!(null));
    assert_eq!(changed["voice_fallback_url"], json!(null));
    assert_eq!(
        (&changed["friendly_name"], &changed["sms_url"]),
        (&json!("IVR 2"), &made["sms_url"])
    );
    assert_eq!(house.delete(&login, &uri).await.status, 204);
    assert_eq!(house.get(&login, &uri).await.problem(), (404, 20404));
    assert_eq!(house.delete(&login, &uri).await.problem(), (404, 20404));
}

#[tokio::test]
async fn an_application_shows_every_field_of_the_dialect() {
    let house = House::build();
    let login = house.account().await;
    let made = house.post(&login, &login.at("/Applications.json"), &[]).await.ok();
    let mut keys: Vec<_> = made.as_object().unwrap().keys().map(String::as_str).collect();
    keys.sort_unstable();
    let expected = [
        "account_sid",
        "api_version",
        "date_created",
        "date_updated",
        "friendly_name",
        "message_status_callback",
        "public_application_connect_enabled",
        "sid",
        "sms_fallback_method",
        "sms_fallback_url",
        "sms_method",
        "sms_status_callback",
        "sms_url",
        "status_callback",
        "status_callback_method",
        "uri",
        "voice_caller_id_lookup",
        "voice_fallback_method",
        "voice_fallback_url",
        "voice_method",
        "voice_url",
    ];
    assert_eq!(keys, expected);
}

#[tokio::test]
async fn a_field_that_says_nonsense_is_refused_with_its_code() {
    let house = House::build();
    let login = house.account().await;
    let cases = [
        ("VoiceUrl", "not a url", 21402),
        ("VoiceUrl", "ftp://a.example/", 21402),
        ("VoiceFallbackUrl", "//x", 21402),
        ("StatusCallback", "x", 21502),
        ("VoiceMethod", "PUT", 21403),
        ("VoiceCallerIdLookup", "perhaps", 20001),
        ("StatusCallbackEvent", "asleep", 21626),
    ];
    for (name, value, code) in cases {
        let got = house.post(&login, &login.at("/Applications.json"), &[(name, value)]).await;
        assert_eq!(got.problem(), (400, code), "{name}={value}");
    }
    let long = "x".repeat(65);
    let got = house.post(&login, &login.at("/Applications.json"), &[("FriendlyName", &long)]).await;
    assert_eq!(got.problem(), (400, 20001));
}

#[tokio::test]
async fn secondaries_are_kept_in_order_and_the_first_is_the_fallback() {
    let house = House::build();
    let login = house.account().await;
    let made = house.post(&login, &login.at("/Applications.json"), &[]).await.ok();
    let base = login.at(&format!("/Applications/{}", text(&made["sid"])));
    let list = format!("{base}/Secondaries.json");
    let form = [
        ("Url", "https://b.example/"),
        ("Method", "GET"),
        ("ErrorClasses", "timeout,error"),
        ("Retries", "2"),
        ("RetryOn", "ct 5xx"),
        ("ReadTimeout", "3000"),
    ];
    let first = house.post(&login, &list, &form).await;
    assert_eq!(first.status, 201);
    let first = first.ok();
    assert_eq!(first["error_classes"], json!(["error", "timeout"]));
    assert_eq!((&first["retries"], &first["retry_on"]), (&json!(2), &json!(["ct", "5xx"])));
    assert_eq!((&first["read_timeout"], &first["connect_timeout"]), (&json!(3000), &json!(5000)));
    let form = [("Url", "https://c.example/"), ("Rank", "1")];
    let second = house.post(&login, &list, &form).await.ok();
    assert_eq!(second["rank"], 1);
    let shown = house.get(&login, &format!("{base}.json")).await.ok();
    assert_eq!(shown["voice_fallback_url"], "https://c.example/");
    let uri = text(&first["uri"]).to_owned();
    assert_eq!(house.get(&login, &uri).await.ok()["rank"], 2);
    let moved = house.post(&login, &uri, &[("Rank", "1"), ("Method", "POST")]).await.ok();
    assert_eq!((&moved["rank"], &moved["method"]), (&json!(1), &json!("POST")));
    assert_eq!(moved["url"], "https://b.example/");
    let all = house.get(&login, &list).await.ok();
    let urls: Vec<_> =
        all["secondaries"].as_array().unwrap().iter().map(|s| s["url"].clone()).collect();
    assert_eq!(urls, ["https://b.example/", "https://c.example/"]);
    for (name, value, code) in [
        ("Url", "nonsense", 21402),
        ("Method", "PUT", 21403),
        ("Rank", "9", 20001),
        ("Retries", "9", 20001),
        ("ConnectTimeout", "1", 20001),
        ("ErrorClasses", "rain", 20001),
        ("RetryOn", "always", 20001),
    ] {
        let got = house.post(&login, &uri, &[(name, value)]).await;
        assert_eq!(got.problem(), (400, code), "{name}={value}");
    }
    assert_eq!(house.post(&login, &list, &[]).await.problem(), (400, 21402));
    assert_eq!(house.delete(&login, &uri).await.status, 204);
    assert_eq!(house.get(&login, &uri).await.problem(), (404, 20404));
    let health = house.get(&login, &format!("{base}/Fallbacks.json")).await.ok();
    assert_eq!((&health["uris"], &health["exhausted"]), (&json!([]), &json!(null)));
}

#[tokio::test]
async fn pages_hold_together_while_rows_are_added() {
    let house = House::build();
    let login = house.account().await;
    let list = login.at("/Applications.json");
    for number in 0..5 {
        house.post(&login, &list, &[("FriendlyName", &format!("a{number}"))]).await.ok();
    }
    let first = house.get(&login, &format!("{list}?PageSize=2")).await.ok();
    assert_eq!((&first["page"], &first["page_size"]), (&json!(0), &json!(2)));
    assert_eq!((&first["start"], &first["end"]), (&json!(0), &json!(1)));
    assert_eq!(first["previous_page_uri"], json!(null));
    house.post(&login, &list, &[("FriendlyName", "late")]).await.ok();
    let mut names = Vec::new();
    let mut page = first.clone();
    loop {
        let rows = page["applications"].as_array().unwrap();
        names.extend(rows.iter().map(|row| text(&row["friendly_name"]).to_owned()));
        let Some(next) = page["next_page_uri"].as_str().map(str::to_owned) else { break };
        page = house.get(&login, &next).await.ok();
    }
    assert_eq!(names, ["a4", "a3", "a2", "a1", "a0"]);
    let back = text(&page["previous_page_uri"]).to_owned();
    let back = house.get(&login, &back).await.ok();
    assert_eq!(back["applications"][0]["friendly_name"], "a2");
    for bad in
        ["PageSize=0", "PageSize=x", "PageToken=zz", "PageToken=PA", "PageToken=PAé", "Page=-1"]
    {
        let got = house.get(&login, &format!("{list}?{}", bad.replace('é', "%C3%A9"))).await;
        assert_eq!(got.problem(), (400, 20006), "{bad}");
    }
    let filtered = house.get(&login, &format!("{list}?FriendlyName=a1&PageSize=1")).await.ok();
    assert_eq!(filtered["applications"].as_array().unwrap().len(), 1);
    assert!(text(&filtered["first_page_uri"]).contains("FriendlyName=a1"));
    assert_eq!(house.get(&login, &format!("{list}?PageSize=5000")).await.ok()["page_size"], 1000);
}

#[tokio::test]
async fn a_repeated_key_makes_one_application() {
    let house = House::build();
    let login = house.account().await;
    let list = login.at("/Applications.json");
    let send = |form: &'static str, key: &'static str| {
        let mut request = login.request("POST", &list, form);
        request.headers_mut().insert("idempotency-key", key.parse().unwrap());
        house.send(request)
    };
    let first = send("FriendlyName=once", "k1").await.ok();
    let again = send("FriendlyName=once", "k1").await.ok();
    assert_eq!(first["sid"], again["sid"]);
    let other = send("FriendlyName=twice", "k1").await;
    assert_eq!(other.problem(), (422, 20422));
    let all = house.get(&login, &list).await.ok();
    assert_eq!(all["applications"].as_array().unwrap().len(), 1);
    assert_eq!(send("", "").await.problem(), (400, 20001));
}
