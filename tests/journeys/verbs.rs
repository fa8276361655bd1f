//! What each verb does on a real line.

use tests::phone::{Phone, tone_file, tone_wav};
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

async fn with_document(inside: &str) -> anyhow::Result<(Ringback, Tenant)> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/voice", Reply::twiml(inside));
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 400)));
    tenant.answer("/long.wav", Reply::wav(tone_wav(700.0, 20_000)));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    Ok((ringback, tenant))
}

#[tokio::test]
async fn gather_collects_digits_and_asks_its_action_with_them() -> anyhow::Result<()> {
    let (ringback, tenant) = with_document(
        "<Gather action=\"/menu\" numDigits=\"3\"><Play>long.wav</Play></Gather><Say>nothing</Say>",
    )
    .await?;
    tenant.answer("/menu", Reply::twiml("<Hangup/>"));
    let called = Phone::dial(&ringback, &["wait:0.5", "digits:4*7"])?.over().await?;
    assert!(called.told("ended"), "{:?}", called.told);
    let asked = tenant.until_asked("/menu", 1).await?;
    assert_eq!(asked[0].parameter("Digits"), Some("4*7"));
    assert_eq!(asked[0].parameter("CallStatus"), Some("in-progress"));
    assert!(called.heard_tone_ms(700.0) < 5_000, "the first digit interrupts the prompt");
    ringback.proven().await
}

#[tokio::test]
async fn gather_without_digits_falls_through() -> anyhow::Result<()> {
    let (ringback, tenant) =
        with_document("<Gather action=\"/menu\" timeout=\"1\"/><Play>tone.wav</Play>").await?;
    let called = Phone::dial(&ringback, &[])?.over().await?;
    assert!(called.heard_tone_ms(1_000.0) >= 300);
    assert!(tenant.asked("/menu").is_empty());
    ringback.proven().await
}

#[tokio::test]
async fn the_finishing_key_ends_a_gather_and_is_not_a_digit() -> anyhow::Result<()> {
    let (ringback, tenant) =
        with_document("<Gather action=\"/menu\" finishOnKey=\"#\" timeout=\"10\"/>").await?;
    tenant.answer("/menu", Reply::twiml("<Hangup/>"));
    Phone::dial(&ringback, &["wait:0.3", "digits:12#"])?.over().await?;
    let asked = tenant.until_asked("/menu", 1).await?;
    assert_eq!(asked[0].parameter("Digits"), Some("12"));
    assert_eq!(asked[0].parameter("FinishedOnKey"), Some("#"));
    ringback.proven().await
}

#[tokio::test]
async fn play_digits_reach_the_callers_phone() -> anyhow::Result<()> {
    let (ringback, _tenant) = with_document("<Play digits=\"1w9#\"/><Pause length=\"1\"/>").await?;
    let called = Phone::dial(&ringback, &[])?.over().await?;
    let pressed: String = called
        .told
        .iter()
        .filter(|happening| happening["event"] == "digit")
        .filter_map(|happening| happening["digit"].as_str())
        .collect();
    assert_eq!(pressed, "19#");
    ringback.proven().await
}

#[tokio::test]
async fn a_later_sound_is_fetched_while_an_earlier_one_is_heard() -> anyhow::Result<()> {
    let (ringback, tenant) = with_document(
        "<Play>long.wav</Play><Play>tone.wav</Play><Redirect>/next</Redirect><Play>never.wav</Play>",
    )
    .await?;
    let phone = Phone::dial(&ringback, &["wait:30"])?;
    tenant.until_asked("/tone.wav", 1).await?;
    let asked = tenant.asked("/voice");
    let sid = asked[0].parameter("CallSid").unwrap_or_default();
    let record = ringback.get(&format!("/v1/Streams/{sid}")).await?.to_string();
    assert!(record.contains("VerbStarted") && !record.contains("PlaybackEnded"), "{record}");
    let path = ringback.path(&format!("Calls/{sid}.json"));
    ringback.post(&path, &[("Status", "completed")]).await?;
    let called = phone.over().await?;
    assert_eq!(called.heard_tone_ms(1_000.0), 0, "the later sound was never reached");
    assert!(tenant.asked("/never.wav").is_empty(), "nothing behind a transfer is fetched");
    ringback.proven().await
}

#[tokio::test]
async fn what_happens_to_a_sound_is_in_the_record() -> anyhow::Result<()> {
    let (ringback, _tenant) = with_document("<Play>tone.wav</Play><Play>gone.wav</Play>").await?;
    Phone::dial(&ringback, &[])?.over().await?;
    let has = |list: &serde_json::Value, name: &str| list.to_string().contains(name);
    let path = "/v1/Events?Limit=200";
    let wanted = ["Requested", "Fetched", "Processed", "Stored", "Failed"];
    let list = ringback
        .until(path, |list| wanted.iter().all(|it| has(list, &format!("MediaAsset{it}"))))
        .await?;
    assert!(has(&list, "/tone.wav") && has(&list, "pcmu-8000"), "{list}");
    ringback.proven().await
}

#[tokio::test]
async fn say_speaks_and_loops() -> anyhow::Result<()> {
    let (ringback, _tenant) = with_document("<Say>Twice.</Say>").await?;
    let once = Phone::dial(&ringback, &[])?.over().await?.heard_sound_ms();
    assert!(once > 200, "heard {once} ms");
    let (ringback, _tenant) = with_document("<Say loop=\"3\">Twice.</Say>").await?;
    let thrice = Phone::dial(&ringback, &[])?.over().await?.heard_sound_ms();
    assert!(thrice > 2 * once, "once {once} ms, three times {thrice} ms");
    ringback.proven().await
}

