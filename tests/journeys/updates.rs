//! What REST does to a live call.

use tests::phone::{Phone, tone_wav};
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

async fn pausing() -> anyhow::Result<(Ringback, Tenant, Phone, String)> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/voice", Reply::twiml("<Say>Wait.</Say><Pause length=\"50\"/>"));
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 400)));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    let mut phone = Phone::dial(&ringback, &[])?;
    phone.until("answered").await?;
    let asked = tenant.until_asked("/voice", 1).await?;
    let sid = asked[0].parameter("CallSid").unwrap_or_default().to_owned();
    Ok((ringback, tenant, phone, sid))
}

#[tokio::test]
async fn a_url_transfers_control_at_once() -> anyhow::Result<()> {
    let (ringback, tenant, phone, sid) = pausing().await?;
    tenant.answer("/other", Reply::twiml("<Play>tone.wav</Play>"));
    let path = ringback.path(&format!("Calls/{sid}.json"));
    let url = tenant.url("/other");
    let (status, call) = ringback.post(&path, &[("Url", &url), ("Method", "GET")]).await?;
    assert_eq!((status, &call["status"]), (200, &"in-progress".into()), "{call}");
    let called = phone.over().await?;
    assert!(called.heard_tone_ms(1_000.0) >= 300);
    assert_eq!(tenant.asked("/other")[0].method, "GET");
    assert_eq!(ringback.last_call_ended().await?["status"], "completed");
    ringback.proven().await
}

#[tokio::test]
async fn a_document_transfers_control_at_once() -> anyhow::Result<()> {
    let (ringback, tenant, phone, sid) = pausing().await?;
    let path = ringback.path(&format!("Calls/{sid}.json"));
    let document = format!("<Response><Play>{}</Play></Response>", tenant.url("/tone.wav"));
    let (status, call) = ringback.post(&path, &[("Twiml", &document)]).await?;
    assert_eq!(status, 200, "{call}");
    assert!(phone.over().await?.heard_tone_ms(1_000.0) >= 300);
    ringback.proven().await
}

#[tokio::test]
async fn completed_ends_the_call() -> anyhow::Result<()> {
    let (ringback, _tenant, phone, sid) = pausing().await?;
    let path = ringback.path(&format!("Calls/{sid}.json"));
    let (status, call) = ringback.post(&path, &[("Status", "completed")]).await?;
    assert_eq!(status, 200, "{call}");
    assert!(phone.over().await?.told("ended"));
    assert_eq!(ringback.last_call_ended().await?["status"], "completed");
    let (status, refused) = ringback.post(&path, &[("Status", "completed")]).await?;
    assert_eq!((status, &refused["code"]), (400, &21220.into()), "{refused}");
    ringback.proven().await
}

#[tokio::test]
async fn a_call_survives_the_restart_of_its_application() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    let address = tenant.address();
    tenant.answer(
        "/voice",
        Reply::twiml("<Gather action=\"/next\" numDigits=\"1\" timeout=\"20\"/>"),
    );
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    let mut phone = Phone::dial(&ringback, &["wait:1", "digits:1"])?;
    phone.until("answered").await?;
    tenant.stop().await;
    let tenant = Tenant::start_at(address).await?;
    tenant.answer("/next", Reply::twiml("<Play>tone.wav</Play>"));
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 400)));
    assert!(phone.over().await?.heard_tone_ms(1_000.0) >= 300);
    assert_eq!(tenant.asked("/next")[0].parameter("Digits"), Some("1"));
    ringback.proven().await
}

#[tokio::test]
async fn an_ended_call_can_be_removed_from_view_and_stays_in_the_audit_log() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    Phone::dial(&ringback, &["hangup"])?.over().await?;
    let call = ringback.last_call_ended().await?;
    let sid = call["sid"].as_str().unwrap_or_default();
    let path = ringback.path(&format!("Calls/{sid}.json"));
    let answer = ringback.request(reqwest::Method::DELETE, &path).send().await?;
    assert_eq!(answer.status(), 204);
    let answer = ringback.request(reqwest::Method::GET, &path).send().await?;
    assert_eq!(answer.status(), 404);
    let stream = ringback.get(&format!("/v1/Streams/{sid}")).await?;
    let last = stream["events"].as_array().and_then(|events| events.last().cloned());
    assert_eq!(last.map(|event| event["type"].clone()), Some("CallDeleted".into()));
    ringback.proven().await
}

#[tokio::test]
async fn status_callbacks_come_in_order_and_hold_nothing_up() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/voice", Reply::twiml("<Pause length=\"1\"/><Say>Hi.</Say>"));
    tenant.answer("/status", Reply::Raw(500, vec![], b"a callback does not steer".to_vec()));
    tenant.answer("/over", Reply::twiml("<Say>Nor does this.</Say>"));
    ringback
        .configure_number(&[
            ("VoiceUrl", &tenant.url("/voice")),
            ("StatusCallback", &tenant.url("/status")),
        ])
        .await?;
    let number = &ringback.dev().phone_number_sid;
    let secondaries = ringback.path(&format!("IncomingPhoneNumbers/{number}/Secondaries.json"));
    let over = [("Url", &*tenant.url("/over")), ("ErrorClasses", "status-change")];
    assert_eq!(ringback.post(&secondaries, &over).await?.0, 201);
    Phone::dial(&ringback, &[])?.over().await?;
    let asked = tenant.until_asked("/status", 1).await?;
    let last = asked.last().expect("one callback");
    assert_eq!(last.parameter("CallStatus"), Some("completed"));
    assert!(last.parameter("CallDuration").is_some() && last.parameter("Timestamp").is_some());
    assert!(last.header("x-twilio-signature").is_some());
    let numbers: Vec<_> = asked
        .iter()
        .filter_map(|ask| ask.parameter("SequenceNumber")?.parse::<u32>().ok())
        .collect();
    assert!(numbers.is_sorted(), "{numbers:?}");
    let call = ringback.last_call_ended().await?;
    assert_eq!(call["status"], "completed");
    let sid = call["sid"].as_str().unwrap_or_default();
    let path = format!("/v1/Streams/{sid}");
    ringback
        .until(&path, |stream| {
            let events = stream["events"].as_array();
            events
                .is_some_and(|events| events.iter().any(|event| event["type"] == "StatusNotified"))
        })
        .await?;
    let end = tenant.until_asked("/over", 1).await?;
    assert_eq!(end[0].parameter("CallStatus"), Some("completed"), "the class status-change");
    let number = end[0].parameter("SequenceNumber").and_then(|it| it.parse::<usize>().ok());
    assert_eq!(number, Some(asked.len()), "after the callbacks");
    let path = ringback.path("Notifications.json");
    let raised = ringback.until(&path, |list| list["notifications"][0].is_object()).await?;
    let raised = &raised["notifications"][0];
    assert_eq!((&raised["error_code"], &raised["log"]), (&"11200".into(), &"0".into()));
    assert_eq!(raised["request_url"], tenant.url("/status"));
    ringback.proven().await
}
