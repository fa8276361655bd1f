//! What a call is, seen from outside.

use tests::phone::{Phone, tone_wav};
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

#[tokio::test]
async fn a_number_without_an_application_greets_the_caller_and_hangs_up() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let called = Phone::dial(&ringback, &[])?.over().await?;
    assert!(called.was_answered, "{:?}", called.told);
    assert!(called.heard_sound_ms() > 2_000, "heard {} ms", called.heard_sound_ms());
    let call = ringback.last_call_ended().await?;
    assert_eq!(call["from"], "+15551230000");
    assert_eq!(call["to"], "+15005550006");
    assert_eq!(call["direction"], "inbound");
    ringback.proven().await
}

#[tokio::test]
async fn the_application_is_asked_and_its_document_followed() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 800)));
    tenant.answer("/voice", Reply::twiml("<Play>tone.wav</Play>"));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;

    let caller = "+14155551234";
    let called = Phone::dial_as(&ringback, "+15005550006", caller, &[])?.over().await?;
    let heard = called.heard_tone_ms(1_000.0);
    assert!((640..=840).contains(&heard), "heard the tone for {heard} ms");

    let asked = tenant.until_asked("/voice", 1).await?;
    let ask = &asked[0];
    assert_eq!(ask.method, "POST");
    for (name, value) in [
        ("From", caller),
        ("To", "+15005550006"),
        ("Caller", caller),
        ("Called", "+15005550006"),
        ("CallStatus", "ringing"),
        ("Direction", "inbound"),
        ("ApiVersion", "2010-04-01"),
        ("AccountSid", &ringback.dev().account_sid),
        ("FromCountry", "US"),
        ("FromState", "CA"),
    ] {
        assert_eq!(ask.parameter(name), Some(value), "{name} in {:?}", ask.parameters);
    }
    assert!(ask.header("x-twilio-signature").is_some());

    let sid = ask.parameter("CallSid").unwrap_or_default().to_owned();
    let call = ringback.last_call_ended().await?;
    assert_eq!(call["sid"], sid.as_str());
    assert_eq!(call["phone_number_sid"], ringback.dev().phone_number_sid.as_str());
    let events = ringback.get(&ringback.path(&format!("Calls/{sid}/Events.json"))).await?;
    assert_eq!(events["events"][0]["request"]["parameters"]["CallSid"], sid.as_str());
    assert_eq!(events["events"][0]["response"]["response_code"], 200);
    ringback.proven().await
}

#[tokio::test]
async fn the_caller_may_hang_up_at_any_time() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/voice", Reply::twiml("<Say>One</Say><Pause length=\"30\"/><Say>Two</Say>"));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    Phone::dial(&ringback, &["wait:1", "hangup"])?.over().await?;
    let call = ringback.last_call_ended().await?;
    assert_eq!(call["status"], "completed");
    let seconds: u64 = call["duration"].as_str().unwrap_or_default().parse()?;
    assert!(seconds < 10, "the call lasted {seconds} s");
    ringback.proven().await
}

#[tokio::test]
async fn an_unknown_number_is_refused_with_404() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let called = Phone::dial_as(&ringback, "+15005559999", "+15551230000", &[])?.over().await?;
    assert_eq!(called.refused_with(), Some(404));
    Ok(())
}

#[tokio::test]
async fn a_suspended_account_takes_no_calls() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let (status, branch) =
        ringback.post("/2010-04-01/Accounts.json", &[("FriendlyName", "Branch")]).await?;
    assert_eq!(status, 201, "{branch}");
    let branch = branch["sid"].as_str().unwrap_or_default();
    let numbers = format!("/2010-04-01/Accounts/{branch}/IncomingPhoneNumbers.json");
    let (status, number) = ringback.post(&numbers, &[("PhoneNumber", "+14155550100")]).await?;
    assert_eq!(status, 201, "{number}");
    let called = Phone::dial_as(&ringback, "+14155550100", "+15551230000", &["hangup"])?;
    assert!(called.over().await?.was_answered);

    let account = format!("/2010-04-01/Accounts/{branch}.json");
    let (status, suspended) = ringback.post(&account, &[("Status", "suspended")]).await?;
    assert_eq!((status, &suspended["status"]), (200, &"suspended".into()));
    let called = Phone::dial_as(&ringback, "+14155550100", "+15551230000", &[])?.over().await?;
    assert_eq!(called.refused_with(), Some(403));

    let (status, _) = ringback.post(&account, &[("Status", "active")]).await?;
    assert_eq!(status, 200);
    let called = Phone::dial_as(&ringback, "+14155550100", "+15551230000", &["hangup"])?;
    assert!(called.over().await?.was_answered);
    ringback.proven().await
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

#[tokio::test]
async fn another_accounts_call_is_not_found() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    Phone::dial(&ringback, &["hangup"])?.over().await?;
    let call = ringback.last_call_ended().await?;
    let sid = call["sid"].as_str().unwrap_or_default();
    let (_, other) =
        ringback.post("/2010-04-01/Accounts.json", &[("FriendlyName", "other")]).await?;
    let account = other["sid"].as_str().unwrap_or_default();
    for rest in ["", "/Events", "/Notifications"] {
        let path = format!("/2010-04-01/Accounts/{account}/Calls/{sid}{rest}.json");
        let (status, body) = ringback.get_as(&other, &path).await?;
        assert_eq!((status, &body["code"]), (404, &20404.into()), "{rest}");
    }
    let (status, body) = ringback.get_as(&other, &format!("/v1/Streams/{sid}")).await?;
    assert_eq!((status, &body["code"]), (404, &20404.into()));
    Ok(())
}
