//! What a token claims.

use serde::Deserialize;

use super::TokenRefusal;
use super::policy::Policy;

/// How long an access token may live, in s.
const LONGEST_LIFE_S: f64 = 86_400.0;
/// How far the clocks of whoever signs and of us may be apart, in s.
const SKEW_S: f64 = 10.0;

/// The claims of either kind of token; each uses its own.
#[derive(Debug, Deserialize)]
pub(super) struct Claims {
    pub(super) iss: Option<String>,
    pub(super) sub: Option<String>,
    exp: Option<f64>,
    nbf: Option<f64>,
    pub(super) grants: Option<Grants>,
    pub(super) account_sid: Option<String>,
    pub(super) workspace_sid: Option<String>,
    pub(super) worker_sid: Option<String>,
    pub(super) policies: Option<Vec<Policy>>,
}

/// What an access token grants. Other products' grants are not looked at.
#[derive(Debug, Deserialize)]
pub(super) struct Grants {
    pub(super) task_router: Option<TaskRouterGrant>,
}

/// The grant to act for a worker.
#[derive(Debug, Deserialize)]
pub(super) struct TaskRouterGrant {
    pub(super) workspace_sid: Option<String>,
    pub(super) worker_sid: Option<String>,
    pub(super) role: Option<String>,
}

impl Claims {
    /// Until when it is good, in µs since 1970, if it is good at `now`, in s since 1970.
    pub(super) fn valid_until(&self, now_s: f64) -> Result<i64, TokenRefusal> {
        let end = self.exp.filter(|end| end.is_finite()).ok_or(TokenRefusal::Malformed)?;
        if end <= now_s {
            return Err(TokenRefusal::Expired);
        }
        if self.nbf.is_some_and(|start| start > now_s + SKEW_S) {
            return Err(TokenRefusal::NotYetValid);
        }
        // A float beyond the integers' range becomes the greatest of them.
        #[expect(clippy::cast_possible_truncation, reason = "saturates, and never is not a number")]
        Ok((end * 1e6) as i64)
    }

    /// An access token that would live for longer than a day is not taken.
    pub(super) fn check_life(&self, now_s: f64) -> Result<(), TokenRefusal> {
        match self.exp {
            Some(end) if end > now_s + LONGEST_LIFE_S + SKEW_S => Err(TokenRefusal::LivesTooLong),
            Some(_) | None => Ok(()),
        }
    }
}
