//! The switchboard's question.

use domain::sid::{AccountSid, ApplicationSid, PhoneNumberSid};
use domain::uri::Steering;

use crate::accounts::AccountStatus;
use crate::applications::{self, APPLICATIONS, ApplicationRow};
use crate::numbers::{self, NUMBERS, NumberRow};
use crate::query::{Scope, Select, ViewError};
use crate::rows::Value;
use crate::views::Views;

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

impl Views {
    /// The route of a called number, exactly as written (E.164); none when no account has it.
    pub async fn route(&self, called: &str) -> Result<Option<Route>, ViewError> {
        let select = Select::new(Scope::Platform, &NUMBERS)
            .equal(numbers::Column::PhoneNumber, called)
            .ordered(NUMBERS.key);
        let Some(number) = self.one(select, NumberRow::read).await? else {
            return Ok(None);
        };
        let Some(account) = self.account_credentials(number.account_sid).await? else {
            return Ok(None);
        };
        let application = self.steering_application(&number).await?;
        let steering = match &application {
            Some(application) => application.settings.voice.steering(&application.secondaries),
            None => number.settings.voice.steering(&number.secondaries),
        };
        Ok(Some(Route {
            account_sid: number.account_sid,
            account_status: account.status,
            phone_number_sid: number.sid,
            application_sid: application.map(|application| application.sid),
            steering,
        }))
    }

    /// The application that the number names, unless it is gone.
    async fn steering_application(
        &self,
        number: &NumberRow,
    ) -> Result<Option<ApplicationRow>, ViewError> {
        let Some(sid) = number.settings.voice_application_sid else {
            return Ok(None);
        };
        let select = Select::new(Scope::Account(number.account_sid), &APPLICATIONS)
            .equal(applications::Column::Sid, Value::sid(sid));
        self.one(select, ApplicationRow::read).await
    }
}
