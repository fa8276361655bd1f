//! Work distribution end to end over REST: life cycles a second (create, find the reservation, accept, complete),
//! and how long after its creation was asked for a task is reserved, at a fixed rate. Every answer is durable.
//!
//! ```text
//! cargo build --release -p server && cargo run --release -p tests --bin bench-work-rest -- [seconds] [items/s]
//! ```
//!
//! The clients run in this process, beside the program on the same machine.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use hdrhistogram::Histogram;
use serde_json::{Value, json};
use tests::load::machine;
use tests::program::Ringback;
use tokio::task::JoinSet;

/// The targets of docs/BENCHMARKS.md.
const CYCLES_TARGET: u64 = 3_000;
const P99_TARGET_MS: u64 = 25;
/// Fewer than an account may have in flight.
const CLIENTS: usize = 90;
/// More than there are clients, so that each task finds somebody.
const WORKERS: usize = 200;

#[tokio::main]
async fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let seconds: u64 = arguments.next().map_or(Ok(20), |text| text.parse())?;
    let rate: u64 = arguments.next().map_or(Ok(1_000), |text| text.parse())?;
    say(&machine()?);
    let ringback = Arc::new(Ringback::start().await?);
    let home = centre(&ringback).await?;
    let cycles = whole_lives(&ringback, &home, Duration::from_secs(seconds)).await?;
    let p99_ms = paced(&ringback, &home, Duration::from_secs(seconds), rate).await?;
    ensure!(cycles >= CYCLES_TARGET, "{cycles} life cycles/s, wanted {CYCLES_TARGET}");
    ensure!(p99_ms <= P99_TARGET_MS, "p99 {p99_ms} ms, wanted {P99_TARGET_MS} ms");
    Ok(())
}

async fn made(ringback: &Ringback, path: &str, form: &[(&str, &str)]) -> Result<Value> {
    let (status, body) = ringback.post(path, form).await?;
    ensure!(status == 201 || status == 200, "POST {path}: {status} {body}");
    Ok(body)
}

fn sid(of: &Value) -> Result<&str> {
    of["sid"].as_str().with_context(|| format!("no sid in {of}"))
}

/// A workspace whose workers are all available, with one queue for everything.
async fn centre(ringback: &Ringback) -> Result<String> {
    let form = [("FriendlyName", "Bench"), ("Template", "FIFO")];
    let workspace = made(ringback, "/v1/Workspaces", &form).await?;
    let home = format!("/v1/Workspaces/{}", sid(&workspace)?);
    let listed = ringback.get(&format!("{home}/Activities?Available=true")).await?;
    let available = sid(&listed["activities"][0])?.to_owned();
    for number in 0..WORKERS {
        let item = json!({"FriendlyName": format!("worker {number}"), "ActivitySid": available});
        let bulk = format!("{home}/Workers/Bulk");
        made(ringback, &bulk, &[("Items", &item.to_string())]).await?;
    }
    Ok(home)
}

/// As many as go.
async fn whole_lives(ringback: &Arc<Ringback>, home: &str, time: Duration) -> Result<u64> {
    let done = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let mut clients = JoinSet::new();
    for _ in 0..CLIENTS {
        let (ringback, home, done) = (ringback.clone(), home.to_owned(), done.clone());
        clients.spawn(async move {
            while start.elapsed() < time {
                life(&ringback, &home).await?;
                done.fetch_add(1, Ordering::Relaxed);
            }
            anyhow::Ok(())
        });
    }
    while let Some(ended) = clients.join_next().await {
        ended??;
    }
    let cycles = done.load(Ordering::Relaxed) * 1_000 / u64::try_from(start.elapsed().as_millis())?;
    say(&format!("life cycles (4 requests each), {CLIENTS} clients: {cycles}/s"));
    Ok(cycles)
}

async fn life(ringback: &Ringback, home: &str) -> Result<()> {
    let task = made(ringback, &format!("{home}/Tasks"), &[]).await?;
    let path = format!("{home}/Tasks/{}", sid(&task)?);
    let offers = ringback.get(&format!("{path}/Reservations")).await?;
    let offer = format!("{path}/Reservations/{}", sid(&offers["reservations"][0])?);
    made(ringback, &offer, &[("ReservationStatus", "accepted")]).await?;
    made(ringback, &path, &[("AssignmentStatus", "completed")]).await?;
    Ok(())
}

/// So many a second: the answer to the creation says that the task is reserved. Answers its 99th percentile.
async fn paced(ringback: &Arc<Ringback>, home: &str, time: Duration, rate: u64) -> Result<u64> {
    let mut ticks = tokio::time::interval(Duration::from_secs(1) / u32::try_from(rate)?);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Burst);
    let (start, mut lives) = (Instant::now(), JoinSet::new());
    let mut histogram: Histogram<u64> = Histogram::new(3)?;
    let mut reserved = 0_u64;
    while start.elapsed() < time {
        // The time counts from when the task was due, not from when there was time for it.
        let due = ticks.tick().await;
        let (ringback, home) = (ringback.clone(), home.to_owned());
        lives.spawn(async move {
            let task = made(&ringback, &format!("{home}/Tasks"), &[]).await?;
            let took = due.elapsed();
            let path = format!("{home}/Tasks/{}", sid(&task)?);
            let is_reserved = task["assignment_status"] == "reserved";
            made(&ringback, &path, &[("AssignmentStatus", "canceled")]).await?;
            anyhow::Ok((took, is_reserved))
        });
        while let Some(ended) = lives.try_join_next() {
            let (took, is_reserved) = ended??;
            histogram.record(u64::try_from(took.as_micros())?)?;
            reserved += u64::from(is_reserved);
        }
    }
    while let Some(ended) = lives.join_next().await {
        let (took, is_reserved) = ended??;
        histogram.record(u64::try_from(took.as_micros())?)?;
        reserved += u64::from(is_reserved);
    }
    let at = |quantile| histogram.value_at_quantile(quantile) as f64 / 1_000.0;
    let (p50, p99) = (at(0.5), at(0.99));
    let all = histogram.len();
    say(&format!(
        "create to reserved at {rate}/s: p50 {p50:.1} ms, p99 {p99:.1} ms; {reserved} of {all} reserved at once"
    ));
    Ok(histogram.value_at_quantile(0.99) / 1_000)
}

#[expect(clippy::print_stdout, reason = "a benchmark says what it found")]
fn say(line: &str) {
    println!("{line}");
}
