//! Calls by SIPp: sound, keys, hold, refusal, and more than one at a time.

use std::time::Duration;

use anyhow::Context as _;
use serde_json::Value;
use tests::phone::tone_wav;
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

use crate::ear::Ear;
use crate::own_network;
use crate::sipp::Sipp;

const TONE_HZ: f64 = 1_000.0;

/// A platform whose number follows this document; `tone.wav` lasts 800 ms and `long.wav` 20 s.
async fn with_document(inside: &str) -> anyhow::Result<(Ringback, Tenant)> {
    let ringback = Ringback::start().await?;
    let tenant = Tenant::start().await?;
    tenant.answer("/voice", Reply::twiml(inside));
    tenant.answer("/tone.wav", Reply::wav(tone_wav(TONE_HZ, 800)));
    tenant.answer("/long.wav", Reply::wav(tone_wav(TONE_HZ, 20_000)));
    tenant.answer("/menu", Reply::twiml("<Hangup/>"));
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    Ok((ringback, tenant))
}

async fn measured(ringback: &Ringback, call: &Value) -> anyhow::Result<Value> {
    let sid = call["sid"].as_str().unwrap_or_default();
    let stream = ringback.get(&format!("/v1/Streams/{sid}")).await?;
    let events = stream["events"].as_array().cloned().unwrap_or_default();
    let measured = events.into_iter().find(|event| event["type"] == "CallMeasured");
    Ok(measured.map_or(Value::Null, |event| event["data"].clone()))
}

/// A call that hears the 800 ms of tone, in the codec of this payload type.
async fn hears_the_tone(scenario: &str, arguments: &[&str], codec: u8) -> anyhow::Result<()> {
    let (ringback, _tenant) = with_document("<Play>tone.wav</Play>").await?;
    let ear = Ear::listen().await?;
    let sipp = Sipp::new(&ringback, scenario)?.with(arguments).codec(codec);
    sipp.ear(ear.port()).call().await?;
    let heard = ear.tone_ms(TONE_HZ);
    assert!((720..=820).contains(&heard), "heard the tone for {heard} ms");
    assert_eq!(ear.payload_types(), [codec]);
    assert_eq!(ringback.last_call_ended().await?["status"], "completed");
    ringback.proven().await
}

#[tokio::test]
async fn sipp_hears_a_tone_over_udp() -> anyhow::Result<()> {
    hears_the_tone("prompt", &[], 0).await
}

#[tokio::test]
async fn sipp_hears_a_tone_over_tcp() -> anyhow::Result<()> {
    hears_the_tone("prompt", &["-t", "t1"], 0).await
}

#[tokio::test]
async fn a_caller_that_knows_only_a_law_hears_the_tone_in_a_law() -> anyhow::Result<()> {
    hears_the_tone("prompt", &[], 8).await
}

#[tokio::test]
async fn an_invite_without_an_offer_gets_one_and_hears_the_tone() -> anyhow::Result<()> {
    hears_the_tone("late_offer", &[], 0).await
}

#[tokio::test]
async fn keys_by_info_reach_the_gather_and_the_callers_sound_is_measured() -> anyhow::Result<()> {
    let (ringback, tenant) =
        with_document("<Gather action=\"/menu\" numDigits=\"3\"><Play>long.wav</Play></Gather>")
            .await?;
    let sound: Vec<u8> =
        media::tone::tone(440.0, 8_000.0, 600).into_iter().map(media::g711::ulaw_encode).collect();
    Sipp::new(&ringback, "keys_by_info")?.file("sound.ulaw", &sound)?.call().await?;
    let asked = tenant.until_asked("/menu", 1).await?;
    assert_eq!(asked[0].parameter("Digits"), Some("4*7"));
    let measured = measured(&ringback, &ringback.last_call_ended().await?).await?;
    assert_eq!(measured["codec"], "PCMU", "{measured}");
    assert!(measured["packets_received"].as_u64() >= Some(28), "{measured}");
    assert_eq!(measured["packets_lost"], 0, "{measured}");
    ringback.proven().await
}

/// SIPp writes telephone events to a raw socket. Who may not open one here runs this very test once more in
/// a network of its own, where everybody may.
#[tokio::test]
async fn keys_as_telephone_events_reach_the_gather() -> anyhow::Result<()> {
    if !own_network::may_open_raw_sockets()? {
        return own_network::run("sipp_calls::keys_as_telephone_events_reach_the_gather").await;
    }
    let (ringback, tenant) =
        with_document("<Gather action=\"/menu\" numDigits=\"3\" timeout=\"10\"/>").await?;
    Sipp::new(&ringback, "keys_by_rtp")?.call().await?;
    let asked = tenant.until_asked("/menu", 1).await?;
    assert_eq!(asked[0].parameter("Digits"), Some("4*7"));
    ringback.proven().await
}

