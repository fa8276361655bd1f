//! Applications: a tenant's stored sets of URIs.

use domain::application::ApplicationPatch;
use domain::sid::ApplicationSid;
use projections::{ApplicationFilter, ApplicationRow};
use serde_json::{Value, json};

use super::settings::{object, show_sms, show_voice, sms_patch, voice_patch};
use crate::front::{Ask, Problem, Reply, envelope, paging, rfc2822};

pub(crate) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let friendly_name = ask.query.filled("FriendlyName").map(str::to_owned);
    let paging = paging(&ask.query)?;
    let filter = ApplicationFilter { friendly_name };
    let page = ask.views().applications(ask.account, &filter, &paging).await?;
    let rows = page.rows.iter().map(show).collect();
    Reply::ok(envelope(ask, &paging, "applications", &page, rows))
}

pub(crate) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let patch = patch(ask)?;
    let made = commands::applications::create(ask.writer(), &ask.context(), patch).await?;
    let (sid, done) = made;
    ask.seen(done.position).await?;
    Reply::created(show(&fetched(ask, sid).await?))
}

pub(crate) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    Reply::ok(show(&fetched(ask, ask.sid("Sid")?).await?))
}

pub(crate) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let sid = ask.sid("Sid")?;
    let patch = patch(ask)?;
    let done = commands::applications::update(ask.writer(), &ask.context(), sid, patch).await?;
    ask.seen(done.position).await?;
    Reply::ok(show(&fetched(ask, sid).await?))
}

pub(crate) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let sid = ask.sid("Sid")?;
    let done = commands::applications::delete(ask.writer(), &ask.context(), sid).await?;
    ask.seen(done.position).await?;
    Ok(Reply::Empty)
}

/// An application of the account; another account's is not found.
pub(super) async fn fetched(ask: &Ask, sid: ApplicationSid) -> Result<ApplicationRow, Problem> {
    ask.views().application(ask.account, sid).await?.ok_or_else(|| ask.not_found())
}

fn patch(ask: &Ask) -> Result<ApplicationPatch, Problem> {
    Ok(ApplicationPatch {
        friendly_name: ask.form.text("FriendlyName").map(str::to_owned),
        voice: voice_patch(&ask.form)?,
        sms: sms_patch(&ask.form)?,
        public_application_connect_enabled: ask.form.claim("PublicApplicationConnectEnabled")?,
    })
}

fn show(row: &ApplicationRow) -> Value {
    let uri = format!("/2010-04-01/Accounts/{}/Applications/{}", row.account_sid, row.sid);
    let mut shown = object(json!({
        "sid": row.sid.to_string(),
        "account_sid": row.account_sid.to_string(),
        "api_version": "2010-04-01",
        "friendly_name": row.settings.friendly_name,
        "sms_status_callback": row.settings.sms.status_callback,
        "message_status_callback": row.settings.sms.message_status_callback,
        "public_application_connect_enabled": row.settings.public_application_connect_enabled,
        "date_created": rfc2822(row.created_at),
        "date_updated": rfc2822(row.updated_at),
        "uri": format!("{uri}.json"),
    }));
    show_voice(&mut shown, &row.settings.voice, &row.secondaries);
    show_sms(&mut shown, &row.settings.sms);
    Value::Object(shown)
}
