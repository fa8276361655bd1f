//! The table of exchanges and what a row says.

use domain::call::exchange::Exchange;
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each request to a tenant's application: its head for queries, and the whole as JSON.
    EXCHANGES(Column) = "exchanges"
    key(AccountSid, CallSid, Version)
    {
        AccountSid = "account_sid": Text,
        CallSid = "call_sid": Text,
        Version = "version": Int,
        Number = "number": Int,
        Purpose = "purpose": Text,
        Rank = "rank": Int,
        Method = "method": Text,
        Url = "url": Text,
        Attempts = "attempts": Int,
        StartedAt = "started_at": Time,
        DurationMs = "duration_ms": Int,
        HttpStatus = "http_status": Int or Null,
        FaultCode = "fault_code": Int or Null,
        RecordedAt = "recorded_at": Time,
        Exchange = "exchange": Json,
    }
}

/// A request to a tenant's application and what came of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExchangeRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The call that it was made for.
    pub call_sid: CallSid,
    /// The version of its event in the call's stream.
    pub version: u64,
    /// When its end was recorded.
    pub recorded_at: Timestamp,
    /// The request and the answer.
    pub exchange: Exchange,
}

impl ExchangeRow {
    pub(crate) fn cursor(&self) -> Cursor {
        let at = i64::try_from(self.version).unwrap_or(i64::MAX);
        Cursor { at, tie: self.call_sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            call_sid: row.parse(Column::CallSid)?,
            version: row.count(Column::Version)?,
            recorded_at: row.time(Column::RecordedAt)?,
            exchange: row.json(Column::Exchange)?,
        })
    }
}
