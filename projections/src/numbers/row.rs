//! The table of phone numbers and what a row says.

use domain::phone_number::PhoneNumberSettings;
use domain::settings::Secondary;
use domain::sid::{AccountSid, PhoneNumberSid};
use domain::timestamp::Timestamp;

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each phone number that an account has.
    NUMBERS(Column) = "phone_numbers"
    key(AccountSid, Sid)
    index "phone_numbers_by_address"(PhoneNumber)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        PhoneNumber = "phone_number": Text,
        FriendlyName = "friendly_name": Text,
        VoiceApplicationSid = "voice_application_sid": Text or Null,
        Settings = "settings": Json,
        Secondaries = "secondaries": Json,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
    }
}

/// A phone number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NumberRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The number's sid.
    pub sid: PhoneNumberSid,
    /// E.164.
    pub phone_number: String,
    /// All that is set but the secondaries.
    pub settings: PhoneNumberSettings,
    /// The secondaries, in the order in which they are tried.
    pub secondaries: Vec<Secondary>,
    /// When the account came to have it.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl NumberRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            phone_number: row.text(Column::PhoneNumber)?,
            settings: row.json(Column::Settings)?,
            secondaries: row.json(Column::Secondaries)?,
            created_at: row.time(Column::CreatedAt)?,
            updated_at: row.time(Column::UpdatedAt)?,
        })
    }
}
