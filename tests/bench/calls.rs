//! Calls a second, and what one costs: INVITE → document → answer → a prompt of 200 ms → BYE, each fact
//! durable before it takes effect, beside the load generator on the same machine.
//!
//! ```text
//! cargo build --release -p server && cargo build --release -p sip --example answerer
//! cargo run --release -p tests --bin bench-calls -- [calls/s] [seconds]
//! ```
//!
//! The callers are SIPp, the tenant's application runs in this process. CPU is that of the whole ringback
//! process from before the first INVITE until the read models have caught up, from `/proc/PID/stat`. The
//! yardstick in the same run: the SIP stack beneath us alone, which answers and knows nothing else.

use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use rusqlite::{Connection, OpenFlags};
use tests::load::{Callers, Outcome, application, at_most, cpu, machine, memory_kib};
use tests::phone::tone_wav;
use tests::program::{Ringback, binary};

/// The targets of docs/BENCHMARKS.md.
const CPU_TARGET_MS: f64 = 0.9;
const P99_TARGET_MS: f64 = 100.0;
const DOCUMENT: &str = "<Response><Play>/prompt.wav</Play></Response>";
const PROMPT_MS: u32 = 200;

/// What was measured.
struct Measured {
    outcome: Outcome,
    cpu: [Duration; 2],
    elapsed: Duration,
}

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let rate: u32 = arguments.next().map_or(Ok(400), |text| text.parse())?;
    let seconds: u32 = arguments.next().map_or(Ok(60), |text| text.parse())?;
    say(&machine()?);
    answerer(rate, seconds.min(20)).await?;
    ringback(rate, seconds).await
}

/// The whole program.
async fn ringback(rate: u32, seconds: u32) -> Result<()> {
    let mut ringback = Ringback::start().await?;
    let url = application(DOCUMENT.to_owned(), tone_wav(440.0, PROMPT_MS)).await?;
    ringback.configure_number(&[("VoiceUrl", &format!("{url}/voice"))]).await?;
    let dev = ringback.dev().clone();
    let callers = Callers {
        to: dev.sip_addr,
        number: dev.phone_number.clone(),
        rate,
        calls: rate * seconds,
        live: 4_000,
        hold_ms: None,
    };
    // One call fills the media cache, as the first caller of a day does.
    Callers { calls: 1, ..callers.clone() }.run().await?;
    let events_before = events(&ringback)?;
    let (cpu_before, begun) = (cpu(dev.pid)?, Instant::now());
    let outcome = callers.run().await?;
    let elapsed = begun.elapsed();
    caught_up(&ringback).await?;
    let cpu = since(cpu(dev.pid)?, cpu_before);
    let events = events(&ringback)? - events_before;
    let measured = Measured { outcome, cpu, elapsed };
    let each = report("ringback", rate, &measured)?;
    say(&format!(
        "  events            {events} ({:.1} a call, {:.0}/s), read models caught up",
        events as f64 / measured.outcome.succeeded as f64,
        events as f64 / elapsed.as_secs_f64()
    ));
    say(&format!("  memory            {} MiB resident", memory_kib(dev.pid, "VmRSS")? / 1_024));
    let p99_ms = measured.outcome.answered_us.value_at_quantile(0.99) as f64 / 1_000.0;
    ensure!(measured.outcome.failed == 0, "{} calls failed", measured.outcome.failed);
    at_most("INVITE → 200, p99, ms", p99_ms, P99_TARGET_MS)?;
    at_most("CPU of a call, ms", each, CPU_TARGET_MS)?;
    let status = ringback.stop().await?;
    ensure!(status.success(), "ringback ended with {status}");
    Ok(())
}

/// The SIP stack alone. The caller hangs up, after as long as a prompt takes.
async fn answerer(rate: u32, seconds: u32) -> Result<()> {
    let program = binary()?.with_file_name("examples").join("answerer");
    if !program.exists() {
        say("answerer: not built, no yardstick: cargo build --release -p sip --example answerer");
        return Ok(());
    }
    let port = std::net::UdpSocket::bind("127.0.0.1:0")?.local_addr()?;
    let mut child = tokio::process::Command::new(program)
        .arg(port.to_string())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()?;
    let pid = child.id().context("the answerer has no pid")?;
    let callers = Callers {
        to: port,
        number: "100".to_owned(),
        rate,
        calls: rate * seconds,
        live: 4_000,
        hold_ms: Some(PROMPT_MS),
    };
    Callers { calls: 1, ..callers.clone() }.run().await?;
    let (before, begun) = (cpu(pid)?, Instant::now());
    let outcome = callers.run().await?;
    let elapsed = begun.elapsed();
    let cpu = since(cpu(pid)?, before);
    report("the SIP stack alone", rate, &Measured { outcome, cpu, elapsed })?;
    child.kill().await?;
    Ok(())
}

fn since(now: [Duration; 2], before: [Duration; 2]) -> [Duration; 2] {
    [now[0] - before[0], now[1] - before[1]]
}

/// Events on disk.
fn events(ringback: &Ringback) -> Result<i64> {
    let path = ringback.data().join("events.db");
    let log = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    Ok(log.query_row("SELECT position FROM log_head", [], |row| row.get(0))?)
}

/// Waits until no event is missing from the read models.
async fn caught_up(ringback: &Ringback) -> Result<()> {
    let mut ticks = tokio::time::interval(Duration::from_millis(100));
    loop {
        ticks.tick().await;
        let metrics = ringback.get_text("/metrics").await?;
        let lag = metrics.lines().find(|line| line.starts_with("ringback_views_lag_events"));
        let lag = lag.and_then(|line| line.split_whitespace().nth(1)).context("no lag is told")?;
        if lag.parse::<f64>()? == 0.0 {
            return Ok(());
        }
    }
}

/// Prints what was measured; answers the CPU of a call in ms.
fn report(who: &str, rate: u32, measured: &Measured) -> Result<f64> {
    let Measured { outcome, cpu: [user, kernel], elapsed } = measured;
    ensure!(outcome.succeeded > 0, "{who}: no call succeeded, {} failed", outcome.failed);
    let each = |time: Duration| time.as_secs_f64() * 1_000.0 / outcome.succeeded as f64;
    let ms = |quantile: f64| outcome.answered_us.value_at_quantile(quantile) as f64 / 1_000.0;
    let all = each(*user + *kernel);
    say(&format!("\n{who}, {rate} calls/s offered"));
    let (succeeded, failed) = (outcome.succeeded, outcome.failed);
    let achieved = succeeded as f64 / elapsed.as_secs_f64();
    say(&format!("  calls             {succeeded} succeeded, {failed} failed, {achieved:.0}/s"));
    say(&format!("  sent again        {} messages", outcome.retransmissions));
    let (p50, p99, most) = (ms(0.5), ms(0.99), ms(1.0));
    say(&format!("  INVITE → 200      p50 {p50:.1} ms, p99 {p99:.1} ms, max {most:.1} ms"));
    let (user, kernel) = (each(*user), each(*kernel));
    say(&format!("  CPU of a call     {all:.3} ms ({user:.3} user, {kernel:.3} kernel)"));
    Ok(all)
}

#[expect(clippy::print_stdout, reason = "a benchmark says what it measured")]
fn say(line: &str) {
    println!("{line}");
}
