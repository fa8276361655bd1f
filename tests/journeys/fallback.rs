//! When the tenant's application fails.

use tests::phone::{Phone, tone_wav};
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

/// A number whose primary is `/primary` and whose fallback plays a tone.
async fn failing(primary: Reply) -> anyhow::Result<(Ringback, Tenant)> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/primary", primary);
    tenant.answer("/fallback", Reply::twiml("<Play>tone.wav</Play>"));
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 400)));
    ringback
        .configure_number(&[
            ("VoiceUrl", &tenant.url("/primary")),
            ("VoiceFallbackUrl", &tenant.url("/fallback")),
        ])
        .await?;
    Ok((ringback, tenant))
}

/// The call goes on with the fallback, which is told this code, and the tenant is notified of it.
async fn falls_back(ringback: &Ringback, tenant: &Tenant, code: &str) -> anyhow::Result<()> {
    let called = Phone::dial(ringback, &[])?.over().await?;
    assert!(called.heard_tone_ms(1_000.0) >= 300, "the fallback was not heard: {:?}", called.told);
    let asked = tenant.until_asked("/fallback", 1).await?;
    assert_eq!(asked[0].parameter("ErrorCode"), Some(code), "{:?}", asked[0].parameters);
    assert!(asked[0].parameter("ErrorUrl").is_some_and(|url| url.contains("/primary")));
    assert!(asked[0].parameter("CallSid").is_some());
    let call = ringback.last_call_ended().await?;
    assert_eq!(call["status"], "completed");
    let path = ringback.path("Notifications.json");
    let list = ringback.until(&path, |list| list["notifications"][0].is_object()).await?;
    assert_eq!(list["notifications"][0]["error_code"], code);
    assert_eq!(list["notifications"][0]["call_sid"], call["sid"]);
    Ok(())
}

#[tokio::test]
async fn an_http_error_asks_the_fallback() -> anyhow::Result<()> {
    let (ringback, tenant) = failing(Reply::Raw(500, vec![], b"oops".to_vec())).await?;
    falls_back(&ringback, &tenant, "11200").await?;
    ringback.proven().await
}

#[tokio::test]
async fn nonsense_asks_the_fallback() -> anyhow::Result<()> {
    let (ringback, tenant) = failing(Reply::Document("text/xml", "<Response><Say>".into())).await?;
    falls_back(&ringback, &tenant, "12100").await?;
    ringback.proven().await
}

#[tokio::test]
async fn a_wrong_content_type_asks_the_fallback() -> anyhow::Result<()> {
    let (ringback, tenant) = failing(Reply::Document("application/pdf", "%PDF".into())).await?;
    falls_back(&ringback, &tenant, "12300").await?;
    ringback.proven().await
}

#[tokio::test]
async fn a_body_without_end_asks_the_fallback() -> anyhow::Result<()> {
    let (ringback, tenant) = failing(Reply::Endless).await?;
    falls_back(&ringback, &tenant, "11750").await?;
    ringback.proven().await
}

#[tokio::test]
async fn a_redirect_loop_asks_the_fallback() -> anyhow::Result<()> {
    let again = Reply::Raw(302, vec![("location", "/primary".into())], vec![]);
    let (ringback, tenant) = failing(again).await?;
    falls_back(&ringback, &tenant, "11215").await?;
    ringback.proven().await
}

#[tokio::test]
async fn a_server_that_hangs_asks_the_fallback_after_the_read_timeout() -> anyhow::Result<()> {
    let (ringback, tenant) = failing(Reply::Hang).await?;
    let slow = format!("{}#rt=500&rc=0", tenant.url("/primary"));
    ringback.configure_number(&[("VoiceUrl", &slow)]).await?;
    let called = Phone::dial(&ringback, &[])?.over().await?;
    assert!(called.heard_tone_ms(1_000.0) >= 300);
    let asked = tenant.until_asked("/fallback", 1).await?;
    assert!(asked[0].parameter("ErrorCode").is_some());
    ringback.proven().await
}

