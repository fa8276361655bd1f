//! The switchboard's question.

use domain::settings::{Secondary, VoiceSettings};
use domain::sid::{AccountSid, ApplicationSid, PhoneNumberSid};
use domain::uri::Steering;
use serde::Deserialize;

use crate::accounts::AccountStatus;
use crate::query::{Row, Scope, Sql, ViewError};
use crate::rows::Kind;
use crate::views::Views;

/// The first number with the address, its account, and its application unless that is gone.
const ROUTE: &str = "\
    SELECT n.account_sid, a.status, n.sid, p.sid, \
        coalesce(p.settings, n.settings), coalesce(p.secondaries, n.secondaries) \
    FROM phone_numbers n \
    LEFT JOIN accounts a ON a.account_sid = n.account_sid \
    LEFT JOIN applications p ON p.account_sid = n.account_sid AND p.sid = n.voice_application_sid \
    WHERE n.phone_number = $1 ORDER BY n.account_sid, n.sid LIMIT 1";
const ANSWER: [Kind; 6] = [Kind::Text, Kind::Text, Kind::Text, Kind::Text, Kind::Json, Kind::Json];

/// Who answers for a called number, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Route {
    /// The account that has the number.
    pub account_sid: AccountSid,
    /// How it stands; only an active account's calls are taken.
    pub account_status: AccountStatus,
    /// The number.
    pub phone_number_sid: PhoneNumberSid,
    /// The application that the number names, when there is one.
    pub application_sid: Option<ApplicationSid>,
    /// The URIs: the application's, or the number's own when it names none.
    pub steering: Steering,
}

/// What steers calls, in the settings of a number as in those of an application.
#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    voice: VoiceSettings,
}

impl Views {
    /// The route of a called number, exactly as written (E.164); none when no account has it.
    pub async fn route(&self, called: &str) -> Result<Option<Route>, ViewError> {
        let sql = Sql {
            scope: Scope::Platform,
            text: ROUTE.to_owned(),
            values: vec![called.into()],
            answer: ANSWER.to_vec(),
        };
        Ok(self.settled(&sql, read).await?.flatten())
    }
}

/// Reads a row of [`ROUTE`]; none when the account is not there.
fn read(mut row: Row) -> Result<Option<Route>, ViewError> {
    let Some(account_status) = row.word_if(1)? else {
        return Ok(None);
    };
    let settings: Settings = row.json(4)?;
    let secondaries: Vec<Secondary> = row.json(5)?;
    Ok(Some(Route {
        account_sid: row.parse(0)?,
        account_status,
        phone_number_sid: row.parse(2)?,
        application_sid: row.parse_if(3)?,
        steering: settings.voice.steering(&secondaries),
    }))
}
