//! The tables of totals and what a row says.

use crate::query::{Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each way in which an account's calls ended, and one, `received`, for all that began.
    CALL_TOTALS(CallColumn) = "call_totals"
    key(AccountSid, Outcome)
    {
        AccountSid = "account_sid": Text,
        Outcome = "outcome": Text,
        Calls = "calls": Int,
        DurationMs = "duration_ms": Int,
    }
}

table! {
    /// One row for each URL and code of the faults of an account's exchanges and media.
    FAULT_TOTALS(FaultColumn) = "fault_totals"
    key(AccountSid, UrlKey, Code)
    {
        AccountSid = "account_sid": Text,
        UrlKey = "url_key": Text,
        Code = "code": Int,
        Url = "url": Text,
        Faults = "faults": Int,
        LastAt = "last_at": Time,
    }
}

/// How many calls ended in one way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallTotal {
    /// `received`, or a final status.
    pub outcome: String,
    /// How many.
    pub calls: u64,
    /// How long they lasted together, in ms.
    pub duration_ms: u64,
}

/// How often a URL gave one fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FaultTotal {
    /// The URL without query and fragment; empty where there was none.
    pub url: String,
    /// The fault's code.
    pub code: u32,
    /// How often.
    pub faults: u64,
    /// When last, in µs since 1970.
    pub last_at: i64,
}

impl CallTotal {
    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            outcome: row.text(CallColumn::Outcome)?,
            calls: row.count(CallColumn::Calls)?,
            duration_ms: row.count(CallColumn::DurationMs)?,
        })
    }
}

impl FaultTotal {
    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            url: row.text(FaultColumn::Url)?,
            code: u32::try_from(row.int(FaultColumn::Code)?).map_err(ViewError::damaged)?,
            faults: row.count(FaultColumn::Faults)?,
            last_at: row.int(FaultColumn::LastAt)?,
        })
    }
}
