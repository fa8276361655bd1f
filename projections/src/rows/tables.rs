//! Every table of the read models.

use super::table::Table;
use crate::{
    accounts, applications, calls, exchanges, fallbacks, keys, notifications, numbers, usage,
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
];
