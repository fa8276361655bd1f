//! The tables of work items and of where they waited, and what a row says.

use domain::sid::{
    AccountSid, CallSid, ReservationSid, TaskChannelSid, TaskQueueSid, WorkItemSid, WorkerSid,
    WorkflowSid, WorkspaceSid,
};
use domain::timestamp::Timestamp;
use domain::work::expression::Attributes;
use domain::work::routing::Place;
use domain::work::work_item::{CancelCause, RoutingTarget};

use super::status::WorkItemStatus;
use crate::query::{Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each work item; deleted ones stay, marked.
    WORK_ITEMS(Column) = "work_items"
    key(AccountSid, Sid)
    index "work_items_by_creation"(AccountSid, WorkspaceSid, CreatedAt, Sid)
    index "work_items_by_assignment"(AccountSid, WorkspaceSid, AssignedAt)
    index "work_items_by_end"(AccountSid, WorkspaceSid, EndedAt)
    index "work_items_by_deletion"(AccountSid, WorkspaceSid, DeletedAt, CreatedAt)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        WorkspaceSid = "workspace_sid": Text,
        Status = "status": Text,
        OpenOffers = "open_offers": Int,
        Offers = "offers": Int,
        WorkerSid = "worker_sid": Text or Null,
        ReservationSid = "reservation_sid": Text or Null,
        Reason = "reason": Text or Null,
        CancelCause = "cancel_cause": Text or Null,
        DeletionCause = "deletion_cause": Text or Null,
        Attributes = "attributes": Json,
        ChannelSid = "channel_sid": Text,
        TimeoutS = "timeout_s": Int,
        VirtualStart = "virtual_start": Time or Null,
        StartsAt = "starts_at": Time,
        RoutingTarget = "routing_target": Json or Null,
        RoutingTargetSid = "routing_target_sid": Text or Null,
        IgnoreCapacity = "ignore_capacity": Bool,
        Deadline = "deadline": Time or Null,
        CallSid = "call_sid": Text or Null,
        Priority = "priority": Int,
        WorkflowSid = "workflow_sid": Text or Null,
        Revision = "revision": Int or Null,
        Step = "step": Json or Null,
        QueueSid = "queue_sid": Text or Null,
        EnteredQueueAt = "entered_queue_at": Time or Null,
        Until = "until": Time or Null,
        FaultCode = "fault_code": Int or Null,
        Version = "version": Int,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
        AssignedAt = "assigned_at": Time or Null,
        WaitedMs = "waited_ms": Int or Null,
        EndedAt = "ended_at": Time or Null,
        DeletedAt = "deleted_at": Time or Null,
    }
}

table! {
    /// One row for each time that a work item came to a step of its workflow, or was sent to a queue.
    QUEUE_ENTRIES(EntryColumn) = "queue_entries"
    key(AccountSid, WorkItemSid, Sequence)
    index "queue_entries_by_time"(AccountSid, WorkspaceSid, At)
    {
        AccountSid = "account_sid": Text,
        WorkItemSid = "work_item_sid": Text,
        Sequence = "sequence": Int,
        WorkspaceSid = "workspace_sid": Text,
        At = "at": Time,
        Cause = "cause": Text,
        QueueSid = "queue_sid": Text or Null,
        MovedFromSid = "moved_from_sid": Text or Null,
        IsEntry = "is_entry": Bool,
        WorkflowSid = "workflow_sid": Text or Null,
        Revision = "revision": Int or Null,
        Step = "step": Json or Null,
        Priority = "priority": Int,
        Until = "until": Time or Null,
        FaultCode = "fault_code": Int or Null,
    }
}

/// Where the names that are looked up begin.
const NAMES: u8 = Column::DeletedAt as u8 + 1;

/// A work item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkItemRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The work item.
    pub sid: WorkItemSid,
    /// The workspace that it is in.
    pub workspace_sid: WorkspaceSid,
    /// How far it has come.
    pub status: WorkItemStatus,
    /// What was asked for, as it is now.
    pub terms: WorkItemTerms,
    /// Where it waits or waited last.
    pub place: WorkItemPlace,
    /// What came of it.
    pub outcome: WorkItemOutcome,
    /// When it came to what.
    pub times: WorkItemTimes,
    /// The version of its last event, from 0.
    pub version: u64,
}

