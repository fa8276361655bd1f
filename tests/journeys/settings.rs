//! What REST changes about a live call without interrupting it.

use std::time::Instant;

use tests::phone::{Phone, tone_wav};
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

/// A call that follows `verbs`, and the path of its resource.
async fn following(verbs: &str) -> anyhow::Result<(Ringback, Tenant, Phone, String)> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/voice", Reply::twiml(verbs));
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 400)));
    tenant.answer("/old", Reply::twiml(""));
    tenant.answer("/new", Reply::twiml(""));
    ringback
        .configure_number(&[
            ("VoiceUrl", &tenant.url("/voice")),
            ("VoiceFallbackUrl", &tenant.url("/old")),
            ("StatusCallback", &tenant.url("/old")),
        ])
        .await?;
    let mut phone = Phone::dial(&ringback, &[])?;
    phone.until("answered").await?;
    let asked = tenant.until_asked("/voice", 1).await?;
    let sid = asked[0].parameter("CallSid").unwrap_or_default();
    let path = ringback.path(&format!("Calls/{sid}.json"));
    Ok((ringback, tenant, phone, path))
}

#[tokio::test]
async fn a_time_limit_ends_the_call_that_long_after_its_answer() -> anyhow::Result<()> {
    let verbs = "<Play loop=\"0\">tone.wav</Play>";
    let (ringback, _tenant, phone, path) = following(verbs).await?;
    let began = Instant::now();
    let (status, call) = ringback.post(&path, &[("TimeLimit", "2")]).await?;
    assert_eq!((status, &call["status"]), (200, &"in-progress".into()), "{call}");
    assert!(phone.over().await?.told("ended"));
    assert!(began.elapsed().as_secs() < 20, "it took {:?}", began.elapsed());
    let call = ringback.last_call_ended().await?;
    assert_eq!(call["status"], "completed");
    let seconds: u32 = call["duration"].as_str().unwrap_or_default().parse()?;
    assert!((2..=3).contains(&seconds), "{seconds}");
    let sid = call["sid"].as_str().unwrap_or_default();
    let stream = ringback.get(&format!("/v1/Streams/{sid}")).await?;
    let empty = Vec::new();
    let events = stream["events"].as_array().unwrap_or(&empty);
    let end = events.iter().find(|event| event["type"] == "CallEnded");
    assert_eq!(end.map(|event| &event["data"]["cause"]), Some(&"limit".into()), "{stream}");
    ringback.proven().await
}

#[tokio::test]
async fn a_status_callback_given_during_the_call_is_told_of_its_end() -> anyhow::Result<()> {
    let (ringback, tenant, phone, path) =
        following("<Say>Wait.</Say><Pause length=\"50\"/>").await?;
    let new = tenant.url("/new");
    let form =
        [("StatusCallback", &*new), ("StatusCallbackMethod", "GET"), ("Status", "completed")];
    let (status, call) = ringback.post(&path, &form).await?;
    assert_eq!(status, 200, "{call}");
    phone.over().await?;
    let told = tenant.until_asked("/new", 1).await?;
    assert_eq!(told[0].method, "GET");
    assert_eq!(told[0].parameter("CallStatus"), Some("completed"));
    assert!(tenant.asked("/old").is_empty(), "the callback before is not told any more");
    ringback.proven().await
}

#[tokio::test]
async fn a_fallback_given_during_the_call_serves_the_next_fault() -> anyhow::Result<()> {
    let (ringback, tenant, phone, path) =
        following("<Play>tone.wav</Play><Pause length=\"3\"/><Redirect>/broken</Redirect>").await?;
    tenant.answer("/broken", Reply::Raw(500, vec![], b"out of order".to_vec()));
    tenant.answer("/backup", Reply::twiml("<Play>tone.wav</Play>"));
    let form = [("FallbackUrl", &*tenant.url("/backup")), ("FallbackMethod", "GET")];
    let (status, call) = ringback.post(&path, &form).await?;
    assert_eq!(status, 200, "{call}");
    let heard = phone.over().await?.heard_tone_ms(1_000.0);
    assert!(heard >= 600, "both tones are heard: {heard} ms");
    let asked = tenant.asked("/backup");
    assert_eq!((asked.len(), asked[0].parameter("ErrorCode")), (1, Some("11200")));
    ringback.proven().await
}

#[tokio::test]
async fn the_operator_limits_calls_and_chooses_the_words() -> anyhow::Result<()> {
    let greeting = "Wait. ".repeat(40);
    let own = [("RINGBACK_CALLS_MAX_CALL_S", "1"), ("RINGBACK_CALLS_GREETING", &greeting)];
    let ringback = Ringback::start_with(&own).await?;
    Phone::dial(&ringback, &[])?.over().await?;
    let call = ringback.last_call_ended().await?;
    let sid = call["sid"].as_str().unwrap_or_default();
    let stream = ringback.get(&format!("/v1/Streams/{sid}")).await?.to_string();
    assert!(
        stream.contains("\"cause\":\"limit\"") && stream.contains("\"max_call_ms\":1000"),
        "{stream}"
    );
    ringback.proven().await
}
