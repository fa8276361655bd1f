//! Pages of lists: what is asked for, and the envelope around it.

use projections::{Cursor, From, Page, Paging};
use serde_json::{Map, Value, json};

use super::{Ask, Fields, Problem};

const OURS: &[&str] = &["Page", "PageSize", "PageToken"];

/// Reads `PageSize` (1–1,000, 50 when absent), `Page` and `PageToken`.
pub(crate) fn paging(query: &Fields) -> Result<Paging, Problem> {
    let size = query.parsed::<u32>("PageSize", 20006)?.unwrap_or(50);
    if size == 0 {
        return Err(Problem::invalid(20006, "PageSize is not valid"));
    }
    let page = query.parsed::<u32>("Page", 20006)?;
    let from = match query.filled("PageToken") {
        Some(token) => place(token)?,
        None => page.filter(|page| *page > 0).map_or(From::Start, From::Page),
    };
    Ok(Paging::new(size, from))
}

/// `PA` and a cursor for the page after a row, `PB` for the page before one.
fn place(token: &str) -> Result<From, Problem> {
    let bad = || Problem::invalid(20006, "PageToken is not valid");
    let cursor = |rest: &str| rest.parse::<Cursor>().map_err(|_| bad());
    match token.split_at_checked(2) {
        Some(("PA", rest)) => cursor(rest).map(From::After),
        Some(("PB", rest)) => cursor(rest).map(From::Before),
        Some(_) | None => Err(bad()),
    }
}

/// The page with its envelope: `{"calls": […], "page": 0, "page_size": 50, "next_page_uri": …}`.
pub(crate) fn envelope<T>(
    ask: &Ask,
    paging: &Paging,
    name: &str,
    page: &Page<T>,
    rows: Vec<Value>,
) -> Value {
    let number = ask.query.parsed::<u32>("Page", 20006).ok().flatten().unwrap_or(0);
    let size = paging.size;
    let start = u64::from(number) * u64::from(size);
    let count = rows.len() as u64;
    let uri = |number: u32, token: Option<(&str, &Cursor)>| page_uri(ask, size, number, token);
    let next = page.next.as_ref().map(|at| uri(number.saturating_add(1), Some(("PA", at))));
    let previous = page.previous.as_ref().map(|at| uri(number.saturating_sub(1), Some(("PB", at))));
    let mut body = Map::new();
    body.insert(name.to_owned(), Value::Array(rows));
    for (key, value) in [
        ("page", json!(number)),
        ("page_size", json!(size)),
        ("start", json!(start)),
        ("end", json!((start + count).saturating_sub(1))),
        ("uri", json!(ask.uri())),
        ("first_page_uri", json!(uri(0, None))),
        ("next_page_uri", json!(next)),
        ("previous_page_uri", json!(previous)),
    ] {
        body.insert(key.to_owned(), value);
    }
    Value::Object(body)
}

/// The page as the `/v1` resources have it: `{"meta": {"key": "workers", "page": 0, "page_size": 50, …},
/// "workers": […]}`, its URLs under `host`.
pub(crate) fn listed<T>(
    ask: &Ask,
    paging: &Paging,
    key: &str,
    page: &Page<T>,
    rows: Vec<Value>,
) -> Value {
    let number = ask.query.parsed::<u32>("Page", 20006).ok().flatten().unwrap_or(0);
    let (size, host) = (paging.size, ask.host());
    let url = |number: u32, token: Option<(&str, &Cursor)>| {
        format!("{host}{}", page_uri(ask, size, number, token))
    };
    let next = page.next.as_ref().map(|at| url(number.saturating_add(1), Some(("PA", at))));
    let previous = page.previous.as_ref().map(|at| url(number.saturating_sub(1), Some(("PB", at))));
    let meta = json!({
        "key": key,
        "page": number,
        "page_size": size,
        "url": format!("{host}{}", ask.uri()),
        "first_page_url": url(0, None),
        "next_page_url": next,
        "previous_page_url": previous,
    });
    json!({ "meta": meta, key: rows })
}

fn page_uri(ask: &Ask, size: u32, number: u32, token: Option<(&str, &Cursor)>) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.extend_pairs(ask.query.without(OURS));
    query.append_pair("PageSize", &size.to_string());
    query.append_pair("Page", &number.to_string());
    if let Some((side, cursor)) = token {
        query.append_pair("PageToken", &format!("{side}{cursor}"));
    }
    format!("{}?{}", ask.path, query.finish())
}
