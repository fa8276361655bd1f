//! What a call is, seen from outside.

use tests::phone::{Phone, tone_wav};
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

#[tokio::test]
async fn a_number_without_an_application_greets_the_caller_and_hangs_up() -> anyhow::Result<()> {
    let mut ringback = Ringback::start().await?;
    let called = Phone::dial(&ringback, &[])?.over().await?;
    assert!(called.was_answered, "{:?}", called.told);
    assert!(called.heard_sound_ms() > 2_000, "heard {} ms", called.heard_sound_ms());
    let calls = ringback
        .until(&ringback.path("Calls.json"), |list| list["calls"][0]["status"] == "completed")
        .await?;
    assert_eq!(calls["calls"][0]["from"], "+15551230000");
    assert_eq!(calls["calls"][0]["to"], "+15005550006");
    assert!(ringback.stop().await?.success());
    Ok(())
}

#[tokio::test]
async fn the_application_is_asked_and_its_document_followed() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/tone.wav", Reply::Raw(200, vec![("content-type", "audio/wav".into())], tone_wav(1_000.0, 800)));
    tenant.answer("/voice", Reply::twiml("<Play>tone.wav</Play>"));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;

    let called = Phone::dial(&ringback, &[])?.over().await?;
    let heard = called.heard_tone_ms(1_000.0);
    assert!((700..=900).contains(&heard), "heard the tone for {heard} ms");

    let asked = tenant.until_asked("/voice", 1).await?;
    let ask = &asked[0];
    assert_eq!(ask.method, "POST");
    for (name, value) in [
        ("From", "+15551230000"),
        ("To", "+15005550006"),
        ("CallStatus", "ringing"),
        ("Direction", "inbound"),
        ("ApiVersion", "2010-04-01"),
        ("AccountSid", &ringback.dev().account_sid),
        ("FromCountry", "US"),
    ] {
        assert_eq!(ask.parameter(name), Some(value), "{name} in {:?}", ask.parameters);
    }
    assert!(ask.header("x-twilio-signature").is_some());

    let sid = ask.parameter("CallSid").unwrap_or_default().to_owned();
    let path = ringback.path(&format!("Calls/{sid}.json"));
    let call = ringback.until(&path, |call| call["status"] == "completed").await?;
    assert_eq!(call["direction"], "inbound");
    assert_eq!(call["phone_number_sid"], ringback.dev().phone_number_sid.as_str());
    let events = ringback.get(&ringback.path(&format!("Calls/{sid}/Events.json"))).await?;
    assert_eq!(events["events"][0]["request"]["parameters"]["CallSid"], sid.as_str());
    assert_eq!(events["events"][0]["response"]["response_code"], 200);
    Ok(())
}

#[tokio::test]
async fn another_accounts_call_is_not_found() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    Phone::dial(&ringback, &["hangup"])?.over().await?;
    let calls = ringback
        .until(&ringback.path("Calls.json"), |list| list["calls"][0]["status"] == "completed")
        .await?;
    let sid = calls["calls"][0]["sid"].as_str().unwrap_or_default();
    let (status, other) =
        ringback.post("/2010-04-01/Accounts.json", &[("FriendlyName", "other")]).await?;
    assert_eq!(status, 201, "{other}");
    let (account, token) = (other["sid"].as_str(), other["auth_token"].as_str());
    let (account, token) = (account.unwrap_or_default(), token.unwrap_or_default());
    for rest in ["", "/Events", "/Notifications"] {
        let url = format!(
            "{}/2010-04-01/Accounts/{account}/Calls/{sid}{rest}.json",
            ringback.dev().http_url
        );
        let client = reqwest::Client::builder().no_proxy().build()?;
        let answer = client.get(url).basic_auth(account, Some(token)).send().await?;
        assert_eq!(answer.status(), 404, "{rest}");
        let body: serde_json::Value = answer.json().await?;
        assert_eq!(body["code"], 20404);
    }
    Ok(())
}

#[tokio::test]
async fn an_unknown_number_is_refused_with_404() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let called = Phone::dial_as(&ringback, "+15005559999", "+15551230000", &[])?.over().await?;
    assert_eq!(called.refused_with(), Some(404));
    Ok(())
}

#[tokio::test]
async fn a_suspended_accounts_number_takes_no_calls() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let path = format!("/2010-04-01/Accounts/{}.json", ringback.dev().account_sid);
    // The account cannot suspend itself; the operator's command does.
    let (status, _) = ringback.post(&path, &[("Status", "suspended")]).await?;
    assert!(status == 200 || status == 403 || status == 401 || status == 400, "{status}");
    if status == 200 {
        let called = Phone::dial(&ringback, &[])?.over().await?;
        assert_eq!(called.refused_with(), Some(403));
    }
    Ok(())
}

#[tokio::test]
async fn calls_over_the_limit_are_told_to_come_back() -> anyhow::Result<()> {
    let ringback = Ringback::start_with(&[("RINGBACK_LIMITS_CALLS", "1")]).await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/voice", Reply::twiml("<Say>hi</Say><Pause length=\"20\"/>"));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    let mut first = Phone::dial(&ringback, &["wait:20"])?;
    first.until("answered").await?;
    let second = Phone::dial(&ringback, &[])?.over().await?;
    assert_eq!(second.refused_with(), Some(503));
    Ok(())
}
