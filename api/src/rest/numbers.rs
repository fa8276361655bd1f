//! Phone numbers that the account has.

use domain::phone_number::{PhoneNumberPatch, is_e164};
use domain::sid::{AccountSid, PhoneNumberSid};
use projections::{NumberFilter, NumberRow};
use serde_json::{Value, json};

use super::available::first_free;
use super::pool::NumberKind;
use super::settings::{object, show_sms, show_voice, sms_patch, voice_patch};
use crate::front::{Ask, Problem, Reply, envelope, paging, rfc2822};

pub(crate) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    listed(ask, None).await
}

pub(crate) async fn list_local(ask: &Ask) -> Result<Reply, Problem> {
    listed(ask, Some(NumberKind::Local)).await
}

pub(crate) async fn list_mobile(ask: &Ask) -> Result<Reply, Problem> {
    listed(ask, Some(NumberKind::Mobile)).await
}

pub(crate) async fn list_toll_free(ask: &Ask) -> Result<Reply, Problem> {
    listed(ask, Some(NumberKind::TollFree)).await
}

/// A page of numbers. The kind is the pool's word; what is not in it any more is local.
async fn listed(ask: &Ask, kind: Option<NumberKind>) -> Result<Reply, Problem> {
    let filter = NumberFilter {
        friendly_name: ask.query.filled("FriendlyName").map(str::to_owned),
        phone_number: ask.query.filled("PhoneNumber").map(str::to_owned),
        among: kind.map(|kind| ask.state().pool.among(kind)),
    };
    let paging = paging(&ask.query)?;
    let page = ask.views().numbers(ask.account, &filter, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect();
    Reply::ok(envelope(ask, &paging, "incoming_phone_numbers", &page, rows))
}

/// Takes a number of the pool that nobody has: the one named, or the first of an area code.
pub(crate) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let phone_number = match (ask.form.filled("PhoneNumber"), ask.form.filled("AreaCode")) {
        (Some(number), _) => number.to_owned(),
        (None, Some(code)) => area(ask, code).await?,
        (None, None) => {
            return Err(Problem::invalid(21421, "PhoneNumber or AreaCode must be given"));
        }
    };
    if !is_e164(&phone_number) {
        return Err(Problem::invalid(21421, "PhoneNumber is not valid"));
    }
    if ask.state().pool.find(&phone_number).is_none() {
        return Err(Problem::invalid(21422, "PhoneNumber is not available"));
    }
    let mut patch = patch(ask)?;
    patch.friendly_name.get_or_insert_with(|| formatted(&phone_number));
    let context = ask.context();
    let made = commands::numbers::assign(ask.writer(), &context, phone_number, patch).await?;
    let (sid, done) = made;
    ask.seen(done.position).await?;
    Reply::created(show(ask, &fetched(ask, ask.account, sid).await?))
}

async fn area(ask: &Ask, code: &str) -> Result<String, Problem> {
    let is_code = code.len() == 3 && code.bytes().all(|digit| digit.is_ascii_digit());
    if !is_code {
        return Err(Problem::invalid(21451, "AreaCode is not valid"));
    }
    first_free(ask, code).await
}

pub(crate) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    Reply::ok(show(ask, &fetched(ask, ask.account, ask.sid("Sid")?).await?))
}

/// Changes settings; with another AccountSid the number moves there, within the family of accounts.
pub(crate) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let sid: PhoneNumberSid = ask.sid("Sid")?;
    fetched(ask, ask.account, sid).await?;
    let patch = patch(ask)?;
    let target: Option<AccountSid> = ask.form.parsed("AccountSid", 20001)?;
    let owner = target.unwrap_or(ask.account);
    if owner != ask.account && ask.caller.is_key {
        return Err(Problem::forbidden("An API key may not move a number to another account"));
    }
    let mut position = None;
    if patch != PhoneNumberPatch::default() {
        let context = ask.context();
        let done = commands::numbers::update(ask.writer(), &context, sid, patch).await?;
        position = Some(done.position);
    }
    if owner != ask.account {
        // The key stands for the request's first command; the move after it repeats without harm.
        let context = ask.context().once(None);
        let done = commands::numbers::transfer(ask.writer(), &context, sid, owner).await?;
        position = Some(done.position);
    }
    if let Some(position) = position {
        ask.seen(position).await?;
    }
    Reply::ok(show(ask, &fetched(ask, owner, sid).await?))
}

