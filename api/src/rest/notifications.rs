//! Notifications: what a tenant should know went wrong.

use domain::call::NotificationLevel;
use domain::call::exchange::{Exchange, ExchangeOutcome};
use domain::sid::{CallSid, NotificationSid};
use projections::{NotificationFilter, NotificationRow};
use serde_json::{Value, json};

use super::settings::method;
use crate::front::{Ask, Problem, Reply, envelope, paging, rfc2822};

pub(crate) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let filter = NotificationFilter {
        call_sid: call(ask).await?,
        level: level(ask)?,
        raised: super::calls::range(&ask.query, "MessageDate")?,
    };
    let paging = paging(&ask.query)?;
    let page = ask.views().notifications(ask.account, &filter, &paging).await?;
    let mut rows = Vec::with_capacity(page.rows.len());
    for row in &page.rows {
        rows.push(show(ask, row, exchange(ask, row).await?.as_ref()));
    }
    Reply::ok(envelope(ask, &paging, "notifications", &page, rows))
}

pub(crate) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let call = call(ask).await?;
    let sid: NotificationSid = ask.sid("Sid")?;
    let row = ask.views().notification(ask.account, sid).await?;
    let row = row.filter(|row| call.is_none_or(|call| call == row.call_sid));
    let row = row.ok_or_else(|| ask.not_found())?;
    let exchange = exchange(ask, &row).await?;
    let mut shown = show(ask, &row, exchange.as_ref());
    let (headers, body) = exchange.as_ref().map_or((None, None), answer);
    shown["request_variables"] = json!(exchange.as_ref().map(variables));
    shown["response_headers"] = json!(headers);
    shown["response_body"] = json!(body);
    Reply::ok(shown)
}

/// The call of the path, where there is one.
async fn call(ask: &Ask) -> Result<Option<CallSid>, Problem> {
    if ask.name("CallSid").is_empty() {
        return Ok(None);
    }
    let call = ask.sid("CallSid")?;
    super::calls::fetched(ask, call).await?;
    Ok(Some(call))
}

fn level(ask: &Ask) -> Result<Option<NotificationLevel>, Problem> {
    match ask.query.filled("Log") {
        None => Ok(None),
        Some("0") => Ok(Some(NotificationLevel::Error)),
        Some("1") => Ok(Some(NotificationLevel::Warning)),
        Some(_) => Err(Problem::invalid(20001, "Log is neither 0 nor 1")),
    }
}

async fn exchange(ask: &Ask, row: &NotificationRow) -> Result<Option<Exchange>, Problem> {
    let Some(number) = row.exchange else { return Ok(None) };
    let found = ask.views().exchange(ask.account, row.call_sid, number).await?;
    Ok(found.map(|row| row.exchange))
}

fn variables(exchange: &Exchange) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(&exchange.parameters);
    form.finish()
}

fn answer(exchange: &Exchange) -> (Option<String>, Option<String>) {
    match &exchange.outcome {
        ExchangeOutcome::Answered(answer) => {
            let mut headers = form_urlencoded::Serializer::new(String::new());
            headers.extend_pairs(&answer.headers);
            (Some(headers.finish()), Some(answer.body.clone()))
        }
        ExchangeOutcome::Failed(_) => (None, None),
    }
}

fn show(ask: &Ask, row: &NotificationRow, exchange: Option<&Exchange>) -> Value {
    let account = format!("/2010-04-01/Accounts/{}", row.account_sid);
    let uri = match ask.name("CallSid") {
        "" => format!("{account}/Notifications/{}.json", row.sid),
        call => format!("{account}/Calls/{call}/Notifications/{}.json", row.sid),
    };
    let level = match row.level {
        NotificationLevel::Error => "0",
        NotificationLevel::Warning => "1",
    };
    json!({
        "sid": row.sid.to_string(),
        "account_sid": row.account_sid.to_string(),
        "call_sid": row.call_sid.to_string(),
        "api_version": "2010-04-01",
        "log": level,
        "error_code": row.fault.code.to_string(),
        "message_text": row.fault.message,
        "message_date": rfc2822(row.created_at),
        "more_info": format!("https://www.twilio.com/docs/errors/{}", row.fault.code),
        "request_method": exchange.map(|exchange| method(exchange.method)),
        "request_url": exchange.map(|exchange| exchange.url.clone()).or_else(|| row.fault.url.clone()),
        "date_created": rfc2822(row.created_at),
        "date_updated": rfc2822(row.created_at),
        "uri": uri,
    })
}
