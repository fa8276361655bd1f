//! The media layer's files after the program died while it was filling them.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, ensure};
use media::address::{Address, Partition, SigningKey};
use media::format::Target;
use ring::{digest, hmac};
use serde_json::Value;
use tests::phone::tone_wav;
use tests::program::Ringback;
use tests::tenant::{Reply, Tenant};
use tokio::task::JoinSet;

const ROUNDS: usize = 3;
/// Requests that are in flight together.
const SOUNDS: usize = 60;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kill_while_sounds_are_made_leaves_no_half_sound_and_no_orphan() -> anyhow::Result<()> {
    let tenant = Tenant::start().await?;
    for round in 0..ROUNDS {
        for sound in 0..SOUNDS {
            let hz = 400.0 + (round * SOUNDS + sound) as f64;
            tenant.answer(&path(round, sound), kept_for_long(tone_wav(hz, 3_000)));
        }
    }
    let mut ringback = Ringback::start().await?;
    for round in 0..ROUNDS {
        let mut asking = ask_for_all(&ringback, &tenant, round)?;
        // The first sounds are being written while the last are still being decoded.
        for _ in 0..(round + 1) * 8 {
            asking.join_next().await.context("nobody asks")???;
        }
        ringback.kill().await?;
        asking.abort_all();
        ringback.start_again().await?;
        let kept = inspect(&ringback.data().join("media"))?;
        eprintln!("round {round}: {kept} sounds kept");
        let mut asking = ask_for_all(&ringback, &tenant, round)?;
        while let Some(answer) = asking.join_next().await {
            ensure!(answer?? == 24_000, "a sound is not what it was");
        }
    }
    inspect_until_written(&ringback).await?;
    ringback.proven().await
}

fn path(round: usize, sound: usize) -> String {
    format!("/{round}-{sound}.wav")
}

fn kept_for_long(file: Vec<u8>) -> Reply {
    let headers = [("content-type", "audio/wav"), ("cache-control", "max-age=86400")];
    Reply::Raw(200, headers.map(|(name, value)| (name, value.to_owned())).into(), file)
}

/// Asks the layer as a call does; each answers how long the sound was.
fn ask_for_all(
    ringback: &Ringback,
    tenant: &Tenant,
    round: usize,
) -> anyhow::Result<JoinSet<anyhow::Result<usize>>> {
    let key = signing_key(ringback.data())?;
    let partition = Partition::new(&ringback.dev().account_sid)?;
    let mut asking = JoinSet::new();
    for sound in 0..SOUNDS {
        let url = tenant.url(&path(round, sound)).parse()?;
        let address = Address::Play(partition.clone(), url, Target::PHONE);
        let request = ringback.request(reqwest::Method::GET, &key.sign(&address));
        asking.spawn(
            async move { Ok(request.send().await?.error_for_status()?.bytes().await?.len()) },
        );
    }
    Ok(asking)
}

/// As the program derives it.
fn signing_key(data: &Path) -> anyhow::Result<SigningKey> {
    let master = hmac::Key::new(hmac::HMAC_SHA256, &std::fs::read(data.join("master.key"))?);
    Ok(SigningKey::new(hmac::sign(&master, b"media addresses").as_ref()))
}

/// Everything that is kept belongs together; answers how many sounds are kept.
fn inspect(root: &Path) -> anyhow::Result<usize> {
    ensure!(files(&root.join("unfinished"))?.is_empty(), "something is unfinished");
    let mut needed = Vec::new();
    for index in files(&root.join("index"))? {
        let entry: Value = serde_json::from_slice(&std::fs::read(&index)?)
            .with_context(|| format!("{} is torn", index.display()))?;
        for answer in entry["answers"].as_array().context("an entry has answers")? {
            let forms = answer["renditions"].as_object().context("an answer has renditions")?;
            needed.extend(
                forms.values().filter_map(|form| Some(form["digest"].as_str()?.to_owned())),
            );
        }
    }
    let mut there = Vec::new();
    for object in files(&root.join("objects"))? {
        let bytes = std::fs::read(&object)?;
        let name = object.file_name().context("a name")?.to_string_lossy().into_owned();
        let is = digest::digest(&digest::SHA256, &bytes);
        let is: String = is.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
        ensure!(is == name, "{name} holds something else, of {} bytes", bytes.len());
        there.push(name);
    }
    needed.sort();
    there.sort();
    ensure!(needed == there, "needed: {needed:?}, there: {there:?}");
    Ok(there.len())
}

/// The last sounds are written after they were heard.
async fn inspect_until_written(ringback: &Ringback) -> anyhow::Result<()> {
    let root = ringback.data().join("media");
    let mut ticks = tokio::time::interval(std::time::Duration::from_millis(100));
    let written = tokio::time::timeout(tests::program::PATIENCE, async {
        while inspect(&root).ok() != Some(ROUNDS * SOUNDS) {
            ticks.tick().await;
        }
    });
    written.await.context("not every sound was kept")
}

fn files(root: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let (mut found, mut folders) = (Vec::new(), vec![root.to_owned()]);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder)? {
            let entry = entry?;
            if entry.file_type()?.is_dir() {
                folders.push(entry.path());
            } else {
                found.push(entry.path());
            }
        }
    }
    Ok(found)
}
