//! Create, rename, suspend, activate, close; rotate the auth token.

use bytes::Bytes;
use domain::account::{AccountCommand, AccountDecider, AccountRefusal, AccountStatus};
use domain::sid::AccountSid;

use crate::vault::Secret;
use crate::{CommandError, Context, Done, Writer, execute};

/// Why an account command was not done.
pub type AccountError = CommandError<AccountRefusal>;

/// An account that came to be, or that had under the same idempotency key.
#[derive(Debug, Clone)]
pub struct AccountMade {
    /// Its sid.
    pub sid: AccountSid,
    /// Its first auth token.
    pub auth_token: Secret,
    /// The account.
    pub done: Done<AccountDecider>,
}

/// Makes an account: a sub-account when it has an owner. The context's account does not matter.
pub async fn create(
    writer: &Writer,
    context: &Context,
    owner: Option<AccountSid>,
    friendly_name: String,
) -> Result<AccountMade, AccountError> {
    let sid = AccountSid::from_bits(writer.entropy.bits());
    let token = Secret::auth_token(&writer.entropy);
    create_with(writer, context, (sid, token), owner, friendly_name).await
}

/// Makes an account with a sid and an auth token that the operator chose.
pub async fn create_with(
    writer: &Writer,
    context: &Context,
    (sid, token): (AccountSid, Secret),
    owner: Option<AccountSid>,
    friendly_name: String,
) -> Result<AccountMade, AccountError> {
    let auth_token = writer.vault.seal(&writer.entropy, sid, &token)?;
    let create = AccountCommand::Create { owner_account_sid: owner, friendly_name, auth_token };
    let result = Bytes::from(sid.to_string());
    let context_there = context.in_account(sid);
    let done: Done<AccountDecider> =
        execute(writer, &context_there, sid, &[create], result).await?;
    let Some(first) = done.repeated.as_deref() else {
        return Ok(AccountMade { sid, auth_token: token, done });
    };
    let sid = crate::execute::sid_of(first)?;
    let done: Done<AccountDecider> =
        execute(writer, &context.in_account(sid), sid, &[], Bytes::new()).await?;
    let account = done.state.as_ref().ok_or(CommandError::Refused(AccountRefusal::NotFound))?;
    let auth_token = writer.vault.open(sid, &account.auth_token)?;
    Ok(AccountMade { sid, auth_token, done })
}

/// What REST changes at once; what is absent stays.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AccountUpdate {
    /// The new name.
    pub friendly_name: Option<String>,
    /// The new status.
    pub status: Option<AccountStatus>,
}

/// Changes the name and the status of the account `sid`.
pub async fn update(
    writer: &Writer,
    context: &Context,
    sid: AccountSid,
    update: AccountUpdate,
) -> Result<Done<AccountDecider>, AccountError> {
    let status = update.status.map(|status| match status {
        AccountStatus::Active => AccountCommand::Activate,
        AccountStatus::Suspended => AccountCommand::Suspend,
        AccountStatus::Closed => AccountCommand::Close,
    });
    let rename = update.friendly_name.map(|friendly_name| AccountCommand::Rename { friendly_name });
    let commands: Vec<_> = rename.into_iter().chain(status).collect();
    ask(writer, context, sid, &commands).await
}

/// Replaces the auth token at once; answers the new one.
pub async fn rotate_token(
    writer: &Writer,
    context: &Context,
    sid: AccountSid,
) -> Result<(Secret, Done<AccountDecider>), AccountError> {
    let token = Secret::auth_token(&writer.entropy);
    let auth_token = writer.vault.seal(&writer.entropy, sid, &token)?;
    let done = ask(writer, context, sid, &[AccountCommand::RotateToken { auth_token }]).await?;
    current(writer, sid, done)
}

/// Makes a secondary auth token; answers it.
pub async fn create_secondary_token(
    writer: &Writer,
    context: &Context,
    sid: AccountSid,
) -> Result<(Secret, Done<AccountDecider>), AccountError> {
    let token = Secret::auth_token(&writer.entropy);
    let secondary_token = writer.vault.seal(&writer.entropy, sid, &token)?;
    let create = AccountCommand::CreateSecondaryToken { secondary_token };
    let done = ask(writer, context, sid, &[create]).await?;
    let kept = done.state.as_ref().and_then(|account| account.secondary_token.as_ref());
    let kept = kept.ok_or(CommandError::Refused(AccountRefusal::NoSecondary))?;
    let token = writer.vault.open(sid, kept)?;
    Ok((token, done))
}

/// Takes the secondary auth token back.
pub async fn delete_secondary_token(
    writer: &Writer,
    context: &Context,
    sid: AccountSid,
) -> Result<Done<AccountDecider>, AccountError> {
    ask(writer, context, sid, &[AccountCommand::DeleteSecondaryToken]).await
}

/// Makes the secondary auth token the primary; answers it.
pub async fn promote_secondary_token(
    writer: &Writer,
    context: &Context,
    sid: AccountSid,
) -> Result<(Secret, Done<AccountDecider>), AccountError> {
    let done = ask(writer, context, sid, &[AccountCommand::PromoteSecondaryToken]).await?;
    current(writer, sid, done)
}

fn current(
    writer: &Writer,
    sid: AccountSid,
    done: Done<AccountDecider>,
) -> Result<(Secret, Done<AccountDecider>), AccountError> {
    let account = done.state.as_ref().ok_or(CommandError::Refused(AccountRefusal::NotFound))?;
    let token = writer.vault.open(sid, &account.auth_token)?;
    Ok((token, done))
}

async fn ask(
    writer: &Writer,
    context: &Context,
    sid: AccountSid,
    commands: &[AccountCommand],
) -> Result<Done<AccountDecider>, AccountError> {
    let result = Bytes::from(sid.to_string());
    execute(writer, &context.in_account(sid), sid, commands, result).await
}
