//! Assign, transfer, release: whose a number is.

use bytes::Bytes;
use domain::account::{Account, AccountDecider, AccountStatus};
use domain::phone_number::{
    Claim, PhoneNumberCommand, PhoneNumberDecider, PhoneNumberPatch, PhoneNumberRefusal,
    RegistryCommand, RegistryDecider,
};
use domain::recorded::PLATFORM;
use domain::sid::{AccountSid, PhoneNumberSid};
use store::port::AppendError;

use super::ask::{check_applications, fresh_secondary_sid};
use super::{NumberError, NumberRefusal};
use crate::execute::{ATTEMPTS, Decided, Loaded, Written, load, write};
use crate::{CommandError, Context, Done, Idempotency, Writer};

/// One way in which a number changes hands, decided against the log.
struct Deed {
    number: Decided<PhoneNumberDecider>,
    /// The same number's stream in the other account, when there is one.
    recipient: Option<Decided<PhoneNumberDecider>>,
    registry: Decided<RegistryDecider>,
}

impl Deed {
    async fn write(
        &self,
        writer: &Writer,
        context: &Context,
        to: Option<AccountSid>,
        sid: PhoneNumberSid,
    ) -> Result<Written, AppendError> {
        let there = context.in_account(to.unwrap_or(context.account));
        let recipient = self.recipient.as_ref();
        let streams = [
            self.number.append(context, &writer.entropy),
            recipient.and_then(|recipient| recipient.append(&there, &writer.entropy)),
            self.registry.append(context, &writer.entropy),
        ];
        let result = Bytes::from(sid.to_string());
        write(writer, context, streams.into_iter().flatten().collect(), &result).await
    }
}

/// Gives a free number to the context's account; answers its sid, also when that was done before under the
/// same idempotency key.
///
/// # Errors
/// Refused when an account has the number. Whether it is in the operator's pool is the caller's question.
pub async fn assign(
    writer: &Writer,
    context: &Context,
    phone_number: String,
    patch: PhoneNumberPatch,
) -> Result<(PhoneNumberSid, Done<PhoneNumberDecider>), NumberError> {
    let bits = context.idempotency.as_ref().map_or_else(|| writer.entropy.bits(), once_bits);
    let sid = PhoneNumberSid::from_bits(bits);
    assign_with(writer, context, sid, phone_number, patch).await
}

