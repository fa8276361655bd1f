//! Processing servers as programs of their own: the calls go on when one is killed.

use std::process::Stdio;

use anyhow::Context as _;
use tests::phone::{Phone, tone_wav};
use tests::program::{PATIENCE, Ringback, binary};
use tests::tenant::{Reply, Tenant};
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

/// A running `ringback media-worker`, and its URL.
async fn worker() -> anyhow::Result<(Child, String)> {
    let mut child = Command::new(binary()?)
        .args(["media-worker", "--listen", "127.0.0.1:0"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("it has no output")?).lines();
    let line =
        tokio::time::timeout(PATIENCE, lines.next_line()).await??.context("it said nothing")?;
    let url = line.split_whitespace().last().context("it named no address")?.to_owned();
    Ok((child, url))
}

#[tokio::test]
async fn sounds_are_made_by_workers_and_go_on_when_one_or_all_are_killed() -> anyhow::Result<()> {
    let ((mut one, first), (mut two, second)) = (worker().await?, worker().await?);
    let at = format!("{first}, {second}");
    let ringback = Ringback::start_with(&[("RINGBACK_MEDIA_PROCESSING_AT", &at)]).await?;
    let tenant = Tenant::start().await?;
    for (round, hz) in [(0, 500.0), (1, 700.0), (2, 900.0)] {
        // Each its own sound, so that none is known before.
        let voice = format!("/voice/{round}");
        tenant.answer(&voice, Reply::twiml(&format!("<Play>/{round}.wav</Play>")));
        ringback.configure_number(&[("VoiceUrl", &tenant.url(&voice))]).await?;
        tenant.answer(&format!("/{round}.wav"), Reply::wav(tone_wav(hz, 1_000)));
        let called = Phone::dial(&ringback, &[])?.over().await?;
        assert!(called.heard_tone_ms(hz) >= 800, "round {round}: {} ms", called.heard_tone_ms(hz));
        let victim = if round == 0 { &mut one } else { &mut two };
        victim.kill().await?;
    }
    ringback.proven().await
}

#[tokio::test]
async fn a_worker_without_a_token_is_for_this_machine_only() -> anyhow::Result<()> {
    let refused = Command::new(binary()?).args(["media-worker", "--listen", "0.0.0.0:0"]).output();
    let refused = tokio::time::timeout(PATIENCE, refused).await??;
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("--token-file"));
    Ok(())
}
