//! Accounts: the caller's own and its sub-accounts.

use commands::accounts::{AccountUpdate, create as create_account, update as update_account};
use domain::account::AccountStatus;
use domain::sid::AccountSid;
use projections::{AccountFilter, AccountRow};
use serde_json::{Value, json};

use crate::front::{Ask, Fields, Problem, Reply, envelope, paging, rfc2822};

pub(crate) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let filter = AccountFilter {
        friendly_name: ask.query.filled("FriendlyName").map(str::to_owned),
        status: status(&ask.query)?.map(seen_status),
    };
    let paging = paging(&ask.query)?;
    let page = ask.views().accounts(ask.account, &filter, &paging).await?;
    let rows = page.rows.iter().map(|row| show(ask, row)).collect::<Result<_, _>>()?;
    Reply::ok(envelope(ask, &paging, "accounts", &page, rows))
}

/// Makes a sub-account of the caller's account; a sub-account has none of its own.
pub(crate) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let own = fetched(ask, ask.account).await?;
    if own.owner_account_sid.is_some() {
        return Err(Problem::forbidden("A sub-account cannot have sub-accounts"));
    }
    let context = ask.context();
    let name = match ask.form.filled("FriendlyName") {
        Some(name) => name.to_owned(),
        None => format!("SubAccount Created at {}", rfc2822(context.now)),
    };
    let made = create_account(ask.writer(), &context, Some(ask.account), name).await?;
    ask.seen(made.done.position).await?;
    Reply::created(show(ask, &fetched(ask, made.sid).await?)?)
}

pub(crate) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    Reply::ok(show(ask, &fetched(ask, ask.account).await?)?)
}

/// Renames the account; its owner may also suspend, activate or close it.
pub(crate) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let status = status(&ask.form)?;
    if status.is_some() && ask.account == ask.caller.account {
        return Err(Problem::forbidden("An account cannot change its own status"));
    }
    let friendly_name = ask.form.filled("FriendlyName").map(str::to_owned);
    let update = AccountUpdate { friendly_name, status };
    let done = update_account(ask.writer(), &ask.context(), ask.account, update).await?;
    ask.seen(done.position).await?;
    fetch(ask).await
}

async fn fetched(ask: &Ask, sid: AccountSid) -> Result<AccountRow, Problem> {
    let row = ask.views().account(ask.caller.account, sid).await?;
    row.ok_or_else(|| ask.not_found())
}

pub(super) fn status(fields: &Fields) -> Result<Option<AccountStatus>, Problem> {
    match fields.filled("Status") {
        None => Ok(None),
        Some("active") => Ok(Some(AccountStatus::Active)),
        Some("suspended") => Ok(Some(AccountStatus::Suspended)),
        Some("closed") => Ok(Some(AccountStatus::Closed)),
        Some(_) => Err(Problem::invalid(20001, "Status is not of active, suspended, closed")),
    }
}

const fn seen_status(status: AccountStatus) -> projections::AccountStatus {
    match status {
        AccountStatus::Active => projections::AccountStatus::Active,
        AccountStatus::Suspended => projections::AccountStatus::Suspended,
        AccountStatus::Closed => projections::AccountStatus::Closed,
    }
}

/// The account with its auth token, which a key is not shown.
fn show(ask: &Ask, row: &AccountRow) -> Result<Value, Problem> {
    let token = match ask.caller.is_key {
        true => None,
        false => {
            let secret = ask.writer().vault.open(row.sid, &row.auth_token)?;
            Some(secret.expose().to_owned())
        }
    };
    let uri = format!("/2010-04-01/Accounts/{}", row.sid);
    let below = |name: &str| format!("{uri}/{name}.json");
    Ok(json!({
        "sid": row.sid.to_string(),
        "owner_account_sid": row.owner_account_sid.unwrap_or(row.sid).to_string(),
        "friendly_name": row.friendly_name,
        "status": row.status.name(),
        "type": "Full",
        "auth_token": token,
        "date_created": rfc2822(row.created_at),
        "date_updated": rfc2822(row.updated_at),
        "uri": format!("{uri}.json"),
        "subresource_uris": {
            "applications": below("Applications"),
            "available_phone_numbers": below("AvailablePhoneNumbers"),
            "calls": below("Calls"),
            "incoming_phone_numbers": below("IncomingPhoneNumbers"),
            "keys": below("Keys"),
            "notifications": below("Notifications"),
            "signing_keys": below("SigningKeys"),
        },
    }))
}
