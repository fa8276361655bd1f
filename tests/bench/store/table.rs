//! The runs, as a table.

use std::{fmt, time::Duration};

use crate::load::{Load, Run};

/// Runs by load and engine, in the order in which they came first.
#[derive(Default)]
pub(crate) struct Table {
    lines: Vec<(Load, &'static str, Vec<Run>)>,
}

impl Table {
    pub(crate) fn add(&mut self, load: Load, engine: &'static str, run: Run) {
        let line = self.lines.iter_mut().find(|line| (line.0, line.1) == (load, engine));
        match line {
            Some((_, _, runs)) => runs.push(run),
            None => self.lines.push((load, engine, vec![run])),
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "| load | engine | events/s median (best) | of the raw log | p50 ms | p99 ms |"
        )?;
        writeln!(f, "|---|---|---|---|---|---|")?;
        let mut reference = 0.0;
        for (load, engine, runs) in &self.lines {
            let (median, best) = median_and_best(runs.iter().map(|run| run.events_per_s));
            if *engine == "raw log" {
                reference = median;
            }
            let ratio = median / reference;
            let p50 = median_and_best(runs.iter().map(|run| ms(run.p50))).0;
            let p99 = median_and_best(runs.iter().map(|run| ms(run.p99))).0;
            let load = load.name;
            writeln!(
                f,
                "| {load} | {engine} | {median:.0} ({best:.0}) | {ratio:.3} | {p50:.2} | {p99:.2} |"
            )?;
        }
        Ok(())
    }
}

fn ms(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1e3
}

/// Zeros when there are none.
pub(crate) fn median_and_best(values: impl Iterator<Item = f64>) -> (f64, f64) {
    let mut values: Vec<f64> = values.collect();
    values.sort_unstable_by(f64::total_cmp);
    let median = values.get(values.len() / 2).copied().unwrap_or_default();
    (median, values.last().copied().unwrap_or_default())
}
