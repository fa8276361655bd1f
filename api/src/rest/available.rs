//! Phone numbers of the operator's pool that nobody has.

use serde_json::{Map, Value, json};

use super::pool::{NumberKind, PoolNumber};
use crate::front::{Ask, Fields, Problem, Reply, paging};

/// The most numbers of the pool that one request looks at.
const LOOKED_AT: usize = 20_000;

pub(crate) async fn countries(ask: &Ask) -> Result<Reply, Problem> {
    let mut codes: Vec<&str> =
        ask.state().pool.numbers().iter().map(|number| number.country.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    let shown: Vec<Value> = codes.iter().map(|code| show_country(ask, code)).collect();
    std::future::ready(Reply::ok(json!({"countries": shown, "uri": ask.uri()}))).await
}

pub(crate) async fn country(ask: &Ask) -> Result<Reply, Problem> {
    let code = ask.name("CountryCode").to_ascii_uppercase();
    let is_known = ask.state().pool.numbers().iter().any(|number| number.country == code);
    let reply = if is_known { Reply::ok(show_country(ask, &code)) } else { Err(ask.not_found()) };
    std::future::ready(reply).await
}

/// Free numbers of a country and kind. Numbers come and go, so pages are cut by number, not by token.
pub(crate) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let wanted = ask.name("Kind");
    let kind = NumberKind::ALL.iter().find(|(_, path, _)| *path == wanted);
    let (kind, _, _) = kind.ok_or_else(|| ask.not_found())?;
    let code = ask.name("CountryCode").to_ascii_uppercase();
    let filter = Filter::read(&ask.query)?;
    let size = paging(&ask.query)?.size as usize;
    let skip = ask.query.parsed::<usize>("Page", 20006)?.unwrap_or(0).saturating_mul(size);
    let is_meant = |number: &&PoolNumber| {
        number.country == code && number.kind == *kind && filter.takes(number)
    };
    let candidates = ask.state().pool.numbers().iter().filter(is_meant).take(LOOKED_AT);
    let mut free = Vec::new();
    for number in candidates {
        if free.len() == skip.saturating_add(size) {
            break;
        }
        if ask.views().route(&number.phone_number).await?.is_none() {
            free.push(number);
        }
    }
    let shown: Vec<Value> = free.iter().skip(skip).map(|number| show(number)).collect();
    Reply::ok(json!({"available_phone_numbers": shown, "uri": ask.uri()}))
}

/// The first free number of an area code.
pub(super) async fn first_free(ask: &Ask, area_code: &str) -> Result<String, Problem> {
    let begin = format!("+1{area_code}");
    for number in ask.state().pool.numbers().iter().take(LOOKED_AT) {
        let is_meant = number.phone_number.starts_with(&begin);
        if is_meant && ask.views().route(&number.phone_number).await?.is_none() {
            return Ok(number.phone_number.clone());
        }
    }
    Err(Problem::invalid(21452, "No phone number is available in the area code"))
}

/// Takes one field of a number's place.
type Place = fn(&PoolNumber) -> Option<&String>;

pub(super) struct Filter {
    area_code: Option<String>,
    contains: Option<String>,
    places: [(Option<String>, Place); 5],
    is_impossible: bool,
}

impl Filter {
    pub(super) fn read(query: &Fields) -> Result<Self, Problem> {
        let text = |name: &str| query.filled(name).map(str::to_ascii_lowercase);
        let contains = query.filled("Contains").map(str::to_owned);
        let is_pattern = |text: &String| {
            text.len() <= 16 && text.chars().all(|c| c.is_ascii_alphanumeric() || "*+".contains(c))
        };
        if contains.as_ref().is_some_and(|text| !is_pattern(text)) {
            return Err(Problem::invalid(21421, "Contains is not valid"));
        }
        let mut is_impossible = query.claim("VoiceEnabled")? == Some(false);
        for name in ["SmsEnabled", "MmsEnabled", "FaxEnabled", "Beta"] {
            is_impossible |= query.claim(name)? == Some(true);
        }
        Ok(Self {
            area_code: query.filled("AreaCode").map(str::to_owned),
            contains,
            places: [
                (text("InRegion"), |number| number.region.as_ref()),
                (text("InLocality"), |number| number.locality.as_ref()),
                (text("InPostalCode"), |number| number.postal_code.as_ref()),
                (text("InRateCenter"), |number| number.rate_center.as_ref()),
                (text("InLata"), |number| number.lata.as_ref()),
            ],
            is_impossible,
        })
    }

