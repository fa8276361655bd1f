//! A call's requests to the tenant's application.

use std::sync::Arc;

use api::webhooks::{ExchangeRequest, SigningToken};
use domain::call::exchange::{Exchange, ExchangeOutcome, Fault};
use domain::sid::{AccountSid, CallSid};
use domain::uri::FaultClass;
use router::FetchRequest;

use crate::clock;
use crate::platform::Platform;

/// Who asks: the call and its two ends.
#[derive(Debug, Clone)]
pub(crate) struct Asker {
    pub(crate) account: AccountSid,
    pub(crate) call: CallSid,
    pub(crate) from: String,
    pub(crate) to: String,
}

/// Asks, and answers with what came of it. The account's auth token is looked up for every request, so a
/// rotated one signs from the next request on.
pub(crate) async fn ask(platform: Arc<Platform>, asker: Asker, fetch: FetchRequest) -> Exchange {
    let token = match signing_token(&platform, asker.account).await {
        Ok(token) => token,
        Err(error) => {
            tracing::error!(account = %asker.account, %error, "no token to sign with");
            return never_sent(fetch);
        }
    };
    let request = ExchangeRequest {
        account: asker.account,
        call: asker.call,
        endpoints: (asker.from, asker.to),
        number: fetch.number,
        purpose: fetch.purpose,
        rank: fetch.rank,
        uri: fetch.uri,
        parameters: fetch.parameters,
        token,
        started_at: clock::now(),
    };
    platform.exchanges.run(request).await
}

async fn signing_token(platform: &Platform, account: AccountSid) -> anyhow::Result<SigningToken> {
    let credentials = platform.views.account_credentials(account).await?;
    let credentials = credentials.ok_or_else(|| anyhow::anyhow!("the account is unknown"))?;
    let token = platform.writer.vault.open(account, &credentials.auth_token)?;
    Ok(SigningToken::new(token.expose()))
}

/// An unsigned request would be refused by whoever checks, and is not sent.
fn never_sent(fetch: FetchRequest) -> Exchange {
    Exchange {
        number: fetch.number,
        purpose: fetch.purpose,
        rank: fetch.rank,
        method: fetch.uri.method,
        parameters: fetch.parameters,
        attempts: 0,
        started_at: clock::now(),
        duration_ms: 0,
        outcome: ExchangeOutcome::Failed(Fault {
            code: 12400,
            class: FaultClass::Error,
            message: "The request could not be signed: an internal error".to_owned(),
            url: Some(fetch.uri.url.clone()),
        }),
        url: fetch.uri.url,
    }
}
