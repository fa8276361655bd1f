//! The program is asked to stop while a call is live.

use anyhow::ensure;
use tests::phone::tone_wav;
use tests::program::{Ringback, data_folder};
use tests::tenant::{Reply, Tenant};

use super::caller::{Caller, Outcome};

/// A program whose number answers with a short tone and then waits for this long.
async fn with_calls_of(
    length_s: u32,
    environment: &[(&str, &str)],
) -> anyhow::Result<(Ringback, Tenant)> {
    let tenant = Tenant::start().await?;
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 40)));
    tenant.answer(
        "/voice",
        Reply::twiml(&format!("<Play>tone.wav</Play><Pause length=\"{length_s}\"/>")),
    );
    let ringback = Ringback::start_with(environment).await?;
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    Ok((ringback, tenant))
}

/// Calls again and again until the program refuses: the signal and the call are two roads to it.
async fn refusal(caller: &Caller, ringback: &Ringback) -> anyhow::Result<Outcome> {
    loop {
        let mut line = caller.dial(ringback.dev().sip_addr, "+15550001111").await?;
        match line.outcome().await? {
            Outcome::Answered(_) => line.hang_up().await?,
            refused @ (Outcome::Refused(_) | Outcome::Lost) => return Ok(refused),
        }
    }
}

/// What the log says of the end of the only call.
async fn cause_of_the_end(ringback: &Ringback) -> anyhow::Result<String> {
    let calls = ringback.get(&ringback.path("Calls.json?From=%2B15550000001")).await?;
    let sid = calls["calls"][0]["sid"].as_str().unwrap_or_default();
    let stream = ringback.get(&format!("/v1/Streams/{sid}")).await?;
    let events = stream["events"].as_array().cloned().unwrap_or_default();
    let ended = events.into_iter().find(|event| event["type"] == "CallEnded").unwrap_or_default();
    Ok(ended["data"]["cause"].as_str().unwrap_or_default().to_owned())
}

#[tokio::test]
async fn a_stop_lets_a_live_call_finish_and_takes_no_new_one() -> anyhow::Result<()> {
    let (mut ringback, _tenant) = with_calls_of(600, &[]).await?;
    let caller = Caller::start().await?;
    let mut line = caller.dial(ringback.dev().sip_addr, "+15550000001").await?;
    ensure!(matches!(line.outcome().await?, Outcome::Answered(_)));
    ringback.terminate()?;
    assert_eq!(refusal(&caller, &ringback).await?, Outcome::Refused(503));
    // The API serves the live call while it drains.
    let one = |live: &serde_json::Value| live["calls"].as_array().map(Vec::len) == Some(1);
    ringback.until(&ringback.path("Calls.json?Status=in-progress"), one).await?;
    line.hang_up().await?;
    let status = ringback.ended().await?;
    assert_eq!(status.code(), Some(0), "{}", ringback.log());
    assert!(
        !ringback.data().join("dev.json").exists(),
        "nobody may look for a program that is gone"
    );
    ringback.start_again().await?;
    assert_eq!(cause_of_the_end(&ringback).await?, "caller");
    ringback.proven().await
}

#[tokio::test]
async fn a_call_that_outlasts_the_drain_is_ended_with_its_cause() -> anyhow::Result<()> {
    let (mut ringback, _tenant) = with_calls_of(600, &[("RINGBACK_LIMITS_DRAIN_S", "1")]).await?;
    let caller = Caller::start().await?;
    let mut line = caller.dial(ringback.dev().sip_addr, "+15550000001").await?;
    ensure!(matches!(line.outcome().await?, Outcome::Answered(_)));
    ringback.terminate()?;
    line.bye().await?;
    assert_eq!(ringback.ended().await?.code(), Some(0), "{}", ringback.log());
    ringback.start_again().await?;
    assert_eq!(cause_of_the_end(&ringback).await?, "server-stopped");
    assert!(
        !ringback.log().contains("when the last process stopped"),
        "the stop ended it, not the start"
    );
    ringback.proven().await
}

#[tokio::test]
async fn a_second_signal_ends_the_drain_at_once() -> anyhow::Result<()> {
    let (mut ringback, _tenant) =
        with_calls_of(600, &[("RINGBACK_LIMITS_DRAIN_S", "3600")]).await?;
    let caller = Caller::start().await?;
    let mut line = caller.dial(ringback.dev().sip_addr, "+15550000001").await?;
    ensure!(matches!(line.outcome().await?, Outcome::Answered(_)));
    ringback.signal("INT")?;
    assert_eq!(refusal(&caller, &ringback).await?, Outcome::Refused(503));
    ringback.terminate()?;
    line.bye().await?;
    assert_eq!(ringback.ended().await?.code(), Some(0), "{}", ringback.log());
    ringback.start_again().await?;
    assert_eq!(cause_of_the_end(&ringback).await?, "server-stopped");
    Ok(())
}

#[tokio::test]
async fn a_second_program_on_the_same_data_is_refused() -> anyhow::Result<()> {
    let ringback = Ringback::start().await?;
    let before = std::fs::read(ringback.data().join("dev.json"))?;
    let second =
        ringback.command(&["dev", "--http", "127.0.0.1:0", "--sip", "127.0.0.1:0"]).await?;
    assert_eq!(second.status.code(), Some(1));
    let said = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(said.contains("is in use by process"), "{said}");
    assert_eq!(std::fs::read(ringback.data().join("dev.json"))?, before);
    ringback.get(&ringback.path("Calls.json")).await?;
    ringback.proven().await
}

#[tokio::test]
async fn a_port_that_is_taken_is_named() -> anyhow::Result<()> {
    let taken = std::net::TcpListener::bind("127.0.0.1:0")?;
    let http = taken.local_addr()?.to_string();
    let data = data_folder()?;
    let program = tests::program::binary()?;
    let mut command = tokio::process::Command::new(program);
    command.args(["dev", "--http", &http, "--sip", "127.0.0.1:0", "--data"]).arg(data.path());
    let output =
        tokio::time::timeout(tests::program::PATIENCE, command.kill_on_drop(true).output());
    let output = output.await??;
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&http));
    assert!(!data.path().join("dev.json").exists());
    Ok(())
}
