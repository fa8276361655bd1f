//! The table of calls and what a row says.

use domain::call::{Direction, EndCause, FinalStatus};
use domain::sid::{AccountSid, ApplicationSid, CallSid, PhoneNumberSid};
use domain::timestamp::Timestamp;
use serde::{Deserialize, Serialize};

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each call; deleted ones stay, marked.
    CALLS(Column) = "calls"
    key(AccountSid, Sid)
    index "calls_by_time"(AccountSid, CreatedAt, Sid)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        ParentCallSid = "parent_call_sid": Text or Null,
        PhoneNumberSid = "phone_number_sid": Text or Null,
        ApplicationSid = "application_sid": Text or Null,
        Direction = "direction": Text,
        From = "from_address": Text,
        To = "to_address": Text,
        CallerName = "caller_name": Text or Null,
        ForwardedFrom = "forwarded_from": Text or Null,
        Status = "status": Text,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
        StartedAt = "started_at": Time,
        AnsweredAt = "answered_at": Time or Null,
        EndedAt = "ended_at": Time or Null,
        DurationMs = "duration_ms": Int or Null,
        EndCause = "end_cause": Text or Null,
        SipStatus = "sip_status": Int or Null,
        Codec = "codec": Text or Null,
        PacketsSent = "packets_sent": Int or Null,
        PacketsReceived = "packets_received": Int or Null,
        PacketsLost = "packets_lost": Int or Null,
        JitterUs = "jitter_us": Int or Null,
        IsDeleted = "is_deleted": Bool,
    }
}

/// A call's status, as REST spells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CallStatus {
    /// It waits to be made.
    Queued,
    /// It rings.
    Ringing,
    /// It was answered and goes on.
    InProgress,
    /// It was answered and ended.
    Completed,
    /// The callee was busy, or the application rejected it as busy.
    Busy,
    /// It could not be connected.
    Failed,
    /// Nobody answered.
    NoAnswer,
    /// It was cancelled before it was answered.
    Canceled,
}

impl From<FinalStatus> for CallStatus {
    fn from(status: FinalStatus) -> Self {
        match status {
            FinalStatus::Completed => Self::Completed,
            FinalStatus::Busy => Self::Busy,
            FinalStatus::Failed => Self::Failed,
            FinalStatus::NoAnswer => Self::NoAnswer,
            FinalStatus::Canceled => Self::Canceled,
        }
    }
}

impl CallStatus {
    /// Its name in REST and in the table.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Ringing => "ringing",
            Self::InProgress => "in-progress",
            Self::Completed => "completed",
            Self::Busy => "busy",
            Self::Failed => "failed",
            Self::NoAnswer => "no-answer",
            Self::Canceled => "canceled",
        }
    }
}

/// Who takes part in a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallParties {
    /// The caller: E.164 or a SIP URI.
    pub from: String,
    /// The callee: E.164 or a SIP URI.
    pub to: String,
    /// The caller's display name.
    pub caller_name: Option<String>,
    /// The address that was called first.
    pub forwarded_from: Option<String>,
    /// The number that was called, when it is one of the account's.
    pub phone_number_sid: Option<PhoneNumberSid>,
    /// The application that steered it, when the number named one.
    pub application_sid: Option<ApplicationSid>,
}

/// When a call came to what.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallTimes {
    /// The first event.
    pub created_at: Timestamp,
    /// The last event that changed the row.
    pub updated_at: Timestamp,
    /// When it began to ring.
    pub started_at: Timestamp,
    /// When it was picked up.
    pub answered_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
}

/// How a call ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallEnd {
    /// From the answer to the end, in ms; 0 when it was never answered.
    pub duration_ms: u64,
    /// What ended it.
    pub cause: EndCause,
    /// The SIP status that the caller was given, when it was refused or failed.
    pub sip_status: Option<u16>,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The call.
    pub sid: CallSid,
    /// The call that it was made for.
    pub parent_call_sid: Option<CallSid>,
    /// Which way it goes.
    pub direction: Direction,
    /// Who takes part.
    pub parties: CallParties,
    /// How it stands.
    pub status: CallStatus,
    /// When it came to what.
    pub times: CallTimes,
    /// How it ended; absent while it goes on.
    pub end: Option<CallEnd>,
}

impl CallRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.times.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            parent_call_sid: row.parse_if(Column::ParentCallSid)?,
            direction: row.word(Column::Direction)?,
            parties: read_parties(&mut row)?,
            status: row.word(Column::Status)?,
            times: CallTimes {
                created_at: row.time(Column::CreatedAt)?,
                updated_at: row.time(Column::UpdatedAt)?,
                started_at: row.time(Column::StartedAt)?,
                answered_at: row.time_if(Column::AnsweredAt)?,
                ended_at: row.time_if(Column::EndedAt)?,
            },
            end: read_end(&mut row)?,
        })
    }
}

fn read_parties(row: &mut Row) -> Result<CallParties, ViewError> {
    Ok(CallParties {
        from: row.text(Column::From)?,
        to: row.text(Column::To)?,
        caller_name: row.text_if(Column::CallerName)?,
        forwarded_from: row.text_if(Column::ForwardedFrom)?,
        phone_number_sid: row.parse_if(Column::PhoneNumberSid)?,
        application_sid: row.parse_if(Column::ApplicationSid)?,
    })
}

fn read_end(row: &mut Row) -> Result<Option<CallEnd>, ViewError> {
    let Some(cause) = row.word_if(Column::EndCause)? else {
        return Ok(None);
    };
    let sip_status = row.int_if(Column::SipStatus)?;
    Ok(Some(CallEnd {
        duration_ms: row.count(Column::DurationMs)?,
        cause,
        sip_status: sip_status.and_then(|status| u16::try_from(status).ok()),
    }))
}
