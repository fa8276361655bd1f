//! Who asks: HTTP Basic with an account's sid and auth token, or a key's sid and secret.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use domain::recorded::Actor;
use domain::sid::{AccountSid, KeySid};
use http::{HeaderMap, header};
use projections::{AccountCredentials, AccountStatus};

use super::Problem;
use super::state::Front;

/// The longest Authorization header that is looked at, in bytes.
const LONGEST: usize = 1_024;

/// Somebody whose credentials were good.
#[derive(Debug, Clone)]
pub(crate) struct Caller {
    pub(crate) account: AccountSid,
    pub(crate) actor: Actor,
    /// A key may not manage accounts, keys and tokens.
    pub(crate) is_key: bool,
    pub(crate) status: AccountStatus,
}

impl Front {
    /// Finds out who asks. Every failure is the same 401.
    pub(super) async fn authenticate(&self, headers: &HeaderMap) -> Result<Caller, Problem> {
        let (name, secret) = credentials(headers).ok_or_else(Problem::unauthorized)?;
        if let Ok(account) = name.parse::<AccountSid>() {
            return self.by_token(account, &secret).await;
        }
        match name.parse::<KeySid>() {
            Ok(key) => self.by_key(key, &secret).await,
            Err(_) => Err(Problem::unauthorized()),
        }
    }

    async fn by_token(&self, sid: AccountSid, token: &str) -> Result<Caller, Problem> {
        let found = self.state.views.account_credentials(sid).await?;
        let found = found.ok_or_else(Problem::unauthorized)?;
        let is_good = self.opens(&found, token)?;
        let caller = Caller {
            account: sid,
            actor: Actor::Account(sid),
            is_key: false,
            status: found.status,
        };
        admit(caller, is_good)
    }

    fn opens(&self, found: &AccountCredentials, token: &str) -> Result<bool, Problem> {
        let vault = &self.state.writer.vault;
        let mut is_good = false;
        for sealed in
            [Some(&found.auth_token), found.secondary_token.as_ref()].into_iter().flatten()
        {
            let secret = vault.open(found.account_sid, sealed)?;
            is_good |= vault.is_same(&secret, token);
        }
        Ok(is_good)
    }

    async fn by_key(&self, sid: KeySid, secret: &str) -> Result<Caller, Problem> {
        let found = self.state.views.key_credentials(sid).await?;
        let found = found.ok_or_else(Problem::unauthorized)?;
        let is_good = self.state.writer.vault.is_hashed(&found.secret_hash, secret);
        let caller = Caller {
            account: found.account_sid,
            actor: Actor::Key(sid),
            is_key: true,
            status: found.status,
        };
        admit(caller, is_good)
    }

    /// How the account in a path stands, if the caller may act for it: its own, or one of its
    /// sub-accounts with the auth token.
    pub(super) async fn reach(
        &self,
        caller: &Caller,
        account: AccountSid,
        path: &str,
    ) -> Result<AccountStatus, Problem> {
        if caller.account == account {
            return Ok(caller.status);
        }
        let found = match caller.is_key {
            true => None,
            false => self.state.views.account(caller.account, account).await?,
        };
        found.map(|row| row.status).ok_or_else(|| Problem::not_found(path))
    }
}

fn admit(caller: Caller, is_good: bool) -> Result<Caller, Problem> {
    match caller.status {
        _ if !is_good => Err(Problem::unauthorized()),
        AccountStatus::Active => Ok(caller),
        AccountStatus::Suspended => Err(Problem::inactive()),
        AccountStatus::Closed => Err(Problem::unauthorized()),
    }
}

pub(crate) fn credentials(headers: &HeaderMap) -> Option<(String, String)> {
    let line = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    if line.len() > LONGEST {
        return None;
    }
    let (scheme, encoded) = line.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(STANDARD.decode(encoded.trim()).ok()?).ok()?;
    let (name, secret) = pair.split_once(':')?;
    Some((name.to_owned(), secret.to_owned()))
}