/// [`assign`] with a sid that the caller drew.
pub async fn assign_with(
    writer: &Writer,
    context: &Context,
    sid: PhoneNumberSid,
    phone_number: String,
    patch: PhoneNumberPatch,
) -> Result<(PhoneNumberSid, Done<PhoneNumberDecider>), NumberError> {
    check_applications(writer, context.account, &patch).await?;
    let new_sid = fresh_secondary_sid(writer);
    let claim = Claim { account_sid: context.account, phone_number_sid: sid };
    let assign = PhoneNumberCommand::Assign { phone_number: phone_number.clone(), patch, new_sid };
    for _ in 0..ATTEMPTS {
        let number = load_number(writer, context.account, sid).await?;
        if context.idempotency.is_some() && number.state.is_some() {
            return Ok((sid, as_is(writer, context.account, sid).await?));
        }
        let number = decide_number(number, assign.clone())?;
        let registry = decide_registry(writer, &phone_number, RegistryCommand::Take(claim)).await?;
        let deed = Deed { number, recipient: None, registry };
        match deed.write(writer, context, None, sid).await {
            Ok(Written { repeated: Some(first), .. }) => {
                let sid = crate::execute::sid_of(&first)?;
                return Ok((sid, as_is(writer, context.account, sid).await?));
            }
            Ok(written) => return Ok((sid, deed.number.done(Some(written)))),
            Err(AppendError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(CommandError::Conflict)
}

/// Lets a number belong to nobody.
pub async fn release(
    writer: &Writer,
    context: &Context,
    sid: PhoneNumberSid,
) -> Result<Done<PhoneNumberDecider>, NumberError> {
    for _ in 0..ATTEMPTS {
        let number = load_number(writer, context.account, sid).await?;
        let phone_number = e164(&number)?;
        let claim = Claim { account_sid: context.account, phone_number_sid: sid };
        let number = decide_number(number, PhoneNumberCommand::Release)?;
        let registry = decide_registry(writer, &phone_number, RegistryCommand::Free(claim)).await?;
        let deed = Deed { number, recipient: None, registry };
        match deed.write(writer, context, None, sid).await {
            Ok(written) => return Ok(deed.number.done(Some(written))),
            Err(AppendError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(CommandError::Conflict)
}

/// Moves a number of the context's account to another one of the family: an owner and its sub-accounts.
/// It keeps its sid, its settings and its secondaries. Answers the number as the other account has it.
pub async fn transfer(
    writer: &Writer,
    context: &Context,
    sid: PhoneNumberSid,
    to: AccountSid,
) -> Result<Done<PhoneNumberDecider>, NumberError> {
    let from = context.account;
    if from == to {
        return as_is(writer, to, sid).await;
    }
    check_family(writer, from, to).await?;
    for _ in 0..ATTEMPTS {
        let number = load_number(writer, from, sid).await?;
        let phone_number = e164(&number)?;
        let Some(before) = number.state.clone() else {
            return Err(refused(PhoneNumberRefusal::NotFound));
        };
        let number = decide_number(number, PhoneNumberCommand::TransferOut { to })?;
        let recipient = load_number(writer, to, sid).await?;
        let taken = PhoneNumberCommand::TransferIn { from, number: before };
        let recipient = decide_number(recipient, taken)?;
        let claim = Claim { account_sid: from, phone_number_sid: sid };
        let moved = RegistryCommand::Move { from: claim, to };
        let registry = decide_registry(writer, &phone_number, moved).await?;
        let deed = Deed { number, recipient: Some(recipient), registry };
        match deed.write(writer, context, Some(to), sid).await {
            Ok(written) => {
                let recipient = deed.recipient.unwrap_or(deed.number);
                return Ok(recipient.done(Some(written)));
            }
            Err(AppendError::Conflict { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Err(CommandError::Conflict)
}

/// The same bits for the same request under the same key, so that a repetition finds the number that it
/// made although the registry would refuse it by then.
fn once_bits(once: &Idempotency) -> u128 {
    let mut digest = ring::digest::Context::new(&ring::digest::SHA256);
    for part in [once.account.to_string().as_bytes(), once.key.as_bytes(), &once.fingerprint] {
        digest.update(part);
    }
    let digest = digest.finish();
    digest.as_ref().iter().take(16).fold(0, |bits, byte| bits << 8 | u128::from(*byte))
}

async fn as_is(
    writer: &Writer,
    account: AccountSid,
    sid: PhoneNumberSid,
) -> Result<Done<PhoneNumberDecider>, NumberError> {
    let loaded = load_number(writer, account, sid).await?;
    loaded.state.as_ref().ok_or_else(|| refused(PhoneNumberRefusal::NotFound))?;
    let decided: Decided<PhoneNumberDecider> =
        loaded.decide::<PhoneNumberRefusal>([]).map_err(refused)?;
    Ok(decided.done(None))
}

async fn check_family(
    writer: &Writer,
    from: AccountSid,
    to: AccountSid,
) -> Result<(), NumberError> {
    let giver = account(writer, from).await?;
    let taker = account(writer, to).await?;
    let head = |sid, account: &Account| account.owner_account_sid.unwrap_or(sid);
    let is_family = match (&giver, &taker) {
        (Some(giver), Some(taker)) => {
            taker.status == AccountStatus::Active && head(from, giver) == head(to, taker)
        }
        (None, _) | (_, None) => false,
    };
    if is_family { Ok(()) } else { Err(CommandError::Refused(NumberRefusal::NoSuchRecipient(to))) }
}

async fn account(writer: &Writer, sid: AccountSid) -> Result<Option<Account>, NumberError> {
    Ok(load::<AccountDecider>(&*writer.store, sid, sid).await?.state)
}

async fn load_number(
    writer: &Writer,
    account: AccountSid,
    sid: PhoneNumberSid,
) -> Result<Loaded<PhoneNumberDecider>, NumberError> {
    Ok(load(&*writer.store, account, sid).await?)
}

fn e164(number: &Loaded<PhoneNumberDecider>) -> Result<String, NumberError> {
    let number = number.state.as_ref().map(|number| number.phone_number.clone());
    number.ok_or_else(|| refused(PhoneNumberRefusal::NotFound))
}

fn decide_number(
    number: Loaded<PhoneNumberDecider>,
    command: PhoneNumberCommand,
) -> Result<Decided<PhoneNumberDecider>, NumberError> {
    number.decide::<PhoneNumberRefusal>([command]).map_err(refused)
}

async fn decide_registry(
    writer: &Writer,
    phone_number: &str,
    command: RegistryCommand,
) -> Result<Decided<RegistryDecider>, NumberError> {
    let entry = load::<RegistryDecider>(&*writer.store, PLATFORM, phone_number).await?;
    entry.decide::<NumberRefusal>([command]).map_err(CommandError::Refused)
}

fn refused(refusal: PhoneNumberRefusal) -> NumberError {
    CommandError::Refused(refusal.into())
}
