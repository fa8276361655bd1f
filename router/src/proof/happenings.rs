//! What happens to a call, in short.

use domain::call::exchange::{Answer, Exchange, ExchangeOutcome};
use domain::call::{CallReceived, Direction};
use domain::timestamp::Timestamp;
use domain::uri::Steering;

use crate::FetchRequest;

/// A call comes in and is steered so.
pub fn received(from: impl Into<String>, steering: Steering) -> CallReceived {
    CallReceived {
        direction: Direction::Inbound,
        from: from.into(),
        to: "+15005550006".into(),
        caller_name: None,
        forwarded_from: None,
        parent_call_sid: None,
        phone_number_sid: None,
        application_sid: None,
        sip: None,
        steering,
        limits: None,
    }
}

/// The application answers a request.
pub fn answered(
    fetch: &FetchRequest,
    status: u16,
    content_type: &str,
    body: String,
) -> ExchangeOutcome {
    ExchangeOutcome::Answered(Answer {
        status,
        headers: vec![("content-type".into(), content_type.into())],
        final_url: fetch.uri.url.clone(),
        body_bytes: body.len() as u64,
        body,
        from_cache: false,
    })
}

/// A request comes to its end.
pub fn exchange(fetch: &FetchRequest, outcome: ExchangeOutcome) -> Exchange {
    Exchange {
        number: fetch.number,
        purpose: fetch.purpose,
        rank: fetch.rank,
        url: fetch.uri.url.clone(),
        method: fetch.uri.method,
        parameters: fetch.parameters.clone(),
        attempts: 1,
        started_at: Timestamp(0),
        duration_ms: 0,
        outcome,
    }
}
