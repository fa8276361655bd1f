//! API keys. Signing keys are the same keys under their older name.

use domain::sid::KeySid;
use projections::KeyRow;
use serde_json::{Value, json};

use crate::front::{Ask, Problem, Reply, envelope, paging, rfc2822};

pub(crate) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    listed(ask, "keys").await
}

pub(crate) async fn list_signing(ask: &Ask) -> Result<Reply, Problem> {
    listed(ask, "signing_keys").await
}

async fn listed(ask: &Ask, name: &str) -> Result<Reply, Problem> {
    let paging = paging(&ask.query)?;
    let page = ask.views().keys(ask.account, &paging).await?;
    let rows = page.rows.iter().map(show).collect();
    Reply::ok(envelope(ask, &paging, name, &page, rows))
}

/// Makes a key. Its secret is shown once, here.
pub(crate) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let name = ask.form.filled("FriendlyName").unwrap_or_default().to_owned();
    let made = commands::keys::create(ask.writer(), &ask.context(), name).await?;
    ask.seen(made.done.position).await?;
    let mut shown = show(&fetched(ask, made.sid).await?);
    shown["secret"] = json!(made.secret.as_ref().map(|secret| secret.expose()));
    Reply::created(shown)
}

pub(crate) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    Reply::ok(show(&fetched(ask, ask.sid("Sid")?).await?))
}

pub(crate) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let sid = ask.sid("Sid")?;
    if let Some(name) = ask.form.text("FriendlyName") {
        let name = name.to_owned();
        let done = commands::keys::rename(ask.writer(), &ask.context(), sid, name).await?;
        ask.seen(done.position).await?;
    }
    Reply::ok(show(&fetched(ask, sid).await?))
}

pub(crate) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let sid = ask.sid("Sid")?;
    let done = commands::keys::delete(ask.writer(), &ask.context(), sid).await?;
    ask.seen(done.position).await?;
    Ok(Reply::Empty)
}

async fn fetched(ask: &Ask, sid: KeySid) -> Result<KeyRow, Problem> {
    ask.views().key(ask.account, sid).await?.ok_or_else(|| ask.not_found())
}

fn show(row: &KeyRow) -> Value {
    json!({
        "sid": row.sid.to_string(),
        "friendly_name": row.friendly_name,
        "date_created": rfc2822(row.created_at),
        "date_updated": rfc2822(row.updated_at),
    })
}
