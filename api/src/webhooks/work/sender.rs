//! Makes the requests, signed with the account's token.

use async_trait::async_trait;
use commands::reactors::work::{About, Callback, Fact, Notice, Said, WorkSender};
use domain::call::exchange::{Exchange, ExchangeOutcome, Purpose};
use domain::sid::{AccountSid, WorkspaceSid};
use domain::uri::{ApplicationUri, HttpMethod, RetryOn, RetryPolicy};

use super::notices::notices;
use super::offer::offer;
use super::reply::said;
use crate::webhooks::{SignedExchanges, UnsignedRequest};

/// How long an assignment callback may take, in ms.
const ASK_MS: u32 = 5_000;
/// How long an event callback may take, in ms.
const TELL_MS: u32 = 15_000;

#[async_trait]
impl WorkSender for SignedExchanges {
    fn offer(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        about: &About,
    ) -> Vec<(String, String)> {
        offer(account, workspace, about)
    }

    fn notices(&self, fact: &Fact, about: &About) -> Vec<Notice> {
        notices(fact, about)
    }

    async fn ask(&self, callback: Callback) -> (Exchange, Said) {
        let purpose = if callback.rank == 0 { Purpose::Start } else { Purpose::Fallback };
        let exchange = self.run(request(callback, purpose, ASK_MS)).await;
        let said = said(&exchange);
        (exchange, said)
    }

    async fn tell(&self, callback: Callback) -> (Exchange, Option<u32>) {
        let exchange = self.run(request(callback, Purpose::Status, TELL_MS)).await;
        let code = match &exchange.outcome {
            ExchangeOutcome::Answered(answer) if (200..300).contains(&answer.status) => None,
            ExchangeOutcome::Answered(_) => Some(11_200),
            ExchangeOutcome::Failed(fault) => Some(fault.code),
        };
        (exchange, code)
    }
}

/// Once only, whatever the defaults are: what follows a failure is decided by whoever asks.
fn request(callback: Callback, purpose: Purpose, total_ms: u32) -> UnsignedRequest {
    let retry = RetryPolicy {
        retries: 0,
        connect_timeout_ms: total_ms.min(5_000),
        read_timeout_ms: total_ms,
        total_timeout_ms: total_ms,
        on: RetryOn { connect: false, read: false, client_error: false, server_error: false },
    };
    let uri = ApplicationUri::new(callback.url, HttpMethod::Post);
    let event_type = callback.parameters.iter().find(|(name, _)| name == "EventType");
    let event_type = event_type.map_or("", |(_, event_type)| event_type);
    UnsignedRequest {
        account: callback.account,
        about: format!("{} {} {event_type}", callback.workspace, callback.number),
        endpoints: (callback.workspace.to_string(), String::new()),
        number: u32::try_from(callback.number).unwrap_or(u32::MAX),
        purpose,
        rank: callback.rank,
        uri: ApplicationUri { retry: Some(retry), ..uri },
        parameters: callback.parameters,
    }
}
