//! Calls: list, look, steer, end, remove from view.

use domain::call::Direction;
use domain::sid::CallSid;
use http::StatusCode;
use projections::{CallFilter, CallRow, CallStatus, TimeRange};
use serde_json::{Value, json};

use super::call_update::read_updates;
use super::numbers::formatted;
use crate::front::{Ask, Fields, Problem, Reply, day_or_time, envelope, paging, rfc2822};

pub(crate) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let query = &ask.query;
    let filter = CallFilter {
        to: query.filled("To").map(str::to_owned),
        from: query.filled("From").map(str::to_owned),
        parent_call_sid: query.parsed("ParentCallSid", 20001)?,
        status: query.filled("Status").map(status).transpose()?,
        started: range(query, "StartTime")?,
        ended: range(query, "EndTime")?,
    };
    let paging = paging(query)?;
    let page = ask.views().calls(ask.account, &filter, &paging).await?;
    let rows = page.rows.iter().map(show).collect();
    Reply::ok(envelope(ask, &paging, "calls", &page, rows))
}

/// Outgoing calls are not made yet.
pub(crate) async fn create(_: &Ask) -> Result<Reply, Problem> {
    let message = "Outgoing calls are not served yet";
    std::future::ready(Err(Problem::new(StatusCode::NOT_IMPLEMENTED, 20501, message))).await
}

pub(crate) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    Reply::ok(show(&fetched(ask, ask.sid("Sid")?).await?))
}

/// Asks the live call to change. It is taken up at once, but the answer shows the call as it was.
pub(crate) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let sid = ask.sid("Sid")?;
    fetched(ask, sid).await?;
    let updates = read_updates(&ask.form)?;
    if !updates.is_empty() {
        let context = commands::Context { correlation: sid.to_string(), ..ask.context() };
        let done = commands::calls::request_updates(ask.writer(), &context, sid, updates).await?;
        ask.seen(done.position).await?;
    }
    Reply::ok(show(&fetched(ask, sid).await?))
}

/// Removes an ended call from view. Its stream stays.
pub(crate) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let sid = ask.sid("Sid")?;
    fetched(ask, sid).await?;
    let context = commands::Context { correlation: sid.to_string(), ..ask.context() };
    let done = commands::calls::delete(ask.writer(), &context, sid).await?;
    ask.seen(done.position).await?;
    Ok(Reply::Empty)
}

/// A call of the account that is not removed; another account's is not found. An application is told of a call
/// before the read side has heard of it, and may ask at once; so what is not found is looked for once more at
/// the log's end.
pub(super) async fn fetched(ask: &Ask, sid: CallSid) -> Result<CallRow, Problem> {
    if let Some(row) = ask.views().call(ask.account, sid).await? {
        return Ok(row);
    }
    ask.seen(ask.writer().store.head().await.map_err(commands::Failure::from)?).await?;
    ask.views().call(ask.account, sid).await?.ok_or_else(|| ask.not_found())
}

fn status(word: &str) -> Result<CallStatus, Problem> {
    let all = [
        CallStatus::Queued,
        CallStatus::Ringing,
        CallStatus::InProgress,
        CallStatus::Completed,
        CallStatus::Busy,
        CallStatus::Failed,
        CallStatus::NoAnswer,
        CallStatus::Canceled,
    ];
    let found = all.into_iter().find(|status| status.name() == word);
    found.ok_or_else(|| Problem::invalid(20001, "Status is not a status of calls"))
}

/// `Name` is a day or second; `Name>` is at or after, `Name<` at or before.
pub(super) fn range(query: &Fields, name: &str) -> Result<TimeRange, Problem> {
    let read = |name: &str| {
        let Some(text) = query.filled(name) else { return Ok(None) };
        let bad = || Problem::invalid(20001, format!("{name} is not a date"));
        day_or_time(text).map(Some).ok_or_else(bad)
    };
    let on = read(name)?;
    let after = read(&format!("{name}>"))?;
    let before = read(&format!("{name}<"))?;
    Ok(TimeRange {
        from: on.or(after).map(|(from, _)| from),
        until: on.map(|(_, until)| until).or_else(|| before.map(|(at, until)| last(at, until))),
    })
}

/// A day before which is asked for ends with its first moment, a second with its last.
const fn last(at: i64, until: i64) -> i64 {
    if until - at > 1_000_000 { at + 1 } else { until }
}

const fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::OutboundApi => "outbound-api",
        Direction::OutboundDial => "outbound-dial",
    }
}

fn show(row: &CallRow) -> Value {
    let uri = format!("/2010-04-01/Accounts/{}/Calls/{}", row.account_sid, row.sid);
    json!({
        "sid": row.sid.to_string(),
        "account_sid": row.account_sid.to_string(),
        "parent_call_sid": row.parent_call_sid.map(|sid| sid.to_string()),
        "api_version": "2010-04-01",
        "to": row.parties.to,
        "to_formatted": formatted(&row.parties.to),
        "from": row.parties.from,
        "from_formatted": formatted(&row.parties.from),
        "phone_number_sid": row.parties.phone_number_sid.map(|sid| sid.to_string()),
        "status": row.status.name(),
        "direction": direction(row.direction),
        "date_created": rfc2822(row.times.created_at),
        "date_updated": rfc2822(row.times.updated_at),
        "start_time": rfc2822(row.times.started_at),
        "end_time": row.times.ended_at.map(rfc2822),
        "duration": row.end.as_ref().map(|end| end.duration_ms.div_ceil(1_000).to_string()),
        "price": null,
        "price_unit": "USD",
        "answered_by": null,
        "caller_name": row.parties.caller_name,
        "forwarded_from": row.parties.forwarded_from,
        "group_sid": null,
        "queue_time": "0",
        "trunk_sid": null,
        "uri": format!("{uri}.json"),
        "subresource_uris": {
            "events": format!("{uri}/Events.json"),
            "notifications": format!("{uri}/Notifications.json"),
        },
    })
}
