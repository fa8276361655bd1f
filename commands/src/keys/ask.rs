//! Create, rename, delete.

use bytes::Bytes;
use domain::api_key::{ApiKeyCommand, ApiKeyDecider, ApiKeyRefusal};
use domain::decider::Decider as _;
use domain::sid::{AccountSid, KeySid};

use crate::vault::Secret;
use crate::{CommandError, Context, Done, Failure, Writer, execute};

/// Why a key command was not done.
pub type KeyError = CommandError<ApiKeyRefusal>;

/// A key that came to be, or that had under the same idempotency key.
#[derive(Debug, Clone)]
pub struct KeyMade {
    /// Its sid.
    pub sid: KeySid,
    /// Its secret: told now and never again. Absent when the key was made before under the same
    /// idempotency key.
    pub secret: Option<Secret>,
    /// The key.
    pub done: Done<ApiKeyDecider>,
}

/// Makes a key of the context's account.
pub async fn create(
    writer: &Writer,
    context: &Context,
    friendly_name: String,
) -> Result<KeyMade, KeyError> {
    let sid = KeySid::from_bits(writer.entropy.bits());
    let secret = Secret::key_secret(&writer.entropy);
    let sealed = writer.vault.seal(&writer.entropy, context.account, &secret)?;
    let create = ApiKeyCommand::Create {
        friendly_name,
        secret_hash: secret.hash(),
        sealed_secret: Some(sealed),
    };
    let done: Done<ApiKeyDecider> =
        execute(writer, context, sid, &[create], Bytes::from(sid.to_string())).await?;
    let Some(first) = done.repeated.as_deref() else {
        return Ok(KeyMade { sid, secret: Some(secret), done });
    };
    let first = crate::execute::sid_of(first)?;
    let done = execute(writer, context, first, &[], Bytes::new()).await?;
    // The same sid means that it was this very request, tried again because its answer was lost.
    let secret = (first == sid).then_some(secret);
    Ok(KeyMade { sid: first, secret, done })
}

/// Gives a key another name.
pub async fn rename(
    writer: &Writer,
    context: &Context,
    sid: KeySid,
    friendly_name: String,
) -> Result<Done<ApiKeyDecider>, KeyError> {
    let rename = ApiKeyCommand::Rename { friendly_name };
    execute(writer, context, sid, &[rename], Bytes::from(sid.to_string())).await
}

/// Lets a key open nothing any more.
pub async fn delete(
    writer: &Writer,
    context: &Context,
    sid: KeySid,
) -> Result<Done<ApiKeyDecider>, KeyError> {
    execute(writer, context, sid, &[ApiKeyCommand::Delete], Bytes::from(sid.to_string())).await
}

/// A key that signs tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SigningKey {
    /// The account that it belongs to.
    pub account: AccountSid,
    /// The secret under which it signs.
    pub secret: Secret,
}

/// The key that signs tokens under this sid, whoever owns it, as the log has it: one that was deleted signs
/// nothing from then on.
///
/// # Errors
/// When the log does not answer, or the secret was sealed under another master key.
pub async fn signing_key(writer: &Writer, sid: KeySid) -> Result<Option<SigningKey>, Failure> {
    let found = writer.store.find_stream(ApiKeyDecider::CATEGORY, &sid.to_string()).await?;
    let Some(account) = found.and_then(|stream| stream.account.parse::<AccountSid>().ok()) else {
        return Ok(None);
    };
    let loaded = crate::execute::load::<ApiKeyDecider>(&*writer.store, account, sid).await?;
    let Some(sealed) = loaded.state.live().and_then(|key| key.sealed_secret.as_ref()) else {
        return Ok(None);
    };
    Ok(Some(SigningKey { account, secret: writer.vault.open(account, sealed)? }))
}
