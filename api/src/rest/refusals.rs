//! What the domain's refusals are called in the dialect.

use commands::numbers::NumberRefusal;
use domain::account::AccountRefusal;
use domain::api_key::ApiKeyRefusal;
use domain::application::ApplicationRefusal;
use domain::call::CallRefusal;
use domain::phone_number::{PhoneNumberRefusal, RegistryRefusal};
use domain::settings::SettingsRefusal;
use http::StatusCode;

use crate::front::Problem;

fn gone(message: String) -> Problem {
    Problem::new(StatusCode::NOT_FOUND, 20404, message)
}

fn conflict(code: u32, message: String) -> Problem {
    Problem::new(StatusCode::CONFLICT, code, message)
}

impl From<AccountRefusal> for Problem {
    fn from(refusal: AccountRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            AccountRefusal::NotFound => gone(message),
            AccountRefusal::Closed => Self::invalid(20005, message),
            AccountRefusal::Exists | AccountRefusal::SecondaryExists => conflict(20409, message),
            AccountRefusal::NoSecondary => gone(message),
            AccountRefusal::Settings(settings) => settings.into(),
        }
    }
}

impl From<ApiKeyRefusal> for Problem {
    fn from(refusal: ApiKeyRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            ApiKeyRefusal::NotFound => gone(message),
            ApiKeyRefusal::Exists => conflict(20409, message),
            ApiKeyRefusal::Settings(settings) => settings.into(),
        }
    }
}

impl From<ApplicationRefusal> for Problem {
    fn from(refusal: ApplicationRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            ApplicationRefusal::NotFound => gone(message),
            ApplicationRefusal::Exists => conflict(20409, message),
            ApplicationRefusal::Settings(settings) => settings.into(),
        }
    }
}

impl From<NumberRefusal> for Problem {
    fn from(refusal: NumberRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            NumberRefusal::Number(PhoneNumberRefusal::NotFound) => gone(message),
            NumberRefusal::Number(PhoneNumberRefusal::NotE164) => Self::invalid(21421, message),
            NumberRefusal::Number(PhoneNumberRefusal::Settings(settings)) => settings.into(),
            NumberRefusal::Number(PhoneNumberRefusal::Exists)
            | NumberRefusal::Registry(RegistryRefusal::Taken) => Self::invalid(21422, message),
            NumberRefusal::Registry(RegistryRefusal::NotOwner) => conflict(20409, message),
            NumberRefusal::NoSuchApplication(_) => Self::invalid(21218, message),
            NumberRefusal::NoSuchRecipient(_) => Self::invalid(20001, message),
        }
    }
}

impl From<CallRefusal> for Problem {
    fn from(refusal: CallRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            CallRefusal::NotFound => gone(message),
            CallRefusal::NotInProgress => {
                Self::invalid(21220, "Invalid call state: the call is not in progress")
            }
            CallRefusal::StillInProgress => conflict(20009, message),
            CallRefusal::TooManyUpdates => Self::new(StatusCode::TOO_MANY_REQUESTS, 20429, message),
            CallRefusal::DocumentTooLong => Self::invalid(21623, message),
            CallRefusal::BadTimeLimit => Self::invalid(20001, message),
            CallRefusal::Settings(
                refusal @ SettingsRefusal::BadUrl { field: "status callback" },
            ) => refusal.into(),
            CallRefusal::Settings(_) => Self::invalid(21205, message),
            CallRefusal::Exists | CallRefusal::Impossible { .. } => conflict(20409, message),
        }
    }
}
