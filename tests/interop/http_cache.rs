//! The public tests for HTTP caches (npm `http-cache-tests`) against the media layer's relay.

use std::process::Stdio;
use std::sync::Arc;
use std::time::SystemTime;

use anyhow::{Context as _, ensure};
use media::address::{Partition, SigningKey};
use media::layer::{Layer, LayerConfig};
use media::origin::AddressPolicy;
use serde_json::Value;
use tests::program::PATIENCE;
use tokio::io::{AsyncBufReadExt as _, BufReader};
use tokio::process::{Child, Command};

use crate::peer;

/// What Traffic Server, the best of the servers that were measured, passes is 132; see docs/BENCHMARKS.md.
const MIN_PASSES: usize = 140;
const MAX_FAILURES: usize = 3;

/// The suite's origin, and its port.
async fn origin(folder: &tempfile::TempDir) -> anyhow::Result<(Child, u16)> {
    let suite = peer::module("http-cache-tests")?;
    let mut command = Command::new("node");
    command
        .arg(suite.join("server/server.mjs"))
        .env("npm_package_config_protocol", "http")
        .env("npm_package_config_port", "0")
        .env("npm_package_config_pidfile", folder.path().join("origin.pid"))
        .stdout(Stdio::piped());
    let mut child = peer::spawn(&mut command, "nodejs")?;
    let out = child.stdout.take().context("the origin has no output")?;
    let line = tokio::time::timeout(PATIENCE, BufReader::new(out).lines().next_line()).await??;
    let line = line.context("the origin ended before it listened")?;
    let port = line.trim_end_matches('/').rsplit(':').next().context("no port")?.parse()?;
    Ok((child, port))
}

/// Where the suite finds a relay in front of the origin.
async fn relay(folder: &tempfile::TempDir, origin: u16) -> anyhow::Result<String> {
    let key = SigningKey::new(b"the suite's own key of the relay");
    let policy = AddressPolicy::new(|ip| ip.is_loopback());
    let wall_clock = Arc::new(SystemTime::now);
    let config = LayerConfig::new(folder.path().join("media"), key.clone(), policy, wall_clock);
    let layer = Layer::new(config).await?;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await?;
    let address = listener.local_addr()?;
    tokio::spawn(async move { axum::serve(listener, layer.router()).await });
    let partition = Partition::new("AC1")?;
    let path = key.sign_relay(&partition, &format!("http://localhost:{origin}").parse()?)?;
    Ok(format!("http://{address}{path}"))
}

fn tests(summary: &Value, kind: &str, outcome: &str) -> Vec<String> {
    let list = summary[kind][outcome].as_array().cloned().unwrap_or_default();
    list.into_iter().filter_map(|test| Some(test.as_str()?.to_owned())).collect()
}

#[tokio::test]
async fn the_public_tests_for_http_caches_pass_against_the_relay() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let (_origin, port) = origin(&folder).await?;
    let base = relay(&folder, port).await?;
    let mut suite = peer::node("http_cache.mjs")?;
    suite.env("SUITE", peer::module("http-cache-tests")?).env("BASE", base);
    let said = peer::run_for(&mut suite, "nodejs", PATIENCE * 10).await?;
    let summary: Value = serde_json::from_str(said.lines().last().unwrap_or_default())?;
    let count = |kind, outcome| tests(&summary, kind, outcome).len();
    println!(
        "required: {} pass, {} fail, {} blocked, {} set-up; optimal: {} pass, {} not; check: {} yes",
        count("required", "pass"),
        count("required", "fail"),
        count("required", "blocked"),
        count("required", "setup") + count("required", "retry"),
        count("optimal", "pass"),
        count("optimal", "optional_fail"),
        count("check", "yes"),
    );
    let kinds = [("required", "fail"), ("required", "blocked"), ("required", "setup")];
    let more = [("required", "retry"), ("optimal", "optional_fail"), ("optimal", "setup")];
    for (kind, outcome) in kinds.into_iter().chain(more) {
        println!("{kind} {outcome}: {:#?}", tests(&summary, kind, outcome));
    }
    ensure!(count("required", "pass") >= MIN_PASSES, "{said}");
    ensure!(count("required", "fail") <= MAX_FAILURES, "{said}");
    Ok(())
}
