//! What a live call weighs: the resident memory of the process with many calls, each hearing a prompt that
//! repeats, less that of the idle process.
//!
//! ```text
//! cargo build --release -p server
//! cargo run --release -p tests --bin bench-memory -- [calls]
//! ```

use std::time::Duration;

use anyhow::{Context as _, Result};
use tests::load::{Callers, application, at_most, machine, memory_kib};
use tests::phone::tone_wav;
use tests::program::{PATIENCE, Ringback};

/// The target of docs/BENCHMARKS.md, in KiB.
const TARGET_KIB: f64 = 100.0;
const DOCUMENT: &str = r#"<Response><Play loop="0">/prompt.wav</Play></Response>"#;
/// So many new calls in a second.
const RATE: u32 = 100;

#[tokio::main]
async fn main() -> Result<()> {
    let calls: u32 = std::env::args().nth(1).map_or(Ok(1_000), |text| text.parse())?;
    say(&machine()?);
    let ringback = Ringback::start().await?;
    let url = application(DOCUMENT.to_owned(), tone_wav(440.0, 2_000)).await?;
    ringback.configure_number(&[("VoiceUrl", &format!("{url}/voice"))]).await?;
    let dev = ringback.dev().clone();
    // What an idle process needs is there once the API has answered.
    let idle = memory_kib(dev.pid, "VmRSS")?;
    let callers = Callers {
        to: dev.sip_addr,
        number: dev.phone_number.clone(),
        rate: RATE,
        calls,
        live: calls,
        hold_ms: None,
    };
    let folder = tempfile::tempdir()?;
    let (_sipp, _sink) = callers.start(folder.path())?;
    until_live(&ringback, calls).await?;
    let all = memory_kib(dev.pid, "VmRSS")?;
    let each = (all - idle) as f64 / f64::from(calls);
    say(&format!("idle                {idle} KiB resident"));
    say(&format!("{calls} live calls     {all} KiB resident"));
    say(&format!("a live call         {each:.1} KiB (target {TARGET_KIB})"));
    at_most("KiB a live call", each, TARGET_KIB)
}

/// Waits until all calls are live, and five seconds more, in which they hear their prompts.
async fn until_live(ringback: &Ringback, calls: u32) -> Result<()> {
    let mut ticks = tokio::time::interval(Duration::from_millis(500));
    let wait = async {
        let mut settled = 0;
        while settled < 10 {
            ticks.tick().await;
            let metrics = ringback.get_text("/metrics").await?;
            let live = metrics.lines().find(|line| line.starts_with("ringback_live_calls "));
            let live = live.and_then(|line| line.split_whitespace().nth(1)).unwrap_or("0");
            if live.parse::<f64>()? >= f64::from(calls) {
                settled += 1;
            }
        }
        anyhow::Ok(())
    };
    let most = PATIENCE + Duration::from_secs(u64::from(calls / RATE));
    tokio::time::timeout(most, wait).await.context("the calls never were live at once")?
}

#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn say(line: &str) {
    println!("{line}");
}
