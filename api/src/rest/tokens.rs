//! Rotation of the auth token, as the Accounts v1 interface has it.

use commands::vault::Secret;
use projections::AccountRow;
use serde_json::{Value, json};

use crate::front::{Ask, Problem, Reply, iso_seconds};

/// Makes a second token; it opens the account as the first does.
pub(crate) async fn create_secondary(ask: &Ask) -> Result<Reply, Problem> {
    let context = ask.context();
    let made = commands::accounts::create_secondary_token(ask.writer(), &context, ask.account);
    let (token, done) = made.await?;
    ask.seen(done.position).await?;
    let mut shown = show(ask, &own(ask).await?, "Secondary");
    shown["secondary_auth_token"] = json!(token.expose());
    Reply::created(shown)
}

pub(crate) async fn delete_secondary(ask: &Ask) -> Result<Reply, Problem> {
    let context = ask.context();
    let done = commands::accounts::delete_secondary_token(ask.writer(), &context, ask.account);
    ask.seen(done.await?.position).await?;
    Ok(Reply::Empty)
}

/// Makes the second token the first: requests are signed with it from now on, and the one before opens
/// nothing any more.
pub(crate) async fn promote(ask: &Ask) -> Result<Reply, Problem> {
    let context = ask.context();
    let promoted = commands::accounts::promote_secondary_token(ask.writer(), &context, ask.account);
    let (token, done): (Secret, _) = promoted.await?;
    ask.seen(done.position).await?;
    let mut shown = show(ask, &own(ask).await?, "Promote");
    shown["auth_token"] = json!(token.expose());
    Reply::ok(shown)
}

async fn own(ask: &Ask) -> Result<AccountRow, Problem> {
    let row = ask.views().account(ask.account, ask.account).await?;
    row.ok_or_else(|| ask.not_found())
}

fn show(ask: &Ask, row: &AccountRow, name: &str) -> Value {
    json!({
        "account_sid": ask.account.to_string(),
        "date_created": iso_seconds(row.created_at),
        "date_updated": iso_seconds(row.updated_at),
        "url": format!("/v1/AuthTokens/{name}"),
    })
}
