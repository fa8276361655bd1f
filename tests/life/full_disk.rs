//! The disk of the data folder is full.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, ensure};
use reqwest::Method;
use serde_json::Value;
use tests::phone::tone_wav;
use tests::program::{Ringback, data_folder};
use tests::tenant::{Reply, Tenant};

use super::caller::{Caller, Outcome};

const SIZE: &str = "size=24m";
/// Set in the copy of this test that has mounts of its own.
const INSIDE: &str = "RINGBACK_TEST_OWN_MOUNTS";

/// Runs a test of this program again where it may mount what it likes and nobody else sees it.
async fn with_own_mounts(test: &str) -> anyhow::Result<()> {
    let may = |options: &str| {
        Command::new("unshare")
            .args([options, "true"])
            .status()
            .is_ok_and(|status| status.success())
    };
    let options = if may("-m") { "-m" } else { "-rm" };
    let mut again = tokio::process::Command::new("unshare");
    again.arg(options).arg(std::env::current_exe()?).args([test, "--exact", "--nocapture"]);
    let output = again.env(INSIDE, "1").kill_on_drop(true).output().await?;
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    ensure!(output.status.success() && said.contains("1 passed"), "in a mount namespace: {said}");
    Ok(())
}

/// A file system of its own on a folder, gone when this is dropped.
struct SmallDisk(PathBuf);

impl SmallDisk {
    fn on(folder: &Path) -> anyhow::Result<Self> {
        let mut mount = Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", SIZE, "tmpfs"]).arg(folder);
        ensure!(mount.status()?.success(), "cannot mount a tmpfs");
        Ok(Self(folder.to_owned()))
    }

    /// Takes what is left, to the last byte.
    fn fill(&self) -> anyhow::Result<()> {
        let mut ballast = std::fs::File::create(self.0.join("ballast"))?;
        for size in [64 * 1024, 4096, 1] {
            while ballast.write_all(&vec![1; size]).is_ok() {}
        }
        Ok(())
    }

    fn free(&self) -> anyhow::Result<()> {
        Ok(std::fs::remove_file(self.0.join("ballast"))?)
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("--lazy").arg(&self.0).status();
        let _ = std::fs::remove_dir(&self.0);
    }
}

async fn create(ringback: &Ringback, name: &str) -> anyhow::Result<(u16, Value)> {
    ringback.post(&ringback.path("Applications.json"), &[("FriendlyName", name)]).await
}

/// Writes until the disk has nothing left, also inside the files; answers what was acknowledged.
async fn until_full(ringback: &Ringback) -> anyhow::Result<Vec<String>> {
    let mut acknowledged = Vec::new();
    for number in 0..20_000 {
        let (status, body) = create(ringback, &format!("application {number}")).await?;
        if status == 201 {
            acknowledged.push(body["sid"].as_str().unwrap_or_default().to_owned());
            continue;
        }
        assert_eq!((status, &body["code"]), (503, &20503.into()), "{body}");
        return Ok(acknowledged);
    }
    anyhow::bail!("the disk never was full")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_disk_refuses_calls_and_writes_and_loses_nothing() -> anyhow::Result<()> {
    if std::env::var_os(INSIDE).is_none() {
        let test = "full_disk::a_full_disk_refuses_calls_and_writes_and_loses_nothing";
        return with_own_mounts(test).await;
    }
    let data = data_folder()?;
    let disk = SmallDisk::on(data.path())?;
    let tenant = Tenant::start().await?;
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 40)));
    tenant.answer_with("/voice", |asked| {
        let is_short = asked.parameter("From") == Some("+15550000009");
        let length_s = if is_short { 3 } else { 600 };
        Reply::twiml(&format!("<Play>tone.wav</Play><Pause length=\"{length_s}\"/>"))
    });
    let mut ringback = Ringback::start_in(data, &[]).await?;
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    let caller = Caller::start().await?;
    let mut live = caller.dial(ringback.dev().sip_addr, "+15550000001").await?;
    ensure!(matches!(live.outcome().await?, Outcome::Answered(_)));
    let mut short = caller.dial(ringback.dev().sip_addr, "+15550000009").await?;
    ensure!(matches!(short.outcome().await?, Outcome::Answered(_)));

    disk.fill()?;
    let acknowledged = until_full(&ringback).await?;
    // A small write may still find room in a file. Many refusals, so that the log has no room, either.
    let mut refused = 0;
    for _ in 0..100 {
        let mut line = caller.dial(ringback.dev().sip_addr, "+15550000002").await?;
        match line.outcome().await? {
            Outcome::Refused(503) => refused += 1,
            Outcome::Answered(_) => line.hang_up().await?,
            other @ (Outcome::Refused(_) | Outcome::Lost) => anyhow::bail!("{other:?}"),
        }
    }
    ensure!(refused > 90, "{} calls were taken that cannot be recorded", 100 - refused);
    for list in ["Applications.json", "Calls.json", "IncomingPhoneNumbers.json"] {
        ringback.get(&ringback.path(list)).await.context("reads still work")?;
    }
    let live_sid = sid_of_the_live_call(&ringback).await?;
    // The end of a live call cannot be recorded yet, whoever hangs up; but it is one.
    short.bye().await?;
    live.hang_up().await?;

    disk.free()?;
    recovered(&ringback, &caller).await?;
    ringback
        .until(&ringback.path(&format!("Calls/{live_sid}.json")), |call| {
            call["status"] == "completed"
        })
        .await?;
    for sid in &acknowledged {
        ringback.get(&ringback.path(&format!("Applications/{sid}.json"))).await?;
    }
    ensure!(!ringback.log().contains("panicked"), "{}", ringback.log());
    ringback.stop().await?;
    super::views::are_a_fold_of_the_log(ringback.data()).await?;
    ringback.start_again().await?;
    ringback.proven().await
}

async fn sid_of_the_live_call(ringback: &Ringback) -> anyhow::Result<String> {
    let calls = ringback.get(&ringback.path("Calls.json?From=%2B15550000001")).await?;
    Ok(calls["calls"][0]["sid"].as_str().context("the live call is not listed")?.to_owned())
}

/// Without a restart: writes and calls are taken again.
async fn recovered(ringback: &Ringback, caller: &Caller) -> anyhow::Result<()> {
    let path = ringback.path("Applications.json");
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(100));
    let again = async {
        loop {
            ticks.tick().await;
            let form = [("FriendlyName", "after")];
            let answer = ringback.request(Method::POST, &path).form(&form).send().await?;
            if answer.status() == 201 {
                return anyhow::Ok(());
            }
        }
    };
    tokio::time::timeout(tests::program::PATIENCE, again)
        .await
        .context("no write after the disk was free")??;
    let mut line = caller.dial(ringback.dev().sip_addr, "+15550000003").await?;
    let outcome = line.outcome().await?;
    ensure!(matches!(outcome, Outcome::Answered(_)), "{outcome:?}");
    line.hang_up().await
}
