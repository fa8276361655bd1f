//! `/v1/Streams/{sid}`: the whole history of one thing, and what it was at any moment.

use commands::Failure;
use commands::port::{RecordedEvent, StreamId};
use commands::position::StreamVersion;
use domain::account::AccountDecider;
use domain::api_key::ApiKeyDecider;
use domain::application::ApplicationDecider;
use domain::call::CallDecider;
use domain::decider::Decider;
use domain::fallback::FallbackDecider;
use domain::media_asset::MediaAssetDecider;
use domain::phone_number::PhoneNumberDecider;
use serde_json::{Value, json};

use super::events::limit;
use super::show::show;
use super::state::state;
use crate::front::{Ask, Problem, Reply, day_or_time};

const PAGE: usize = 512;

/// `AsOf` is a version, or a day or time (RFC 3339); `After` and `Limit` cut the list of events, not the
/// state. `Category=fallback` shows the health of an application's or number's URIs.
pub(crate) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    let category = category(ask)?;
    let stream = StreamId {
        account: ask.account.to_string(),
        category: category.to_owned(),
        key: ask.name("Sid").to_owned(),
    };
    let moment = moment(ask)?;
    let after = ask.query.parsed::<u64>("After", 20001)?.unwrap_or(0);
    let limit = limit(ask, 1_000)?;
    let events = history(ask, &stream, moment).await?;
    let Some(last) = events.last() else { return Err(ask.not_found()) };
    let shown: Vec<Value> =
        events.iter().filter(|event| event.version.0 > after).take(limit).map(show).collect();
    Reply::ok(json!({
        "sid": stream.key,
        "account_sid": stream.account,
        "category": category,
        "version": last.version.0,
        "position": last.position.0,
        "state": state(category, &events)?,
        "events": shown,
    }))
}

/// Until when a history is wanted.
#[derive(Clone, Copy)]
enum Moment {
    Now,
    Version(u64),
    /// µs since 1970; what was recorded before it.
    Before(i64),
}

impl Moment {
    const fn takes(self, event: &RecordedEvent) -> bool {
        match self {
            Self::Now => true,
            Self::Version(version) => event.version.0 <= version,
            Self::Before(time) => event.event.recorded_at < time,
        }
    }
}

fn moment(ask: &Ask) -> Result<Moment, Problem> {
    let text = ask.query.filled("AsOf").or_else(|| ask.query.filled("as_of"));
    let Some(text) = text else { return Ok(Moment::Now) };
    if let Ok(version) = text.parse() {
        return Ok(Moment::Version(version));
    }
    let bad = || Problem::invalid(20001, "AsOf is neither a version nor a time");
    let (at, until) = day_or_time(text).ok_or_else(bad)?;
    // A time with a fraction is meant to the microsecond; one without, to the end of its second.
    Ok(Moment::Before(if text.contains('.') { at + 1 } else { until }))
}

async fn history(
    ask: &Ask,
    stream: &StreamId,
    moment: Moment,
) -> Result<Vec<RecordedEvent>, Problem> {
    let mut events: Vec<RecordedEvent> = Vec::new();
    loop {
        let after = events.last().map_or(StreamVersion::NONE, |event| event.version);
        let page = ask.writer().store.read_stream(stream, after, PAGE).await;
        let page = page.map_err(Failure::from)?;
        let count = page.len();
        events.extend(page.into_iter().take_while(|event| moment.takes(event)));
        let is_whole = events.last().map_or(0, |event| event.version.0) == after.0 + count as u64;
        if count < PAGE || !is_whole {
            return Ok(events);
        }
    }
}

/// The category by the sid's kind, or the one that is asked for.
fn category(ask: &Ask) -> Result<&'static str, Problem> {
    let kinds = [
        ("AC", AccountDecider::CATEGORY),
        ("AP", ApplicationDecider::CATEGORY),
        ("CA", CallDecider::CATEGORY),
        ("MA", MediaAssetDecider::CATEGORY),
        ("PN", PhoneNumberDecider::CATEGORY),
        ("SK", ApiKeyDecider::CATEGORY),
    ];
    let sid = ask.name("Sid");
    let by_kind = kinds.iter().find(|(kind, _)| sid.starts_with(kind)).map(|(_, name)| *name);
    match ask.query.filled("Category") {
        None => by_kind.ok_or_else(|| ask.not_found()),
        Some(wanted) if wanted == FallbackDecider::CATEGORY => Ok(FallbackDecider::CATEGORY),
        Some(wanted) => by_kind.filter(|name| *name == wanted).ok_or_else(|| ask.not_found()),
    }
}
