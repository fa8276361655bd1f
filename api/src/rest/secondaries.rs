//! Secondary URIs of an application or a phone number, in the order in which they are tried.
//!
//! The first of them is what the dialect calls `VoiceFallbackUrl`. Ranks count from 1.

use domain::settings::{Secondary, SecondaryEdit};
use domain::sid::{ApplicationSid, PhoneNumberSid, SecondarySid};
use domain::uri::{ApplicationUri, FaultClass, HttpMethod, RetryOn, RetryPolicy, SecondaryUri};
use serde_json::{Value, json};

use super::call_events::class;
use super::settings::method;
use crate::front::{Ask, Fields, Problem, Reply};

/// Whose secondaries.
#[derive(Clone, Copy)]
pub(super) enum Owner {
    Application(ApplicationSid),
    Number(PhoneNumberSid),
}

impl Owner {
    pub(super) fn of(ask: &Ask) -> Result<Self, Problem> {
        match ask.name("ApplicationSid") {
            "" => ask.sid("PhoneNumberSid").map(Self::Number),
            _ => ask.sid("ApplicationSid").map(Self::Application),
        }
    }

    pub(super) fn sid(self) -> String {
        match self {
            Self::Application(sid) => sid.to_string(),
            Self::Number(sid) => sid.to_string(),
        }
    }

    /// Its secondaries; not found when it is not the account's.
    pub(super) async fn secondaries(self, ask: &Ask) -> Result<Vec<Secondary>, Problem> {
        Ok(match self {
            Self::Application(sid) => super::applications::fetched(ask, sid).await?.secondaries,
            Self::Number(sid) => super::numbers::fetched(ask, ask.account, sid).await?.secondaries,
        })
    }

    async fn edit(self, ask: &Ask, edit: SecondaryEdit) -> Result<(), Problem> {
        let (writer, context) = (ask.writer(), ask.context());
        let position = match self {
            Self::Application(sid) => {
                commands::applications::edit_secondaries(writer, &context, sid, edit)
                    .await?
                    .position
            }
            Self::Number(sid) => {
                commands::numbers::edit_secondaries(writer, &context, sid, edit).await?.position
            }
        };
        ask.seen(position).await
    }
}

pub(crate) async fn list(ask: &Ask) -> Result<Reply, Problem> {
    let owner = Owner::of(ask)?;
    let all = owner.secondaries(ask).await?;
    let rows: Vec<Value> =
        (1..).zip(&all).map(|(rank, entry)| show(ask, owner, rank, entry)).collect();
    Reply::ok(json!({"secondaries": rows, "uri": ask.uri()}))
}

pub(crate) async fn create(ask: &Ask) -> Result<Reply, Problem> {
    let owner = Owner::of(ask)?;
    owner.secondaries(ask).await?;
    let url = ask.form.filled("Url");
    let url = url.ok_or_else(|| Problem::invalid(21402, "Url must be given"))?;
    let blank =
        SecondaryUri { uri: ApplicationUri::new(url, HttpMethod::Post), serves: Vec::new() };
    let sid = SecondarySid::from_bits(ask.writer().entropy.bits());
    let secondary = Secondary { sid, secondary: changed(&ask.form, blank)? };
    let rank = ask.form.parsed("Rank", 20001)?;
    owner.edit(ask, SecondaryEdit::Add { secondary, rank }).await?;
    Reply::created(found(ask, owner, sid).await?)
}

pub(crate) async fn fetch(ask: &Ask) -> Result<Reply, Problem> {
    Reply::ok(found(ask, Owner::of(ask)?, ask.sid("Sid")?).await?)
}

pub(crate) async fn update(ask: &Ask) -> Result<Reply, Problem> {
    let owner = Owner::of(ask)?;
    let sid: SecondarySid = ask.sid("Sid")?;
    let all = owner.secondaries(ask).await?;
    let before = all.into_iter().find(|entry| entry.sid == sid).ok_or_else(|| ask.not_found())?;
    let secondary = changed(&ask.form, before.secondary)?;
    let rank = ask.form.parsed("Rank", 20001)?;
    owner.edit(ask, SecondaryEdit::Update { sid, secondary, rank }).await?;
    Reply::ok(found(ask, owner, sid).await?)
}

pub(crate) async fn delete(ask: &Ask) -> Result<Reply, Problem> {
    let owner = Owner::of(ask)?;
    let sid: SecondarySid = ask.sid("Sid")?;
    found(ask, owner, sid).await?;
    owner.edit(ask, SecondaryEdit::Remove { sid }).await?;
    Ok(Reply::Empty)
}

