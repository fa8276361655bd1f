//! How fast the event log is, on SQLite and on Postgres, beside a raw log that does nothing but write a
//! group to a file and flush it.
//!
//! ```text
//! cargo run --release -p tests --bin bench-store -- [DIRECTORY] [SECONDS] [ROUNDS]
//! ```
//!
//! Every run is a closed loop: so many appenders, each waiting for its append to be durable before the
//! next. An event has a payload of 300 bytes; there are 1,024 streams and every append names the exact
//! version that it expects. Rounds are interleaved, so a noisy minute of a shared machine hits all.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a program that reports to a person"
)]

mod load;
mod raw_log;
mod read;
mod table;

use std::{path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context;
use store::{
    contract::{Flush, PostgresServer},
    postgres::PostgresStore,
    sqlite::SqliteStore,
};

use crate::{
    load::{Load, Run},
    raw_log::RawLog,
    table::Table,
};

const ONE_BY_ONE: Load = Load { name: "64 appenders, 1 event each", appenders: 64, events: 1 };
const BATCHES: Load = Load { name: "16 appenders, 100 events each", appenders: 16, events: 100 };
const ALONE: Load = Load { name: "1 appender, 1 event", appenders: 1, events: 1 };

struct Options {
    directory: PathBuf,
    duration: Duration,
    rounds: usize,
}

fn options() -> anyhow::Result<Options> {
    let mut arguments = std::env::args().skip(1);
    let directory = arguments.next().map_or_else(std::env::temp_dir, PathBuf::from);
    let seconds = arguments.next().map_or(Ok(4), |text| text.parse()).context("SECONDS")?;
    let rounds = arguments.next().map_or(Ok(3), |text| text.parse()).context("ROUNDS")?;
    Ok(Options { directory, duration: Duration::from_secs(seconds), rounds })
}

fn main() -> anyhow::Result<()> {
    let options = options()?;
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    runtime.block_on(measure(&options))
}

async fn measure(options: &Options) -> anyhow::Result<()> {
    let server = PostgresServer::start(Flush::ToDisk);
    let mut table = Table::default();
    let mut reads = Vec::new();
    for round in 1..=options.rounds {
        for load in [ONE_BY_ONE, BATCHES, ALONE] {
            eprintln!("round {round} of {}: {}", options.rounds, load.name);
            table.add(load, "raw log", raw(options, load).await?);
            let (run, read) = sqlite(options, load).await?;
            table.add(load, "SQLite", run);
            reads.push(read);
            let (run, read) = postgres(options, load, &server).await?;
            table.add(load, "Postgres", run);
            reads.push(read);
        }
    }
    println!("{table}");
    println!("{}", read::table(&reads));
    Ok(())
}

async fn raw(options: &Options, load: Load) -> anyhow::Result<Run> {
    let directory = tempfile::tempdir_in(&options.directory)?;
    let log = Arc::new(RawLog::open(&directory.path().join("raw.log"))?);
    load.run(options.duration, move |append| {
        let log = Arc::clone(&log);
        async move { log.append(append).await }
    })
    .await
}

async fn sqlite(options: &Options, load: Load) -> anyhow::Result<(Run, read::Rate)> {
    let directory = tempfile::tempdir_in(&options.directory)?;
    let store = Arc::new(SqliteStore::open(&directory.path().join("events.db"))?);
    let run = load.run_on(options.duration, Arc::clone(&store) as _).await?;
    Ok((run, read::all("SQLite", load, &*store).await?))
}

async fn postgres(
    options: &Options,
    load: Load,
    server: &PostgresServer,
) -> anyhow::Result<(Run, read::Rate)> {
    let store = Arc::new(PostgresStore::open(&server.database().await).await?);
    let run = load.run_on(options.duration, Arc::clone(&store) as _).await?;
    Ok((run, read::all("Postgres", load, &*store).await?))
}