/// What was asked for, as it is now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkItemTerms {
    /// Its attributes.
    pub attributes: Attributes,
    /// The kind of work.
    pub channel_sid: TaskChannelSid,
    /// What expressions call the kind of work.
    pub channel_name: Option<String>,
    /// How long it may wait, in seconds.
    pub timeout_s: u32,
    /// What stands for the time of its creation.
    pub virtual_start: Option<Timestamp>,
    /// Where it goes without asking filters.
    pub routing_target: Option<RoutingTarget>,
    /// Whether the worker that it is for gets it though busy or offline.
    pub ignore_capacity: bool,
    /// By when it should be accepted.
    pub deadline: Option<Timestamp>,
    /// The call that it came with.
    pub call_sid: Option<CallSid>,
}

/// Where a work item waits or waited last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkItemPlace {
    /// The higher, the sooner.
    pub priority: u32,
    /// The workflow.
    pub workflow_sid: Option<WorkflowSid>,
    /// Its name.
    pub workflow_name: Option<String>,
    /// The revision of its document that the work item goes by.
    pub revision: Option<u32>,
    /// The step there.
    pub step: Option<Place>,
    /// The queue.
    pub queue_sid: Option<TaskQueueSid>,
    /// Its name.
    pub queue_name: Option<String>,
    /// Since when it is in the queue.
    pub entered_queue_at: Option<Timestamp>,
    /// When its time in the step runs out.
    pub until: Option<Timestamp>,
    /// The dialect's code of something that is amiss with the step.
    pub fault: Option<u32>,
}

/// What came of a work item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkItemOutcome {
    /// How often it was offered.
    pub offers: u32,
    /// Who accepted it.
    pub worker_sid: Option<WorkerSid>,
    /// With which reservation.
    pub reservation_sid: Option<ReservationSid>,
    /// What was said as it was canceled, wrapped up or completed.
    pub reason: Option<String>,
    /// Why it was canceled.
    pub cancel_cause: Option<CancelCause>,
}

/// When a work item came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkItemTimes {
    /// When it came to be.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
    /// When it was accepted.
    pub assigned_at: Option<Timestamp>,
    /// When it was completed or canceled.
    pub ended_at: Option<Timestamp>,
}

impl WorkItemRow {
    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        let open_offers = row.int(Column::OpenOffers)?;
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            workspace_sid: row.parse(Column::WorkspaceSid)?,
            status: WorkItemStatus::of(row.word(Column::Status)?, open_offers),
            terms: read_terms(&mut row)?,
            place: read_place(&mut row)?,
            outcome: WorkItemOutcome {
                offers: row.small(Column::Offers)?,
                worker_sid: row.parse_if(Column::WorkerSid)?,
                reservation_sid: row.parse_if(Column::ReservationSid)?,
                reason: row.text_if(Column::Reason)?,
                cancel_cause: row.word_if(Column::CancelCause)?,
            },
            times: WorkItemTimes {
                created_at: row.time(Column::CreatedAt)?,
                updated_at: row.time(Column::UpdatedAt)?,
                assigned_at: row.time_if(Column::AssignedAt)?,
                ended_at: row.time_if(Column::EndedAt)?,
            },
            version: row.count(Column::Version)?,
        })
    }
}

fn read_terms(row: &mut Row) -> Result<WorkItemTerms, ViewError> {
    let attributes = row.text(Column::Attributes)?;
    Ok(WorkItemTerms {
        attributes: Attributes::parse(&attributes).map_err(ViewError::damaged)?,
        channel_sid: row.parse(Column::ChannelSid)?,
        channel_name: row.text_if(NAMES)?,
        timeout_s: row.small(Column::TimeoutS)?,
        virtual_start: row.time_if(Column::VirtualStart)?,
        routing_target: row.json_if(Column::RoutingTarget)?,
        ignore_capacity: row.claim(Column::IgnoreCapacity)?,
        deadline: row.time_if(Column::Deadline)?,
        call_sid: row.parse_if(Column::CallSid)?,
    })
}

fn read_place(row: &mut Row) -> Result<WorkItemPlace, ViewError> {
    Ok(WorkItemPlace {
        priority: row.small(Column::Priority)?,
        workflow_sid: row.parse_if(Column::WorkflowSid)?,
        workflow_name: row.text_if(NAMES + 1)?,
        revision: row.small_if(Column::Revision)?,
        step: row.json_if(Column::Step)?,
        queue_sid: row.parse_if(Column::QueueSid)?,
        queue_name: row.text_if(NAMES + 2)?,
        entered_queue_at: row.time_if(Column::EnteredQueueAt)?,
        until: row.time_if(Column::Until)?,
        fault: row.small_if(Column::FaultCode)?,
    })
}