pub(crate) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let sid = ask.sid("Sid")?;
    let done = commands::numbers::release(ask.writer(), &ask.context(), sid).await?;
    ask.seen(done.position).await?;
    Ok(Reply::Empty)
}

/// A number of the account; another account's is not found.
pub(super) async fn fetched(
    ask: &Ask,
    account: AccountSid,
    sid: PhoneNumberSid,
) -> Result<NumberRow, Problem> {
    ask.views().number(account, sid).await?.ok_or_else(|| ask.not_found())
}

fn patch(ask: &Ask) -> Result<PhoneNumberPatch, Problem> {
    Ok(PhoneNumberPatch {
        friendly_name: ask.form.filled("FriendlyName").map(str::to_owned),
        voice_application_sid: ask.form.change_to("VoiceApplicationSid", 21218)?,
        voice: voice_patch(&ask.form)?,
        sms_application_sid: ask.form.change_to("SmsApplicationSid", 21218)?,
        sms: sms_patch(&ask.form)?,
    })
}

fn kind_of(ask: &Ask, row: &NumberRow) -> NumberKind {
    ask.state().pool.find(&row.phone_number).map_or(NumberKind::Local, |number| number.kind)
}

/// `(555) 123-0000` for a North American number; others as they are.
pub(super) fn formatted(number: &str) -> String {
    match number.strip_prefix("+1") {
        Some(rest) if rest.len() == 10 && rest.bytes().all(|digit| digit.is_ascii_digit()) => {
            format!("({}) {}-{}", &rest[..3], &rest[3..6], &rest[6..])
        }
        Some(_) | None => number.to_owned(),
    }
}

/// What the platform's numbers can do.
pub(super) fn capabilities() -> Value {
    json!({"voice": true, "sms": false, "mms": false, "fax": false})
}

fn show(ask: &Ask, row: &NumberRow) -> Value {
    let settings = &row.settings;
    let uri = format!("/2010-04-01/Accounts/{}/IncomingPhoneNumbers/{}", row.account_sid, row.sid);
    let kind = NumberKind::ALL.iter().find(|(kind, _, _)| *kind == kind_of(ask, row));
    let mut shown = object(json!({
        "sid": row.sid.to_string(),
        "account_sid": row.account_sid.to_string(),
        "api_version": "2010-04-01",
        "phone_number": row.phone_number,
        "friendly_name": settings.friendly_name,
        "voice_application_sid": settings.voice_application_sid.map(|sid| sid.to_string()),
        "sms_application_sid": settings.sms_application_sid.map(|sid| sid.to_string()),
        "date_created": rfc2822(row.created_at),
        "date_updated": rfc2822(row.updated_at),
        "address_sid": null,
        "address_requirements": "none",
        "beta": false,
        "capabilities": capabilities(),
        "identity_sid": null,
        "origin": "hosted",
        "trunk_sid": null,
        "voice_receive_mode": "voice",
        "emergency_status": "Inactive",
        "emergency_address_sid": null,
        "emergency_address_status": "unregistered",
        "bundle_sid": null,
        "status": "in-use",
        "type": kind.map(|(_, _, key)| *key),
        "uri": format!("{uri}.json"),
    }));
    show_voice(&mut shown, &settings.voice, &row.secondaries);
    show_sms(&mut shown, &settings.sms);
    Value::Object(shown)
}
