//! The tables of URIs' health and what a row says.

use domain::call::exchange::Fault;
use domain::sid::{AccountSid, CallSid};
use domain::timestamp::Timestamp;

use crate::query::{Row, ViewError};
use crate::rows::table;

/// The longest URL that is a key as it stands. PostgreSQL's indexes hold at most 2,704 bytes.
const LONGEST_KEY: usize = 512;

table! {
    /// One row for each URI that ever failed, of each application and number.
    URI_HEALTH(UriColumn) = "uri_health"
    key(AccountSid, OwnerSid, UrlKey)
    {
        AccountSid = "account_sid": Text,
        OwnerSid = "owner_sid": Text,
        UrlKey = "url_key": Text,
        Url = "url": Text,
        Rank = "rank": Int,
        Failures = "failures": Int,
        FailuresInARow = "failures_in_a_row": Int,
        FaultCode = "fault_code": Int,
        FaultClass = "fault_class": Text,
        FaultMessage = "fault_message": Text,
        CallSid = "call_sid": Text,
        FailedAt = "failed_at": Time,
        RecoveredAt = "recovered_at": Time or Null,
    }
}

table! {
    /// One row for each application or number all of whose URIs ever failed in one call.
    CHAINS(ChainColumn) = "fallback_chains"
    key(AccountSid, OwnerSid)
    {
        AccountSid = "account_sid": Text,
        OwnerSid = "owner_sid": Text,
        Exhausted = "exhausted": Int,
        ExhaustedAt = "exhausted_at": Time,
        CallSid = "call_sid": Text,
        FaultCode = "fault_code": Int,
    }
}

/// How one URI fares.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UriHealthRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The sid of the application or number.
    pub owner_sid: String,
    /// The URL without query and fragment.
    pub url: String,
    /// Its rank when it last failed: 0 for the primary.
    pub rank: u32,
    /// How often it failed.
    pub failures: u64,
    /// How often it failed since it last answered well; 0 when it is well.
    pub failures_in_a_row: u64,
    /// What went wrong last.
    pub last_fault: Fault,
    /// The call that found out.
    pub call_sid: CallSid,
    /// When it last failed.
    pub failed_at: Timestamp,
    /// When it last answered well after a failure.
    pub recovered_at: Option<Timestamp>,
}

/// How often all URIs of an application or number failed in one call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChainRow {
    /// The sid of the application or number.
    pub owner_sid: String,
    /// How often.
    pub exhausted: u64,
    /// When last.
    pub exhausted_at: Timestamp,
    /// In which call last.
    pub call_sid: CallSid,
    /// The code of what went wrong last.
    pub fault_code: u32,
}

impl UriHealthRow {
    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(UriColumn::AccountSid)?,
            owner_sid: row.text(UriColumn::OwnerSid)?,
            url: row.text(UriColumn::Url)?,
            rank: small(row.int(UriColumn::Rank)?)?,
            failures: row.count(UriColumn::Failures)?,
            failures_in_a_row: row.count(UriColumn::FailuresInARow)?,
            last_fault: Fault {
                code: small(row.int(UriColumn::FaultCode)?)?,
                class: row.word(UriColumn::FaultClass)?,
                message: row.text(UriColumn::FaultMessage)?,
                url: None,
            },
            call_sid: row.parse(UriColumn::CallSid)?,
            failed_at: row.time(UriColumn::FailedAt)?,
            recovered_at: row.time_if(UriColumn::RecoveredAt)?,
        })
    }
}

impl ChainRow {
    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            owner_sid: row.text(ChainColumn::OwnerSid)?,
            exhausted: row.count(ChainColumn::Exhausted)?,
            exhausted_at: row.time(ChainColumn::ExhaustedAt)?,
            call_sid: row.parse(ChainColumn::CallSid)?,
            fault_code: small(row.int(ChainColumn::FaultCode)?)?,
        })
    }
}

fn small(number: i64) -> Result<u32, ViewError> {
    u32::try_from(number).map_err(ViewError::damaged)
}

/// What a URL is found by: itself, or its beginning and a digest when it is long.
pub(crate) fn url_key(url: &str) -> String {
    if url.len() <= LONGEST_KEY {
        return url.to_owned();
    }
    let end = url.floor_char_boundary(LONGEST_KEY - 33);
    format!("{}#{:032x}", &url[..end], crate::rows::hash::fnv1a(url.as_bytes()))
}
