//! Why a token is not taken.

use http::StatusCode;

use crate::front::Problem;

/// Why a token is not taken. Each has a code of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum TokenRefusal {
    #[error("The token is not a JSON Web Token, or has no expiry")]
    Malformed,
    #[error("The token's header is wrong: alg is not HS256, or cty is not twilio-fpa;v=1")]
    WrongHeader,
    #[error("The token's issuer signs nothing: there is no such key, or it was deleted")]
    UnknownIssuer,
    #[error("The token has expired")]
    Expired,
    #[error("The token is not valid yet")]
    NotYetValid,
    #[error("The token grants nothing here: workspace and worker are needed, and a known role")]
    NoGrant,
    #[error("The token's signature is wrong")]
    WrongSignature,
    #[error("The token is not about the account that signed it")]
    WrongAccount,
    #[error("The token's life is longer than 24 hours")]
    LivesTooLong,
}

impl TokenRefusal {
    /// The dialect's code.
    pub(crate) const fn code(self) -> u32 {
        match self {
            Self::Malformed => 20101,
            Self::WrongHeader => 20102,
            Self::UnknownIssuer => 20103,
            Self::Expired => 20104,
            Self::NotYetValid => 20105,
            Self::NoGrant => 20106,
            Self::WrongSignature => 20107,
            Self::WrongAccount => 20151,
            Self::LivesTooLong => 20157,
        }
    }
}

impl From<TokenRefusal> for Problem {
    fn from(refusal: TokenRefusal) -> Self {
        let code = refusal.code();
        metrics::counter!("ringback_tokens_refused_total", "code" => code.to_string()).increment(1);
        tracing::info!(code, %refusal, "a token was refused");
        Self::new(StatusCode::UNAUTHORIZED, code, refusal.to_string())
    }
}
