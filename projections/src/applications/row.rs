//! The table of applications and what a row says.

use domain::application::ApplicationSettings;
use domain::settings::Secondary;
use domain::sid::{AccountSid, ApplicationSid};
use domain::timestamp::Timestamp;

use crate::query::{Cursor, Row, ViewError};
use crate::rows::table;

table! {
    /// One row for each application that is there.
    APPLICATIONS(Column) = "applications"
    key(AccountSid, Sid)
    {
        AccountSid = "account_sid": Text,
        Sid = "sid": Text,
        FriendlyName = "friendly_name": Text,
        Settings = "settings": Json,
        Secondaries = "secondaries": Json,
        CreatedAt = "created_at": Time,
        UpdatedAt = "updated_at": Time,
    }
}

/// An application.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApplicationRow {
    /// The owner.
    pub account_sid: AccountSid,
    /// The application.
    pub sid: ApplicationSid,
    /// All that is set but the secondaries.
    pub settings: ApplicationSettings,
    /// The secondaries, in the order in which they are tried.
    pub secondaries: Vec<Secondary>,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it last changed.
    pub updated_at: Timestamp,
}

impl ApplicationRow {
    pub(crate) fn cursor(&self) -> Cursor {
        Cursor { at: self.created_at.0, tie: self.sid.to_string() }
    }

    pub(crate) fn read(mut row: Row) -> Result<Self, ViewError> {
        Ok(Self {
            account_sid: row.parse(Column::AccountSid)?,
            sid: row.parse(Column::Sid)?,
            settings: row.json(Column::Settings)?,
            secondaries: row.json(Column::Secondaries)?,
            created_at: row.time(Column::CreatedAt)?,
            updated_at: row.time(Column::UpdatedAt)?,
        })
    }
}