/// A call that is put on hold for a second while a sound is played.
async fn hears_nothing_on_hold(scenario: &str) -> anyhow::Result<()> {
    let (ringback, _tenant) = with_document("<Play>long.wav</Play>").await?;
    let ear = Ear::listen().await?;
    Sipp::new(&ringback, scenario)?.ear(ear.port()).call().await?;
    let stretches = ear.stretches_ms(TONE_HZ, Duration::from_millis(700));
    assert_eq!(stretches.len(), 2, "sound, silence, sound: {stretches:?}");
    assert!(stretches.iter().all(|ms| (700..1_400).contains(ms)), "{stretches:?}");
    assert_eq!(ringback.last_call_ended().await?["status"], "completed");
    ringback.proven().await
}

#[tokio::test]
async fn a_call_on_hold_hears_nothing_and_hears_on_when_it_is_taken_back() -> anyhow::Result<()> {
    hears_nothing_on_hold("hold").await
}

#[tokio::test]
async fn the_old_hold_by_address_is_understood() -> anyhow::Result<()> {
    hears_nothing_on_hold("hold_by_address").await
}

#[tokio::test]
async fn a_codec_can_be_changed_while_a_sound_is_played() -> anyhow::Result<()> {
    let (ringback, _tenant) = with_document("<Play>long.wav</Play>").await?;
    let ear = Ear::listen().await?;
    Sipp::new(&ringback, "other_codec")?.ear(ear.port()).call().await?;
    assert_eq!(ear.payload_types(), [0, 8]);
    let stretches = ear.stretches_ms(TONE_HZ, Duration::from_millis(300));
    assert!(stretches.len() == 1 && stretches[0] > 1_600, "{stretches:?}");
    ringback.proven().await
}

#[tokio::test]
async fn calls_survive_the_loss_of_every_tenth_message() -> anyhow::Result<()> {
    let (ringback, _tenant) = with_document("<Play>tone.wav</Play>").await?;
    Sipp::new(&ringback, "prompt")?.with(&["-lost", "10"]).ear(9).run(20, 20).await?;
    let path = ringback.path("Calls.json?Status=completed");
    let all = |list: &Value| list["calls"].as_array().is_some_and(|calls| calls.len() == 20);
    ringback.until(&path, all).await?;
    ringback.proven().await
}

#[tokio::test]
async fn what_is_not_understood_is_refused_with_its_status() -> anyhow::Result<()> {
    let (ringback, _tenant) = with_document("<Play>tone.wav</Play>").await?;
    for scenario in ["unknown_codec", "unknown_extension", "short_session", "options"] {
        Sipp::new(&ringback, scenario)?.ear(9).call().await.context(scenario)?;
    }
    let calls = ringback.get(&ringback.path("Calls.json")).await?;
    assert_eq!(calls["calls"].as_array().map(Vec::len), Some(0), "none of them was a call");
    ringback.proven().await
}

#[tokio::test]
async fn a_session_timer_is_granted() -> anyhow::Result<()> {
    hears_the_tone("session_timer", &[], 0).await
}

#[tokio::test]
async fn a_caller_who_gives_up_while_it_rings_leaves_a_canceled_call() -> anyhow::Result<()> {
    let (ringback, tenant) = with_document("").await?;
    tenant.answer("/slow", Reply::Hang);
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/slow"))]).await?;
    Sipp::new(&ringback, "cancel")?.ear(9).call().await?;
    let call = ringback.last_call_ended().await?;
    assert_eq!((&call["status"], &call["duration"]), (&"canceled".into(), &"0".into()), "{call}");
    ringback.proven().await
}

#[tokio::test]
async fn a_declined_call_was_not_answered() -> anyhow::Result<()> {
    let (ringback, _tenant) = with_document("<Reject/>").await?;
    Sipp::new(&ringback, "declined")?.ear(9).call().await?;
    assert_eq!(ringback.last_call_ended().await?["status"], "no-answer");
    ringback.proven().await
}

#[tokio::test]
async fn hanging_up_in_the_midst_of_a_gather_completes_the_call() -> anyhow::Result<()> {
    let (ringback, tenant) =
        with_document("<Gather action=\"/menu\" numDigits=\"4\" timeout=\"20\"/>").await?;
    Sipp::new(&ringback, "hang_up_mid_gather")?.ear(9).call().await?;
    let call = ringback.last_call_ended().await?;
    assert_eq!(call["status"], "completed");
    assert!(tenant.asked("/menu").is_empty(), "nobody is left to be steered");
    ringback.proven().await
}

#[tokio::test]
async fn fifty_calls_at_ten_a_second_all_go_well() -> anyhow::Result<()> {
    let (ringback, tenant) = with_document("<Play>tone.wav</Play>").await?;
    Sipp::new(&ringback, "prompt")?.ear(9).run(50, 10).await?;
    let path = ringback.path("Calls.json?Status=completed&PageSize=100");
    let all = |list: &Value| list["calls"].as_array().is_some_and(|calls| calls.len() == 50);
    ringback.until(&path, all).await?;
    assert_eq!(tenant.asked("/voice").len(), 50);
    ringback.proven().await
}
