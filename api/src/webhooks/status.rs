//! Status callbacks: the write side says what is due, this room sends it.

use std::sync::Arc;

use async_trait::async_trait;
use commands::reactors::{StatusCallback, StatusSender};
use commands::vault::Vault;
use domain::call::exchange::{Exchange, ExchangeOutcome, Fault, Purpose};
use domain::sid::AccountSid;
use domain::timestamp::Timestamp;
use domain::uri::FaultClass;
use projections::Views;

use super::{ExchangeRequest, Exchanges, SigningToken};

/// Finds what an account's requests are signed with now.
#[derive(Clone)]
pub struct Signers {
    /// Where the sealed tokens are.
    pub views: Views,
    /// What opens them.
    pub vault: Arc<Vault>,
}

impl Signers {
    /// The account's first auth token; nothing when there is no such account, or the read side or the
    /// vault does not answer, which is logged.
    pub async fn token(&self, account: AccountSid) -> Option<SigningToken> {
        let found = self.views.account_credentials(account).await;
        let found = found.inspect_err(|error| {
            tracing::warn!(%error, %account, "no token to sign with");
        });
        let sealed = found.ok()??.auth_token;
        let secret = self.vault.open(account, &sealed).inspect_err(|error| {
            tracing::warn!(%error, %account, "no token to sign with");
        });
        secret.ok().map(|secret| SigningToken::new(secret.expose()))
    }
}

/// Sends status callbacks through [`Exchanges`].
#[derive(Clone)]
pub struct StatusCallbacks {
    /// What sends.
    pub exchanges: Exchanges,
    /// What signs.
    pub signers: Signers,
    /// Reads the clock.
    pub clock: fn() -> Timestamp,
}

#[async_trait]
impl StatusSender for StatusCallbacks {
    async fn send(&self, callback: StatusCallback) -> Exchange {
        let started_at = (self.clock)();
        let number = callback.sequence.saturating_add(1);
        let Some(token) = self.signers.token(callback.account).await else {
            return unsigned(callback, number, started_at);
        };
        let request = ExchangeRequest {
            account: callback.account,
            call: callback.call_sid,
            endpoints: callback.endpoints,
            number,
            purpose: Purpose::Status,
            rank: 0,
            uri: callback.uri,
            parameters: callback.parameters,
            token,
            started_at,
        };
        self.exchanges.run(request).await
    }
}

/// The exchange that was not made because there is nothing to sign it with.
fn unsigned(callback: StatusCallback, number: u32, started_at: Timestamp) -> Exchange {
    let fault = Fault {
        code: 12400,
        class: FaultClass::Error,
        message: "the request could not be signed".to_owned(),
        url: None,
    };
    Exchange {
        number,
        purpose: Purpose::Status,
        rank: 0,
        url: super::follow::shown(&callback.uri.url),
        method: callback.uri.method,
        parameters: callback.parameters,
        attempts: 0,
        started_at,
        duration_ms: 0,
        outcome: ExchangeOutcome::Failed(fault),
    }
}
