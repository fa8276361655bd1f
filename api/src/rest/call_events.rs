//! The requests that were made for a call, with their answers.

use domain::call::exchange::{Exchange, ExchangeOutcome, Purpose};
use domain::sid::CallSid;
use domain::uri::FaultClass;
use projections::ExchangeRow;
use serde_json::{Map, Value, json};

use super::settings::method;
use crate::front::{Ask, Problem, Reply, envelope, paging, rfc2822};

pub(crate) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let call: CallSid = ask.sid("CallSid")?;
    super::calls::fetched(ask, call).await?;
    let paging = paging(&ask.query)?;
    let page = ask.views().exchanges(ask.account, call, &paging).await?;
    let rows = page.rows.iter().map(show).collect();
    Reply::ok(envelope(ask, &paging, "events", &page, rows))
}

const fn purpose(purpose: Purpose) -> &'static str {
    match purpose {
        Purpose::Start => "start",
        Purpose::Action => "action",
        Purpose::Redirect => "redirect",
        Purpose::Fallback => "fallback",
        Purpose::Status => "status",
    }
}

/// The name of a class of faults, as `ErrorClasses` spells it.
pub(super) const fn class(class: FaultClass) -> &'static str {
    match class {
        FaultClass::Error => "error",
        FaultClass::Timeout => "timeout",
        FaultClass::StatusChange => "status-change",
        FaultClass::UsageLimit => "usage-limit",
    }
}

fn show(row: &ExchangeRow) -> Value {
    let exchange = &row.exchange;
    let parameters: Map<String, Value> =
        exchange.parameters.iter().map(|(name, value)| (name.clone(), json!(value))).collect();
    json!({
        "request": {
            "method": method(exchange.method),
            "url": exchange.url,
            "parameters": parameters,
            "number": exchange.number,
            "purpose": purpose(exchange.purpose),
            "rank": exchange.rank,
            "attempts": exchange.attempts,
            "date_created": rfc2822(exchange.started_at),
        },
        "response": response(exchange, row),
    })
}

fn response(exchange: &Exchange, row: &ExchangeRow) -> Value {
    let date = rfc2822(row.recorded_at);
    match &exchange.outcome {
        ExchangeOutcome::Answered(answer) => {
            let kind = answer.headers.iter().find(|(name, _)| name == "content-type");
            let headers: Vec<Value> =
                answer.headers.iter().map(|(name, value)| json!([name, value])).collect();
            json!({
                "response_code": answer.status,
                "request_duration": exchange.duration_ms,
                "content_type": kind.map(|(_, value)| value),
                "response_body": answer.body,
                "body_bytes": answer.body_bytes,
                "headers": headers,
                "final_url": answer.final_url,
                "from_cache": answer.from_cache,
                "date_created": date,
            })
        }
        ExchangeOutcome::Failed(fault) => json!({
            "response_code": null,
            "request_duration": exchange.duration_ms,
            "error_code": fault.code,
            "error_class": class(fault.class),
            "error_message": fault.message,
            "error_url": fault.url,
            "date_created": date,
        }),
    }
}
