//! Exchanges signed with the account's token, status callbacks among them.

use std::sync::Arc;

use async_trait::async_trait;
use commands::reactors::{StatusCallback, StatusSender};
use commands::vault::Vault;
use domain::call::exchange::{Exchange, ExchangeOutcome, Fault, Purpose};
use domain::sid::AccountSid;
use domain::timestamp::Timestamp;
use domain::uri::{ApplicationUri, FaultClass};
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

/// A request that is still to be signed.
#[derive(Debug, Clone)]
pub struct UnsignedRequest {
    /// The tenant, whose token signs.
    pub account: AccountSid,
    /// What it belongs to: the sid of a call, or of a workspace and what is told of it.
    pub about: String,
    /// Caller and callee: cookies are kept for this pair within the account.
    pub endpoints: (String, String),
    /// The exchange's number within the call, from 1.
    pub number: u32,
    /// What it is for.
    pub purpose: Purpose,
    /// The rank of the URI: 0 for the primary.
    pub rank: u32,
    /// Where, templates filled in.
    pub uri: ApplicationUri,
    /// What is told, in order.
    pub parameters: Vec<(String, String)>,
}

/// Exchanges that are signed with the account's auth token as it is when they are made, so that a rotated
/// token signs from the next request on.
#[derive(Clone)]
pub struct SignedExchanges {
    /// What sends.
    pub exchanges: Exchanges,
    /// What signs.
    pub signers: Signers,
    /// Reads the clock.
    pub clock: fn() -> Timestamp,
}

impl SignedExchanges {
    /// Asks, and answers with what came of it. What cannot be signed is not sent: whoever checks would
    /// refuse it.
    pub async fn run(&self, request: UnsignedRequest) -> Exchange {
        let started_at = (self.clock)();
        let Some(token) = self.signers.token(request.account).await else {
            return never_sent(request, started_at);
        };
        let request = ExchangeRequest {
            account: request.account,
            about: request.about,
            endpoints: request.endpoints,
            number: request.number,
            purpose: request.purpose,
            rank: request.rank,
            uri: request.uri,
            parameters: request.parameters,
            token,
            started_at,
        };
        self.exchanges.run(request).await
    }
}

#[async_trait]
impl StatusSender for SignedExchanges {
    async fn send(&self, callback: StatusCallback) -> Exchange {
        let request = UnsignedRequest {
            account: callback.account,
            about: callback.call_sid.to_string(),
            endpoints: callback.endpoints,
            number: callback.sequence.saturating_add(1),
            purpose: Purpose::Status,
            rank: callback.rank,
            uri: callback.uri,
            parameters: callback.parameters,
        };
        self.run(request).await
    }
}

fn never_sent(request: UnsignedRequest, started_at: Timestamp) -> Exchange {
    let fault = Fault {
        code: 12400,
        class: FaultClass::Error,
        message: "the request could not be signed".to_owned(),
        url: None,
    };
    Exchange {
        number: request.number,
        purpose: request.purpose,
        rank: request.rank,
        url: super::follow::shown(&request.uri.url),
        method: request.uri.method,
        parameters: request.parameters,
        attempts: 0,
        started_at,
        duration_ms: 0,
        outcome: ExchangeOutcome::Failed(fault),
    }
}