#[tokio::test]
async fn a_server_that_is_gone_asks_the_fallback_on_another_host() -> anyhow::Result<()> {
    let (ringback, tenant) = failing(Reply::twiml("")).await?;
    let gone = {
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.local_addr()?
    };
    ringback.configure_number(&[("VoiceUrl", &format!("http://{gone}/primary"))]).await?;
    falls_back(&ringback, &tenant, "11205").await?;
    ringback.proven().await
}

#[tokio::test]
async fn a_missing_sound_in_the_middle_asks_the_fallback_and_repeats_nothing() -> anyhow::Result<()>
{
    let document =
        Reply::twiml("<Pause length=\"1\"/><Play>missing.wav</Play><Play>tone.wav</Play>");
    let (ringback, tenant) = failing(document).await?;
    let called = Phone::dial(&ringback, &[])?.over().await?;
    let tone = called.heard_tone_ms(1_000.0);
    assert!((300..=480).contains(&tone), "the tone is heard once, in the fallback: {tone} ms");
    let asked = tenant.until_asked("/fallback", 1).await?;
    assert!(asked[0].parameter("ErrorUrl").is_some_and(|url| url.ends_with("/missing.wav")));
    assert!(asked[0].parameter("ErrorPosition").is_some(), "{:?}", asked[0].parameters);
    assert_eq!(tenant.asked("/primary").len(), 1);
    ringback.proven().await
}

#[tokio::test]
async fn when_everything_fails_the_caller_hears_an_apology() -> anyhow::Result<()> {
    let (ringback, tenant) = failing(Reply::Raw(503, vec![], vec![])).await?;
    ringback.configure_number(&[("VoiceFallbackUrl", &tenant.url("/nowhere"))]).await?;
    let called = Phone::dial(&ringback, &[])?.over().await?;
    assert!(called.heard_sound_ms() > 1_000);
    let call = ringback.last_call_ended().await?;
    let sid = call["sid"].as_str().unwrap_or_default();
    let stream = ringback.get(&format!("/v1/Streams/{sid}")).await?;
    let events = stream["events"].as_array().cloned().unwrap_or_default();
    let ended = events.iter().find(|event| event["type"] == "CallEnded");
    assert_eq!(ended.map(|event| &event["data"]["cause"]), Some(&"application-failed".into()));
    let path = ringback.path("Notifications.json");
    let list = ringback
        .until(&path, |list| list["notifications"].as_array().is_some_and(|n| n.len() >= 3))
        .await?;
    let notifications = list["notifications"].as_array().cloned().unwrap_or_default();
    let mut codes: Vec<_> = notifications.iter().map(|n| n["error_code"].as_str()).collect();
    codes.sort_unstable();
    assert_eq!(codes, [Some("11200"), Some("11200"), Some("90200")], "each fault, and the end");
    ringback.proven().await
}

#[tokio::test]
async fn more_secondaries_are_tried_in_order_by_the_class_that_they_serve() -> anyhow::Result<()> {
    let (ringback, tenant) = failing(Reply::Raw(500, vec![], vec![])).await?;
    tenant.answer("/last", Reply::twiml("<Play>tone.wav</Play>"));
    let number = &ringback.dev().phone_number_sid;
    ringback.configure_number(&[("VoiceFallbackUrl", &tenant.url("/also-broken"))]).await?;
    let path = ringback.path(&format!("IncomingPhoneNumbers/{number}/Secondaries.json"));
    let timeouts = tenant.url("/only-for-timeouts");
    let (status, made) =
        ringback.post(&path, &[("Url", timeouts.as_str()), ("ErrorClasses", "timeout")]).await?;
    assert_eq!(status, 201, "{made}");
    let last = tenant.url("/last");
    let (status, made) = ringback.post(&path, &[("Url", last.as_str()), ("Method", "GET")]).await?;
    assert_eq!(status, 201, "{made}");
    let called = Phone::dial(&ringback, &[])?.over().await?;
    assert!(called.heard_tone_ms(1_000.0) >= 300, "{:?}", called.told);
    assert_eq!(tenant.asked("/also-broken").len(), 1);
    assert_eq!(tenant.asked("/only-for-timeouts").len(), 0);
    let asked = tenant.until_asked("/last", 1).await?;
    assert_eq!(asked[0].method, "GET");
    assert!(asked[0].parameter("ErrorUrl").is_some_and(|url| url.contains("/also-broken")));
    ringback.proven().await
}
