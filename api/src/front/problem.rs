//! Errors as customers' software knows them.
//!
//! ```json
//! {"code": 20404, "message": "…", "more_info": "https://www.twilio.com/docs/errors/20404", "status": 404}
//! ```

use axum::response::{IntoResponse, Response};
use commands::{CommandError, Failure};
use domain::settings::{MAX_URL_BYTES, SettingsRefusal};
use http::{HeaderValue, StatusCode, header};
use projections::ViewError;
use serde_json::json;

/// Why a request was not done.
#[derive(Debug, Clone)]
pub(crate) struct Problem {
    pub(crate) status: StatusCode,
    pub(crate) code: u32,
    pub(crate) message: String,
}

impl Problem {
    pub(crate) fn new(status: StatusCode, code: u32, message: impl Into<String>) -> Self {
        Self { status, code, message: message.into() }
    }

    /// A field or parameter says something that it may not.
    pub(crate) fn invalid(code: u32, message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, code, message)
    }

    /// There is no such thing, or it belongs to somebody else: the answer does not tell which.
    pub(crate) fn not_found(path: &str) -> Self {
        let shown: String = path.chars().take(256).collect();
        let message = format!("The requested resource {shown} was not found");
        Self::new(StatusCode::NOT_FOUND, 20404, message)
    }

    pub(crate) fn unauthorized() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, 20003, "Authenticate")
    }

    pub(crate) fn forbidden(message: &str) -> Self {
        Self::new(StatusCode::FORBIDDEN, 20003, message)
    }

    pub(crate) fn inactive() -> Self {
        Self::new(StatusCode::FORBIDDEN, 20005, "The account is not active")
    }

    pub(crate) fn too_many() -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, 20429, "Too many requests of the account at once")
    }

    pub(crate) fn unavailable() -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, 20503, "Service unavailable; try again")
    }

    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, 20500, "An internal error has occurred")
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let body = json!({
            "code": self.code,
            "message": self.message,
            "more_info": format!("https://www.twilio.com/docs/errors/{}", self.code),
            "status": self.status.as_u16(),
        });
        let mut response = (self.status, axum::Json(body)).into_response();
        let headers = response.headers_mut();
        if self.status == StatusCode::UNAUTHORIZED {
            let realm = HeaderValue::from_static("Basic realm=\"Ringback API\"");
            headers.insert(header::WWW_AUTHENTICATE, realm);
        }
        if matches!(self.status, StatusCode::TOO_MANY_REQUESTS | StatusCode::SERVICE_UNAVAILABLE) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
        }
        response
    }
}

impl From<ViewError> for Problem {
    fn from(error: ViewError) -> Self {
        tracing::warn!(%error, "the read side did not answer");
        match error {
            ViewError::Unavailable(_) | ViewError::Behind { .. } => Self::unavailable(),
            ViewError::Damaged(_) => Self::internal(),
        }
    }
}

impl From<Failure> for Problem {
    fn from(failure: Failure) -> Self {
        tracing::warn!(%failure, "the write side did not answer");
        match failure {
            Failure::Full | Failure::Unavailable(_) => Self::unavailable(),
            Failure::Malformed(_) | Failure::Damaged { .. } | Failure::Sealed => Self::internal(),
        }
    }
}

impl<R: Into<Self>> From<CommandError<R>> for Problem {
    fn from(error: CommandError<R>) -> Self {
        match error {
            CommandError::Refused(refusal) => refusal.into(),
            CommandError::Conflict => Self::new(
                StatusCode::CONFLICT,
                20409,
                "Others changed the resource at the same time; try again",
            ),
            CommandError::KeyReused => Self::new(
                StatusCode::UNPROCESSABLE_ENTITY,
                20422,
                "The Idempotency-Key was used for another request",
            ),
            CommandError::Failed(failure) => failure.into(),
        }
    }
}

/// A URL that is none: 21502 for callbacks, 21402 for the rest, with the name of the field in the dialect.
fn bad_url(field: &str) -> Problem {
    let (code, name) = match field {
        "primary" => (21402, "VoiceUrl"),
        "fallback" => (21402, "VoiceFallbackUrl"),
        "status callback" => (21502, "StatusCallback"),
        "sms" => (21402, "SmsUrl"),
        "sms fallback" => (21402, "SmsFallbackUrl"),
        "sms status callback" => (21502, "SmsStatusCallback"),
        "message status callback" => (21502, "MessageStatusCallback"),
        _ => (21402, "Url"),
    };
    Problem::invalid(
        code,
        format!("{name} is not an absolute http or https URL of at most {MAX_URL_BYTES} bytes"),
    )
}

impl From<SettingsRefusal> for Problem {
    fn from(refusal: SettingsRefusal) -> Self {
        let message = refusal.to_string();
        match refusal {
            SettingsRefusal::BadUrl { field } => bad_url(field),
            SettingsRefusal::NoSuchSecondary(_) => Self::new(StatusCode::NOT_FOUND, 20404, message),
            SettingsRefusal::NameTooLong
            | SettingsRefusal::BadRetryPolicy { .. }
            | SettingsRefusal::TooManySecondaries
            | SettingsRefusal::NoSuchRank(_)
            | SettingsRefusal::IncompleteOrder => Self::invalid(20001, message),
        }
    }
}
