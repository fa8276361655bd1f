//! Benchmark: life cycles of work items through one workspace's owner, durable on SQLite, without HTTP.
//!
//! `cargo run --release -p commands --example bench_work_owner -- [seconds] [tenants' requests at a time]`: each
//! request brings an item, accepts its offer and completes it, one command after the other; every command is on
//! disk before the next.
#![expect(
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a benchmark reads the clock and prints"
)]

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

use async_trait::async_trait;
use commands::vault::Vault;
use commands::work::{WorkClock, WorkDesk, WorkDone};
use commands::{Context, Entropy, Writer};
use domain::recorded::Actor;
use domain::sid::*;
use domain::timestamp::Timestamp;
use domain::work::WorkSid;
use domain::work::floor::{Command, minted};
use domain::work::reservation::ReservationCommand;
use domain::work::work_item::{Ending, Transition, WorkItemCommand, WorkItemPatch};
use domain::work::worker::WorkerCommand;
use domain::work::workspace::{Template, WorkspaceCommand, WorkspacePatch};
use store::port::EventStore;
use store::sqlite::SqliteStore;
use tokio::task::JoinSet;

const ACCOUNT: AccountSid = AccountSid::from_bits(0xaa);
const WORKSPACE: WorkspaceSid = WorkspaceSid::from_bits(0x35);

struct World;

fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Timestamp(i64::try_from(since.as_micros()).unwrap_or(i64::MAX))
}

#[async_trait]
impl WorkClock for World {
    fn now(&self) -> Timestamp {
        now()
    }

    async fn until(&self, at: Timestamp) {
        let left = u64::try_from(at.0.saturating_sub(now().0)).unwrap_or(0);
        tokio::time::sleep(Duration::from_micros(left)).await;
    }
}

async fn ask(desk: &WorkDesk, command: Command) -> anyhow::Result<WorkDone> {
    let context = Context::new(ACCOUNT, Actor::Account(ACCOUNT), WORKSPACE.to_string(), now());
    Ok(desk.submit(&context, WORKSPACE, command).await?)
}

async fn open(desk: &WorkDesk, workers: u128) -> anyhow::Result<()> {
    let friendly_name = Some("Support".to_owned());
    let patch = WorkspacePatch { friendly_name, ..WorkspacePatch::default() };
    let create = WorkspaceCommand::Create { patch, template: Template::Fifo, seed: 7 };
    ask(desk, Command::Workspace(create)).await?;
    for worker in 0..workers {
        let create = WorkerCommand::Create {
            friendly_name: format!("worker {worker}"),
            activity_sid: Some(ActivitySid::from_bits(minted(7, 3))),
            attributes: None,
        };
        ask(desk, Command::Worker(WorkerSid::from_bits(worker), create)).await?;
    }
    Ok(())
}

/// From the making of an item to its end; answers how long the offer took.
async fn life(desk: &WorkDesk, item: u128) -> anyhow::Result<Duration> {
    let sid = WorkItemSid::from_bits(item);
    let begun = Instant::now();
    let done = ask(desk, Command::WorkItem(sid, WorkItemCommand::Create(Box::default()))).await?;
    let took = begun.elapsed();
    let offer = done.facts.iter().find_map(|(sid, _)| match sid {
        WorkSid::Reservation(offer) => Some(*offer),
        WorkSid::Workspace(_)
        | WorkSid::Activity(_)
        | WorkSid::TaskChannel(_)
        | WorkSid::Worker(_)
        | WorkSid::TaskQueue(_)
        | WorkSid::Workflow(_)
        | WorkSid::WorkItem(_) => None,
    });
    let offer = offer.ok_or_else(|| anyhow::anyhow!("item {item} found nobody"))?;
    ask(desk, Command::Reservation(offer, ReservationCommand::Accept)).await?;
    let transition = Some(Transition { to: Ending::Completed, reason: None });
    let patch = WorkItemPatch::default();
    ask(desk, Command::WorkItem(sid, WorkItemCommand::Update { patch, transition })).await?;
    Ok(took)
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut arguments = std::env::args().skip(1).map(|it| it.parse::<u64>());
    let seconds = arguments.next().transpose()?.unwrap_or(10);
    let at_a_time = arguments.next().transpose()?.unwrap_or(64);
    let folder = tempfile::tempdir()?;
    let store = Arc::new(SqliteStore::open(&folder.path().join("events.db"))?);
    let vault = Arc::new(Vault::new(&[7; 32]));
    let writer = Writer { store: store.clone(), entropy: Entropy::new([1; 32]), vault };
    let (desk, owners) = WorkDesk::new(writer, Arc::new(World), false);
    let mut running = JoinSet::new();
    running.spawn(owners.run(Vec::new()));
    open(&desk, u128::from(at_a_time) + 16).await?;

    let (next, begun) = (Arc::new(AtomicU64::new(1)), Instant::now());
    let before = store.head().await?;
    let mut asking = JoinSet::new();
    for _ in 0..at_a_time {
        let (desk, next) = (desk.clone(), next.clone());
        asking.spawn(async move {
            let mut waits = Vec::new();
            while begun.elapsed() < Duration::from_secs(seconds) {
                let item = next.fetch_add(1, Ordering::Relaxed);
                waits.push(life(&desk, u128::from(item)).await?);
            }
            anyhow::Ok(waits)
        });
    }
    let mut waits = Vec::new();
    while let Some(done) = asking.join_next().await {
        waits.extend(done??);
    }
    let took = begun.elapsed().as_secs_f64();
    waits.sort_unstable();
    let at = |part: f64| waits[((waits.len() - 1) as f64 * part) as usize];
    let events = store.head().await?.0 - before.0;
    println!(
        "{at_a_time} at a time, {took:.1} s: {:.0} life cycles/s, {:.0} events/s",
        waits.len() as f64 / took,
        events as f64 / took
    );
    println!("create to reservation on disk: p50 {:?}, p99 {:?}", at(0.5), at(0.99));

    let begun = Instant::now();
    drop(running);
    let vault = Arc::new(Vault::new(&[7; 32]));
    let writer = Writer { store: store.clone(), entropy: Entropy::new([2; 32]), vault };
    let (again, owners) = WorkDesk::new(writer, Arc::new(World), false);
    let mut running = JoinSet::new();
    running.spawn(owners.run(Vec::new()));
    let same = again.ask(ACCOUNT, WORKSPACE, |floor, _| floor.sequence()).await?;
    let took = begun.elapsed().as_secs_f64();
    println!("folded again: {same} events in {took:.2} s, {:.0} events/s", same as f64 / took);
    Ok(())
}
