//! The program is killed at moments nobody chose, while it is busy.

use std::collections::BTreeMap;
use std::sync::Arc;

use anyhow::{Context as _, ensure};
use rand::Rng as _;
use serde_json::Value;
use tests::phone::tone_wav;
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};

use super::caller::Caller;
use super::load::{self, Promises};
use super::views;

/// Rounds, unless `RINGBACK_TEST_KILL_ROUNDS` says otherwise.
const ROUNDS: usize = 5;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_that_was_acknowledged_is_lost_by_kills_under_load() -> anyhow::Result<()> {
    let rounds = std::env::var("RINGBACK_TEST_KILL_ROUNDS").ok();
    let rounds = rounds.map_or(Ok(ROUNDS), |text| text.parse())?;
    let tenant = Tenant::start().await?;
    tenant.answer("/tone.wav", Reply::wav(tone_wav(1_000.0, 40)));
    tenant.answer_with("/voice", |asked| {
        // Every second caller stays until the program ends it.
        let stays =
            asked.parameter("From").is_some_and(|from| from.ends_with(['0', '2', '4', '6']));
        let rest = if stays { "<Pause length=\"600\"/>" } else { "<Hangup/>" };
        Reply::twiml(&format!("<Play>tone.wav</Play>{rest}"))
    });
    let mut ringback = Ringback::start().await?;
    ringback.configure_number(&[("VoiceUrl", &tenant.url("/voice"))]).await?;
    let caller = Arc::new(Caller::start().await?);
    let promises = Promises::default();
    for round in 1..=rounds {
        let mut load = load::begin(&ringback, &caller, &promises);
        let promised = rand::rng().random_range(20..400);
        promises.more(promised).await.with_context(|| ringback.log())?;
        ringback.kill().await?;
        // Answers that the kernel has already are acknowledgements, too.
        load.abort_all();
        while let Some(ended) = load.join_next().await {
            ensure!(ended.is_ok() || ended.is_err_and(|error| error.is_cancelled()), "load failed");
        }
        if round % 5 == 0 {
            views::are_a_fold_of_the_log(ringback.data()).await.context("after the kill")?;
        }
        ringback.start_again().await?;
        are_kept(&ringback, &promises).await.with_context(|| format!("round {round}"))?;
        eprintln!(
            "round {round}: killed after {promised} promises; {} applications, {} answered calls kept",
            promises.with(|kept| kept.applications.len()),
            promises.with(|kept| kept.answered.len()),
        );
    }
    ensure!(!ringback.log().contains("panicked"), "{}", ringback.log());
    ringback.stop().await?;
    views::are_a_fold_of_the_log(ringback.data()).await?;
    ringback.start_again().await?;
    ringback.proven().await
}

/// Everything promised is there, every call is over, and the log is sound.
async fn are_kept(ringback: &Ringback, promises: &Promises) -> anyhow::Result<()> {
    for arguments in [["verify"].as_slice(), &["replay"]] {
        let output = ringback.command(arguments).await?;
        let said = String::from_utf8_lossy(&output.stdout).into_owned();
        ensure!(output.status.success(), "{arguments:?}: {said}");
    }
    applications_are_kept(ringback, promises).await?;
    number_is_kept(ringback, promises).await?;
    calls_are_kept(ringback, promises).await
}

async fn applications_are_kept(ringback: &Ringback, promises: &Promises) -> anyhow::Result<()> {
    let found = every(ringback, "Applications", "applications").await?;
    let found: BTreeMap<&str, &str> =
        found.iter().map(|row| (text(row, "sid"), text(row, "friendly_name"))).collect();
    promises.with(|kept| {
        for (sid, (name, asked)) in &mut kept.applications {
            let is = found.get(sid.as_str()).with_context(|| format!("{sid} {name} is lost"))?;
            let may_be = is == name || asked.as_deref() == Some(is);
            ensure!(may_be, "{sid} is {is}, was promised as {name}");
            // Written though not acknowledged; from now on it must stay.
            *name = (*is).to_owned();
            *asked = None;
        }
        Ok(())
    })
}

async fn number_is_kept(ringback: &Ringback, promises: &Promises) -> anyhow::Result<()> {
    let sid = &ringback.dev().phone_number_sid;
    let number = ringback.get(&ringback.path(&format!("IncomingPhoneNumbers/{sid}.json"))).await?;
    let is = text(&number, "friendly_name");
    promises.with(|kept| {
        let (name, asked) = &kept.number;
        ensure!(is == name || asked.as_deref() == Some(is), "{is}, was promised as {name}");
        Ok(())
    })
}

async fn calls_are_kept(ringback: &Ringback, promises: &Promises) -> anyhow::Result<()> {
    let rows = every(ringback, "Calls", "calls").await?;
    let mut sids = BTreeMap::new();
    for row in &rows {
        let status = text(row, "status");
        ensure!(!["queued", "ringing", "in-progress"].contains(&status), "a call lives on: {row}");
        sids.insert(text(row, "from"), text(row, "sid"));
    }
    // The newest only, or the check would take longer with every round.
    let answered = promises.with(|kept| kept.answered.clone());
    for from in answered.iter().rev().take(100) {
        let sid = sids.get(from.as_str()).with_context(|| format!("the call of {from} is lost"))?;
        let stream = ringback.get(&format!("/v1/Streams/{sid}")).await?;
        let events = stream["events"].as_array().context("a stream has events")?;
        let of_type = |name: &str| events.iter().filter(|event| event["type"] == name).count();
        ensure!(of_type("CallAnswered") == 1, "answered, but not in the log: {stream}");
        let ended = events.iter().find(|event| event["type"] == "CallEnded");
        let cause = ended.map(|ended| ended["data"]["cause"].clone()).unwrap_or_default();
        let stays = from.ends_with(['0', '2', '4', '6']);
        let right = cause == "server-stopped" || (!stays && cause == "hangup-verb");
        ensure!(right, "{from} ended by {cause}");
    }
    Ok(())
}

/// All rows of a list.
async fn every(ringback: &Ringback, list: &str, name: &str) -> anyhow::Result<Vec<Value>> {
    let mut path = ringback.path(&format!("{list}.json?PageSize=1000"));
    let mut rows = Vec::new();
    loop {
        let page = ringback.get(&path).await?;
        rows.extend(page[name].as_array().cloned().unwrap_or_default());
        match page["next_page_uri"].as_str() {
            Some(next) => path = next.to_owned(),
            None => return Ok(rows),
        }
    }
}

fn text<'a>(row: &'a Value, name: &str) -> &'a str {
    row[name].as_str().unwrap_or_default()
}