#[tokio::test]
async fn redirect_goes_on_with_another_document_relative_to_the_first() -> anyhow::Result<()> {
    let (ringback, tenant) =
        with_document("<Redirect method=\"GET\">next/two</Redirect><Say>no</Say>").await?;
    tenant.answer("/next/two", Reply::twiml("<Play>/tone.wav</Play>"));
    let called = Phone::dial(&ringback, &[])?.over().await?;
    assert!(called.heard_tone_ms(1_000.0) >= 300);
    let asked = tenant.until_asked("/next/two", 1).await?;
    assert_eq!(asked[0].method, "GET");
    assert!(asked[0].parameter("CallSid").is_some());
    ringback.proven().await
}

#[tokio::test]
async fn reject_refuses_before_the_answer() -> anyhow::Result<()> {
    let (ringback, _tenant) = with_document("<Reject reason=\"busy\"/>").await?;
    let called = Phone::dial(&ringback, &[])?.over().await?;
    assert_eq!(called.refused_with(), Some(486));
    assert_eq!(ringback.last_call_ended().await?["status"], "busy");
    ringback.proven().await
}

#[tokio::test]
async fn an_element_that_is_not_executed_yet_is_skipped_with_a_notification() -> anyhow::Result<()>
{
    let (ringback, _tenant) =
        with_document("<Record/><Unheard of=\"it\"/><Play>tone.wav</Play>").await?;
    let called = Phone::dial(&ringback, &[])?.over().await?;
    assert!(called.heard_tone_ms(1_000.0) >= 300);
    let call = ringback.last_call_ended().await?;
    let sid = call["sid"].as_str().unwrap_or_default();
    let path = ringback.path(&format!("Calls/{sid}/Notifications.json"));
    let list = ringback
        .until(&path, |list| list["notifications"].as_array().is_some_and(|n| n.len() >= 2))
        .await?;
    let text = list.to_string();
    assert!(text.contains("Record") && text.contains("Unheard"), "{text}");
    ringback.proven().await
}

#[tokio::test]
async fn what_the_caller_says_is_measured() -> anyhow::Result<()> {
    let (ringback, _tenant) =
        with_document("<Pause length=\"1\"/><Say>Hello.</Say><Pause length=\"4\"/>").await?;
    let (_folder, file) = tone_file(500.0, 1_000)?;
    let say = format!("say:{}", file.display());
    Phone::dial(&ringback, &[&say, "wait:0.5", "hangup"])?.over().await?;
    let call = ringback.last_call_ended().await?;
    let sid = call["sid"].as_str().unwrap_or_default();
    let stream = ringback.get(&format!("/v1/Streams/{sid}")).await?;
    let events = stream["events"].as_array().cloned().unwrap_or_default();
    let measured = events.iter().find(|event| event["type"] == "CallMeasured");
    let measured = measured.expect("the call was measured");
    assert_eq!(measured["data"]["codec"], "PCMU");
    assert!(measured["data"]["packets_received"].as_u64() > Some(40), "{measured}");
    assert_eq!(measured["data"]["packets_lost"], 0);
    ringback.proven().await
}

#[tokio::test]
async fn plain_text_is_spoken_and_audio_played() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/text", Reply::Document("text/plain", "Hello there, caller.".into()));
    tenant.answer("/audio", Reply::wav(tone_wav(1_000.0, 400)));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/text"))]).await?;
    assert!(Phone::dial(&ringback, &[])?.over().await?.heard_sound_ms() > 400);
    ringback
        .configure_number(&[("VoiceUrl", &tenant.url("/audio")), ("VoiceMethod", "GET")])
        .await?;
    assert!(Phone::dial(&ringback, &[])?.over().await?.heard_tone_ms(1_000.0) >= 300);
    ringback.proven().await
}

#[tokio::test]
async fn opus_and_gsm_are_heard_on_a_real_line() -> anyhow::Result<()> {
    let directory = tempfile::tempdir()?;
    let (ringback, tenant) =
        with_document("<Play>/a.opus</Play><Pause length=\"1\"/><Play>/b.gsm</Play>").await?;
    for (name, hz, kind, codec) in
        [("a.opus", "1000", "audio/ogg", "libopus"), ("b.gsm", "700", "audio/x-gsm", "libgsm")]
    {
        let path = directory.path().join(name);
        let made = tokio::process::Command::new("ffmpeg")
            .args(["-v", "error", "-f", "lavfi", "-i"])
            .arg(format!("sine=f={hz}:r=8000:d=1"))
            .args(["-ac", "1", "-c:a", codec])
            .arg(&path)
            .status()
            .await?;
        anyhow::ensure!(made.success(), "ffmpeg could not make {name}");
        let content_type = vec![("content-type", kind.to_owned())];
        tenant.answer(&format!("/{name}"), Reply::Raw(200, content_type, std::fs::read(path)?));
    }
    let called = Phone::dial(&ringback, &[])?.over().await?;
    assert!(called.heard_tone_ms(1_000.0) >= 800, "{} ms", called.heard_tone_ms(1_000.0));
    assert!(called.heard_tone_ms(700.0) >= 800, "{} ms", called.heard_tone_ms(700.0));
    ringback.proven().await
}
