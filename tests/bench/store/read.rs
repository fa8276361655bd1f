//! How fast the whole log is read, and verified.

use std::{fmt::Write, time::Instant};

use store::{
    chain::{self, Evidence},
    position::Position,
};

use crate::{load::Load, table::median_and_best};

const BATCH: usize = 2_000;

/// Events per second of one log.
pub(crate) struct Rate {
    engine: &'static str,
    events: u64,
    read: f64,
    verified: f64,
}

/// Reads and verifies what a run wrote.
pub(crate) async fn all(
    engine: &'static str,
    load: Load,
    store: &dyn Evidence,
) -> anyhow::Result<Rate> {
    let start = Instant::now();
    let (mut after, mut events) = (Position::START, 0);
    loop {
        let batch = store.read_all(after, BATCH).await?;
        let Some(last) = batch.last() else { break };
        after = last.position;
        events += batch.len() as u64;
    }
    let read = events as f64 / start.elapsed().as_secs_f64();
    anyhow::ensure!(after.0 == events, "{engine}, {}: gaps in the log", load.name);
    let start = Instant::now();
    let report = chain::verify(store).await?;
    let verified = events as f64 / start.elapsed().as_secs_f64();
    anyhow::ensure!(report.is_sound(), "{engine}, {}: {:?}", load.name, report.findings);
    Ok(Rate { engine, events, read, verified })
}

/// The rates of the larger logs; of a few thousand events, one would measure the first query.
pub(crate) fn table(rates: &[Rate]) -> String {
    let mut text =
        String::from("| reading | events/s median (best) | verified events/s |\n|---|---|---|\n");
    for engine in ["SQLite", "Postgres"] {
        let large = || rates.iter().filter(|rate| rate.engine == engine && rate.events >= 20_000);
        let (read, best) = median_and_best(large().map(|rate| rate.read));
        let (verified, quickest) = median_and_best(large().map(|rate| rate.verified));
        let line = format!("| {engine} | {read:.0} ({best:.0}) | {verified:.0} ({quickest:.0}) |");
        writeln!(text, "{line}").expect("writing to a string");
    }
    text
}
