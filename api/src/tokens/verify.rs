//! Whose token it is, and whether it is good.

use domain::recorded::Actor;
use domain::sid::{AccountSid, KeySid, WorkerSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use projections::AccountStatus;

use super::claims::{Claims, TaskRouterGrant};
use super::jwt::Jwt;
use super::rights::Rights;
use super::{Errand, TokenRefusal, Verdict};
use crate::front::{ApiState, Caller, Problem};

/// A token that was verified: its bearer acts for this worker.
#[derive(Debug, Clone)]
pub(crate) struct WorkerToken {
    pub(crate) account: AccountSid,
    pub(crate) workspace: WorkspaceSid,
    pub(crate) worker: WorkerSid,
    pub(crate) expires_at: Timestamp,
    /// The key that signed it; none when the account's auth token did.
    pub(crate) key: Option<KeySid>,
    rights: Rights,
}

impl WorkerToken {
    /// What it says to an errand.
    pub(crate) fn says(&self, errand: &Errand) -> Verdict {
        self.rights.say(self.workspace, self.worker, errand)
    }

    /// Who acts with it.
    pub(crate) fn caller(&self) -> Caller {
        Caller {
            account: self.account,
            actor: Actor::Worker(self.worker),
            is_key: true,
            status: AccountStatus::Active,
        }
    }
}

/// Verifies a token against the account's secrets as they are now.
pub(crate) async fn verify(state: &ApiState, text: &str) -> Result<WorkerToken, Problem> {
    let jwt = Jwt::read(text)?;
    let token = match (&jwt.claims.grants, &jwt.claims.policies) {
        (Some(_), _) => by_key(state, &jwt).await?,
        (None, Some(_)) => by_auth_token(state, &jwt).await?,
        (None, None) => return Err(TokenRefusal::NoGrant.into()),
    };
    let (views, account) = (&state.views, token.account);
    let is_there = views.worker(account, token.workspace, token.worker).await?.is_some()
        && views.workspace(account, token.workspace).await?.is_some();
    if is_there { Ok(token) } else { Err(Problem::not_found(&format!("Workers/{}", token.worker))) }
}

async fn by_key(state: &ApiState, jwt: &Jwt<'_>) -> Result<WorkerToken, Problem> {
    if !jwt.header.is_access_token() {
        return Err(TokenRefusal::WrongHeader.into());
    }
    let sid: KeySid = parsed(jwt.claims.iss.as_deref()).ok_or(TokenRefusal::UnknownIssuer)?;
    let key = commands::keys::signing_key(&state.writer, sid).await?;
    let key = key.ok_or(TokenRefusal::UnknownIssuer)?;
    if !jwt.is_signed_with(key.secret.expose()) {
        return Err(TokenRefusal::WrongSignature.into());
    }
    if parsed(jwt.claims.sub.as_deref()) != Some(key.account) {
        return Err(TokenRefusal::WrongAccount.into());
    }
    let found = state.views.account_credentials(key.account).await?;
    check_status(found.map(|found| found.status))?;
    let now = seconds(state);
    let expires_at = Timestamp(jwt.claims.valid_until(now)?);
    jwt.claims.check_life(now)?;
    let (workspace, worker, rights) = granted(&jwt.claims).ok_or(TokenRefusal::NoGrant)?;
    Ok(WorkerToken { account: key.account, workspace, worker, expires_at, key: Some(sid), rights })
}

fn granted(claims: &Claims) -> Option<(WorkspaceSid, WorkerSid, Rights)> {
    let grant: &TaskRouterGrant = claims.grants.as_ref()?.task_router.as_ref()?;
    let rights = match grant.role.as_deref() {
        None | Some("worker") => Rights::Worker,
        Some("supervisor") => Rights::Supervisor,
        Some(_) => return None,
    };
    let workspace = parsed(grant.workspace_sid.as_deref())?;
    Some((workspace, parsed(grant.worker_sid.as_deref())?, rights))
}

async fn by_auth_token(state: &ApiState, jwt: &Jwt<'_>) -> Result<WorkerToken, Problem> {
    let claims = &jwt.claims;
    let account: AccountSid = parsed(claims.iss.as_deref()).ok_or(TokenRefusal::UnknownIssuer)?;
    let found = state.views.account_credentials(account).await?;
    let found = found.ok_or(TokenRefusal::UnknownIssuer)?;
    let mut is_signed = false;
    for sealed in [Some(&found.auth_token), found.secondary_token.as_ref()].into_iter().flatten() {
        let secret = state.writer.vault.open(account, sealed)?;
        is_signed |= jwt.is_signed_with(secret.expose());
    }
    if !is_signed {
        return Err(TokenRefusal::WrongSignature.into());
    }
    if parsed(claims.account_sid.as_deref()) != Some(account) {
        return Err(TokenRefusal::WrongAccount.into());
    }
    check_status(Some(found.status))?;
    let expires_at = Timestamp(claims.valid_until(seconds(state))?);
    let workspace = parsed(claims.workspace_sid.as_deref()).ok_or(TokenRefusal::NoGrant)?;
    let worker = parsed(claims.worker_sid.as_deref()).ok_or(TokenRefusal::NoGrant)?;
    let rights = Rights::Policies(claims.policies.clone().unwrap_or_default());
    Ok(WorkerToken { account, workspace, worker, expires_at, key: None, rights })
}

fn check_status(status: Option<AccountStatus>) -> Result<(), Problem> {
    match status {
        Some(AccountStatus::Active) => Ok(()),
        Some(AccountStatus::Suspended) => Err(Problem::inactive()),
        Some(AccountStatus::Closed) | None => Err(TokenRefusal::UnknownIssuer.into()),
    }
}

fn parsed<S: std::str::FromStr>(text: Option<&str>) -> Option<S> {
    text?.parse().ok()
}

/// The time, in s since 1970.
fn seconds(state: &ApiState) -> f64 {
    let now = (state.clock)();
    #[expect(clippy::cast_precision_loss, reason = "µs since 1970 are exact in 53 bits until 2255")]
    let micros = now.0 as f64;
    micros / 1e6
}