async fn found(ask: &Ask, owner: Owner, sid: SecondarySid) -> Result<Value, Problem> {
    let all = owner.secondaries(ask).await?;
    let place = (1..).zip(&all).find(|(_, entry)| entry.sid == sid);
    let (rank, entry) = place.ok_or_else(|| ask.not_found())?;
    Ok(show(ask, owner, rank, entry))
}

pub(super) fn changed(form: &Fields, mut before: SecondaryUri) -> Result<SecondaryUri, Problem> {
    if let Some(url) = form.filled("Url") {
        url.clone_into(&mut before.uri.url);
    }
    before.uri.method = form.method("Method", 21403)?.unwrap_or(before.uri.method);
    before.uri.retry = retry(form, before.uri.retry)?;
    if let Some(words) = form.words("ErrorClasses") {
        before.serves = words.into_iter().map(fault_class).collect::<Result<_, _>>()?;
        before.serves.sort_unstable();
        before.serves.dedup();
    }
    Ok(before)
}

fn fault_class(word: &str) -> Result<FaultClass, Problem> {
    let all =
        [FaultClass::Error, FaultClass::Timeout, FaultClass::StatusChange, FaultClass::UsageLimit];
    let message = "ErrorClasses are of error, timeout, status-change, usage-limit";
    let found = all.into_iter().find(|known| class(*known) == word);
    found.ok_or_else(|| Problem::invalid(20001, message))
}

/// The policy after the fields; the platform's own while none was ever given.
fn retry(form: &Fields, before: Option<RetryPolicy>) -> Result<Option<RetryPolicy>, Problem> {
    let retries = form.parsed("Retries", 20001)?;
    let connect = form.parsed("ConnectTimeout", 20001)?;
    let read = form.parsed("ReadTimeout", 20001)?;
    let total = form.parsed("TotalTimeout", 20001)?;
    let on = form.words("RetryOn").map(retry_on).transpose()?;
    let is_given = retries.is_some() || connect.is_some() || read.is_some() || total.is_some();
    if before.is_none() && !is_given && on.is_none() {
        return Ok(None);
    }
    let mut policy = before.unwrap_or_default();
    policy.retries = retries.unwrap_or(policy.retries);
    policy.connect_timeout_ms = connect.unwrap_or(policy.connect_timeout_ms);
    policy.read_timeout_ms = read.unwrap_or(policy.read_timeout_ms);
    policy.total_timeout_ms = total.unwrap_or(policy.total_timeout_ms);
    policy.on = on.unwrap_or(policy.on);
    Ok(Some(policy))
}

fn retry_on(words: Vec<&str>) -> Result<RetryOn, Problem> {
    let mut on = RetryOn { connect: false, read: false, client_error: false, server_error: false };
    for word in words {
        match word {
            "ct" => on.connect = true,
            "rt" => on.read = true,
            "4xx" => on.client_error = true,
            "5xx" => on.server_error = true,
            _ => return Err(Problem::invalid(20001, "RetryOn is of ct, rt, 4xx, 5xx")),
        }
    }
    Ok(on)
}

fn show(ask: &Ask, owner: Owner, rank: u32, entry: &Secondary) -> Value {
    let uri = &entry.secondary.uri;
    let base = match owner {
        Owner::Application(sid) => format!("Applications/{sid}"),
        Owner::Number(sid) => format!("IncomingPhoneNumbers/{sid}"),
    };
    let policy = uri.retry.unwrap_or_default();
    let on = [
        (policy.on.connect, "ct"),
        (policy.on.read, "rt"),
        (policy.on.client_error, "4xx"),
        (policy.on.server_error, "5xx"),
    ];
    let on: Vec<&str> = on.into_iter().filter(|(is_on, _)| *is_on).map(|(_, word)| word).collect();
    let classes: Vec<&str> = entry.secondary.serves.iter().map(|known| class(*known)).collect();
    json!({
        "sid": entry.sid.to_string(),
        "account_sid": ask.account.to_string(),
        "parent_sid": owner.sid(),
        "rank": rank,
        "url": uri.url,
        "method": method(uri.method),
        "error_classes": classes,
        "retries": policy.retries,
        "retry_on": on,
        "connect_timeout": policy.connect_timeout_ms,
        "read_timeout": policy.read_timeout_ms,
        "total_timeout": policy.total_timeout_ms,
        "uri": format!(
            "/2010-04-01/Accounts/{}/{base}/Secondaries/{}.json", ask.account, entry.sid
        ),
    })
}