    fn takes(&self, number: &PoolNumber) -> bool {
        let digits = number.phone_number.as_str();
        let in_area = |code: &String| {
            digits.strip_prefix("+1").is_some_and(|rest| rest.starts_with(code.as_str()))
        };
        !self.is_impossible
            && self.area_code.as_ref().is_none_or(in_area)
            && self.contains.as_ref().is_none_or(|pattern| contains(digits, pattern))
            && self.places.iter().all(|(wanted, place)| match wanted {
                None => true,
                Some(wanted) => place(number).is_some_and(|it| it.eq_ignore_ascii_case(wanted)),
            })
    }
}

/// Whether a number contains a pattern: `*` is any digit, a letter is the key that bears it, a `+` at the
/// beginning binds the pattern to the number's.
pub(super) fn contains(number: &str, pattern: &str) -> bool {
    let keys: Vec<u8> = pattern.bytes().map(key).collect();
    let is_here = |window: &[u8]| window.iter().zip(&keys).all(|(d, k)| *k == b'*' || d == k);
    let number = number.as_bytes();
    if pattern.starts_with('+') {
        return number.len() >= keys.len() && is_here(number);
    }
    !keys.is_empty() && number.windows(keys.len()).any(is_here)
}

fn key(letter: u8) -> u8 {
    match letter.to_ascii_uppercase() {
        b'A'..=b'C' => b'2',
        b'D'..=b'F' => b'3',
        b'G'..=b'I' => b'4',
        b'J'..=b'L' => b'5',
        b'M'..=b'O' => b'6',
        b'P'..=b'S' => b'7',
        b'T'..=b'V' => b'8',
        b'W'..=b'Z' => b'9',
        other => other,
    }
}

fn show_country(ask: &Ask, code: &str) -> Value {
    let uri = format!("/2010-04-01/Accounts/{}/AvailablePhoneNumbers/{code}", ask.account);
    let numbers = ask.state().pool.numbers();
    let has = |kind| numbers.iter().any(|number| number.country == code && number.kind == kind);
    let kinds = NumberKind::ALL.iter().filter(|(kind, _, _)| has(*kind));
    let below: Map<String, Value> = kinds
        .map(|(_, path, key)| ((*key).to_owned(), json!(format!("{uri}/{path}.json"))))
        .collect();
    json!({
        "country_code": code,
        "country": country_name(code),
        "beta": false,
        "uri": format!("{uri}.json"),
        "subresource_uris": below,
    })
}

fn country_name(code: &str) -> &str {
    match code {
        "AT" => "Austria",
        "AU" => "Australia",
        "BE" => "Belgium",
        "BR" => "Brazil",
        "CA" => "Canada",
        "CH" => "Switzerland",
        "DE" => "Germany",
        "DK" => "Denmark",
        "ES" => "Spain",
        "FI" => "Finland",
        "FR" => "France",
        "GB" => "United Kingdom",
        "IE" => "Ireland",
        "IN" => "India",
        "IT" => "Italy",
        "JP" => "Japan",
        "MX" => "Mexico",
        "NL" => "Netherlands",
        "NO" => "Norway",
        "PL" => "Poland",
        "PT" => "Portugal",
        "SE" => "Sweden",
        "US" => "United States",
        other => other,
    }
}

fn show(number: &PoolNumber) -> Value {
    json!({
        "friendly_name": super::numbers::formatted(&number.phone_number),
        "phone_number": number.phone_number,
        "lata": number.lata,
        "locality": number.locality,
        "rate_center": number.rate_center,
        "latitude": null,
        "longitude": null,
        "region": number.region,
        "postal_code": number.postal_code,
        "iso_country": number.country,
        "address_requirements": "none",
        "beta": false,
        "capabilities": super::numbers::capabilities(),
    })
}
