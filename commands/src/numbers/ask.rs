//! Configure a number, edit its secondaries.

use bytes::Bytes;
use domain::application::ApplicationDecider;
use domain::phone_number::{PhoneNumberCommand, PhoneNumberDecider, PhoneNumberPatch};
use domain::settings::{Change, SecondaryEdit};
use domain::sid::{AccountSid, PhoneNumberSid, SecondarySid};

use super::{NumberError, NumberRefusal};
use crate::execute::load;
use crate::{CommandError, Context, Done, Writer, execute};

/// A sid for a secondary that is to be added.
pub fn fresh_secondary_sid(writer: &Writer) -> SecondarySid {
    SecondarySid::from_bits(writer.entropy.bits())
}

/// Changes what the patch names.
///
/// # Errors
/// Refused also when it names an application that the account does not have.
pub async fn update(
    writer: &Writer,
    context: &Context,
    sid: PhoneNumberSid,
    patch: PhoneNumberPatch,
) -> Result<Done<PhoneNumberDecider>, NumberError> {
    check_applications(writer, context.account, &patch).await?;
    let new_sid = fresh_secondary_sid(writer);
    ask(writer, context, sid, PhoneNumberCommand::Configure { patch, new_sid }).await
}

/// Changes the list of secondaries. A secondary that is added needs a sid from [`fresh_secondary_sid`].
pub async fn edit_secondaries(
    writer: &Writer,
    context: &Context,
    sid: PhoneNumberSid,
    edit: SecondaryEdit,
) -> Result<Done<PhoneNumberDecider>, NumberError> {
    ask(writer, context, sid, PhoneNumberCommand::EditSecondaries(edit)).await
}

async fn ask(
    writer: &Writer,
    context: &Context,
    sid: PhoneNumberSid,
    command: PhoneNumberCommand,
) -> Result<Done<PhoneNumberDecider>, NumberError> {
    let result = Bytes::from(sid.to_string());
    let done = execute(writer, context, sid, &[command], result).await;
    done.map_err(|error| error.map_refusal(NumberRefusal::from))
}

pub(super) async fn check_applications(
    writer: &Writer,
    account: AccountSid,
    patch: &PhoneNumberPatch,
) -> Result<(), NumberError> {
    for change in [&patch.voice_application_sid, &patch.sms_application_sid] {
        if let Change::Set(sid) = change {
            let loaded = load::<ApplicationDecider>(&*writer.store, account, sid).await?;
            if loaded.state.live().is_none() {
                return Err(CommandError::Refused(NumberRefusal::NoSuchApplication(*sid)));
            }
        }
    }
    Ok(())
}
