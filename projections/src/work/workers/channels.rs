//! How much of each channel a worker takes, and has.

use std::collections::BTreeMap;

use domain::sid::{AccountSid, TaskChannelSid, WorkerSid, WorkspaceSid};
use domain::timestamp::Timestamp;

use super::row::{ChannelColumn, WORKER_CHANNELS, WorkerRow};
use crate::query::{From, Paging, Row, Scope, Select, ViewError};
use crate::rows::Value;
use crate::views::Views;
use crate::work::channels::TaskChannelRow;
use crate::work::reservations::ReservationStatus;
use crate::work::{ReservationFilter, ReservationRow};

/// Open reservations are counted in pages of so many.
const COUNTED: u32 = 1_000;

/// How much of a channel a worker takes, and has. Every worker has every channel of its workspace, and takes
/// one work item at a time of those of which it was told nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkerChannelRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The workspace.
    pub workspace_sid: WorkspaceSid,
    /// The worker.
    pub worker_sid: WorkerSid,
    /// The channel.
    pub channel_sid: TaskChannelSid,
    /// What expressions call the channel.
    pub channel_name: String,
    /// How many work items at a time.
    pub capacity: u32,
    /// Whether any.
    pub available: bool,
    /// How many it has accepted and not yet begun to wrap up.
    pub assigned: u32,
    /// How many are offered to it, accepted or wrapped up: what takes of its capacity.
    pub open: u32,
    /// When the worker came to have the channel.
    pub created_at: Timestamp,
    /// When it was last told how much it takes.
    pub updated_at: Timestamp,
}

impl WorkerChannelRow {
    /// What is left of the capacity, in whole per cent; 0 when it takes none.
    pub fn available_capacity_percentage(&self) -> u32 {
        let left = self.capacity.saturating_sub(self.open);
        (u64::from(left) * 100)
            .checked_div(u64::from(self.capacity))
            .map_or(0, |share| u32::try_from(share).unwrap_or(100))
    }
}

/// What a worker was told of a channel.
struct Told {
    channel_sid: TaskChannelSid,
    capacity: u32,
    available: bool,
    updated_at: Timestamp,
}

fn told(mut row: Row) -> Result<Told, ViewError> {
    Ok(Told {
        channel_sid: row.parse(ChannelColumn::ChannelSid)?,
        capacity: row.small(ChannelColumn::Capacity)?,
        available: row.claim(ChannelColumn::Available)?,
        updated_at: row.time(ChannelColumn::UpdatedAt)?,
    })
}

/// Accepted and open reservations by channel.
type Counts = BTreeMap<TaskChannelSid, (u32, u32)>;

impl Views {
    /// How much of each of its workspace's channels a worker takes and has, in the order of the channels'
    /// coming to be; nothing when there is no such worker.
    pub async fn worker_channels(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        worker: WorkerSid,
    ) -> Result<Vec<WorkerChannelRow>, ViewError> {
        let Some(worker) = self.worker(account, workspace, worker).await? else {
            return Ok(Vec::new());
        };
        let select = Select::new(Scope::Account(account), &WORKER_CHANNELS)
            .equal(ChannelColumn::WorkerSid, Value::sid(worker.sid))
            .ordered(WORKER_CHANNELS.key);
        let told = self.many(select, told).await?;
        let counts = self.open_by_channel(&worker).await?;
        let mut from = From::Start;
        let mut rows = Vec::new();
        loop {
            let paging = Paging::new(COUNTED, from);
            let page = self.task_channels(account, workspace, &paging).await?;
            rows.extend(page.rows.into_iter().map(|it| joined(&worker, it, &told, &counts)));
            let Some(next) = page.next else { return Ok(rows) };
            from = From::After(next);
        }
    }

    async fn open_by_channel(&self, worker: &WorkerRow) -> Result<Counts, ViewError> {
        let open =
            [ReservationStatus::Pending, ReservationStatus::Accepted, ReservationStatus::Wrapping];
        let filter = ReservationFilter {
            worker_sid: Some(worker.sid),
            statuses: open.to_vec(),
            ..ReservationFilter::default()
        };
        let (mut counts, mut from) = (Counts::new(), From::Start);
        loop {
            let paging = Paging::new(COUNTED, from);
            let (account, workspace) = (worker.account_sid, worker.workspace_sid);
            let page = self.reservations(account, workspace, &filter, &paging).await?;
            page.rows.iter().for_each(|row| count(&mut counts, row));
            let Some(next) = page.next else { return Ok(counts) };
            from = From::After(next);
        }
    }
}

fn count(counts: &mut Counts, row: &ReservationRow) {
    let (assigned, open) = counts.entry(row.offer.channel_sid).or_default();
    *open += 1;
    *assigned += u32::from(row.status == ReservationStatus::Accepted);
}

fn joined(
    worker: &WorkerRow,
    channel: TaskChannelRow,
    told: &[Told],
    counts: &Counts,
) -> WorkerChannelRow {
    let told = told.iter().find(|told| told.channel_sid == channel.sid);
    let (assigned, open) = counts.get(&channel.sid).copied().unwrap_or_default();
    let created_at = worker.created_at.max(channel.created_at);
    WorkerChannelRow {
        account_sid: worker.account_sid,
        workspace_sid: worker.workspace_sid,
        worker_sid: worker.sid,
        channel_sid: channel.sid,
        channel_name: channel.settings.unique_name,
        capacity: told.map_or(1, |told| told.capacity),
        available: told.is_none_or(|told| told.available),
        assigned,
        open,
        created_at,
        updated_at: told.map_or(created_at, |told| told.updated_at.max(created_at)),
    }
}
