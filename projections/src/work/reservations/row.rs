//! The table of reservations and what a row says.

use domain::sid::{
    AccountSid, ReservationSid, TaskChannelSid, TaskQueueSid, WorkItemSid, WorkerSid, WorkflowSid,
    WorkspaceSid,
};
use domain::timestamp::Timestamp;
use domain::work::reservation::Instruction;
use serde::{Deserialize, Serialize};

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each reservation.
    RESERVATIONS(Column) = "reservations"
    key(AccountSid, Sid)
    index "reservations_by_creation"(AccountSid, WorkspaceSid, CreatedAt)
    index "reservations_by_acceptance"(AccountSid, WorkspaceSid, AcceptedAt)
    index "reservations_by_end"(AccountSid, WorkspaceSid, EndedAt)
    index "reservations_by_work_item"(AccountSid, WorkItemSid, CreatedAt, Sid)
    index "reservations_by_worker"(AccountSid, WorkerSid, CreatedAt, Sid)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        WorkspaceSid = "workspace_sid": Text,
        Status = "status": Text,
        WorkItemSid = "work_item_sid": Text,
        WorkerSid = "worker_sid": Text,
        QueueSid = "queue_sid": Text or Null,
        WorkflowSid = "workflow_sid": Text or Null,
        ChannelSid = "channel_sid": Text,
        Offer = "offer": Int,
        ExpiresAt = "expires_at": Time,
        Instruction = "instruction": Json or Null,
        FaultCode = "fault_code": Int or Null,
        WithdrawalCause = "withdrawal_cause": Text or Null,
        Version = "version": Int,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
        AcceptedAt = "accepted_at": Time or Null,
        AcceptedAfterMs = "accepted_after_ms": Int or Null,
        EndedAt = "ended_at": Time or Null,
    }
}

/// Where the name that is looked up stands.
const WORKER_NAME: u8 = Column::EndedAt as u8 + 1;

/// What became of a reservation, as REST spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ReservationStatus {
    /// The offer stands.
    Pending,
    /// The worker accepted.
    Accepted,
    /// The worker rejected.
    Rejected,
    /// The worker let it pass.
    #[serde(rename = "timeout")]
    TimedOut,
    /// It was taken back.
    Canceled,
    /// Another worker accepted.
    Rescinded,
    /// The worker wraps up.
    Wrapping,
    /// The worker is done.
    Completed,
}

impl ReservationStatus {
    /// Whether it takes of the worker's capacity.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Pending | Self::Accepted | Self::Wrapping)
    }

    /// Its name in REST and in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Accepted => "accepted",
            Self::Rejected => "rejected",
            Self::TimedOut => "timeout",
            Self::Canceled => "canceled",
            Self::Rescinded => "rescinded",
            Self::Wrapping => "wrapping",
            Self::Completed => "completed",
        }
    }
}

/// A reservation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The reservation.
    pub sid: ReservationSid,
    /// The workspace that it is in.
    pub workspace_sid: WorkspaceSid,
    /// What became of it.
    pub status: ReservationStatus,
    /// What is offered to whom.
    pub offer: ReservationOffer,
    /// What was to be done with it, if that was said.
    pub instruction: Option<Instruction>,
    /// The dialect's code of why that could not be done.
    pub fault: Option<u32>,
    /// When it came to what.
    pub times: ReservationTimes,
    /// The version of its last event, from 0.
    pub version: u64,
}

/// What is offered to whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReservationOffer {
    /// The work item.
    pub work_item_sid: WorkItemSid,
    /// The worker.
    pub worker_sid: WorkerSid,
    /// Its name.
    pub worker_name: Option<String>,
    /// The queue in which the work item waited.
    pub queue_sid: Option<TaskQueueSid>,
    /// The workflow that it was in.
    pub workflow_sid: Option<WorkflowSid>,
    /// The kind of work.
    pub channel_sid: TaskChannelSid,
    /// Which offer of the work item it is, from 1.
    pub number: u32,
}

/// When a reservation came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReservationTimes {
    /// When the offer was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When the offer lapses or lapsed.
    pub expires_at: Timestamp,
    /// When the worker accepted.
    pub accepted_at: Option<Timestamp>,
    /// When it ended, whichever way.
    pub ended_at: Option<Timestamp>,
}

impl ReservationRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.times.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            workspace_sid: row.parse(Column::WorkspaceSid)?,
            status: row.word(Column::Status)?,
            offer: read_offer(&mut row)?,
            instruction: row.json_if(Column::Instruction)?,
            fault: row.small_if(Column::FaultCode)?,
            times: ReservationTimes {
                created_at: row.time(Column::CreatedAt)?,
                updated_at: row.time(Column::UpdatedAt)?,
                expires_at: row.time(Column::ExpiresAt)?,
                accepted_at: row.time_if(Column::AcceptedAt)?,
                ended_at: row.time_if(Column::EndedAt)?,
            },
            version: row.count(Column::Version)?,
        })
    }
}

fn read_offer(row: &mut Row) -> Result<ReservationOffer, ViewError> {
    Ok(ReservationOffer {
        work_item_sid: row.parse(Column::WorkItemSid)?,
        worker_sid: row.parse(Column::WorkerSid)?,
        worker_name: row.text_if(WORKER_NAME)?,
        queue_sid: row.parse_if(Column::QueueSid)?,
        workflow_sid: row.parse_if(Column::WorkflowSid)?,
        channel_sid: row.parse(Column::ChannelSid)?,
        number: row.small(Column::Offer)?,
    })
}
