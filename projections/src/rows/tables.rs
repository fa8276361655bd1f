//! Every table of the read models.

use super::table::Table;
use crate::{
    accounts, applications, calls, exchanges, fallbacks, keys, notifications, numbers, usage, work,
};

/// Every table, in the order in which they are made and dumped.
pub static TABLES: &[&Table] = &[
    &accounts::ACCOUNTS,
    &keys::KEYS,
    &applications::APPLICATIONS,
    &numbers::NUMBERS,
    &calls::CALLS,
    &exchanges::EXCHANGES,
    &notifications::NOTIFICATIONS,
    &fallbacks::URI_HEALTH,
    &fallbacks::CHAINS,
    &usage::CALL_TOTALS,
    &usage::FAULT_TOTALS,
    &work::WORKSPACES,
    &work::ACTIVITIES,
    &work::TASK_CHANNELS,
    &work::TASK_QUEUES,
    &work::WORKFLOWS,
    &work::WORKFLOW_REVISIONS,
    &work::WORKERS,
    &work::WORKER_CHANNELS,
    &work::WORKER_ACTIVITIES,
    &work::WORK_ITEMS,
    &work::QUEUE_ENTRIES,
    &work::RESERVATIONS,
    &work::WORK_EVENTS,
];
