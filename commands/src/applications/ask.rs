//! Create, configure, delete; edit the secondaries.

use bytes::Bytes;
use domain::application::{
    ApplicationCommand, ApplicationDecider, ApplicationPatch, ApplicationRefusal,
};
use domain::settings::SecondaryEdit;
use domain::sid::{ApplicationSid, SecondarySid};

use crate::{CommandError, Context, Done, Writer, execute};

/// Why an application command was not done.
pub type ApplicationError = CommandError<ApplicationRefusal>;

/// Makes an application of the context's account; answers its sid, also when it was made before under the
/// same idempotency key.
pub async fn create(
    writer: &Writer,
    context: &Context,
    patch: ApplicationPatch,
) -> Result<(ApplicationSid, Done<ApplicationDecider>), ApplicationError> {
    let sid = ApplicationSid::from_bits(writer.entropy.bits());
    let create = ApplicationCommand::Create { patch, new_sid: fresh(writer) };
    let done: Done<ApplicationDecider> =
        execute(writer, context, sid, &[create], Bytes::from(sid.to_string())).await?;
    let Some(first) = done.repeated.as_deref() else {
        return Ok((sid, done));
    };
    let sid = crate::execute::sid_of(first)?;
    Ok((sid, execute(writer, context, sid, &[], Bytes::new()).await?))
}

/// Changes what the patch names.
pub async fn update(
    writer: &Writer,
    context: &Context,
    sid: ApplicationSid,
    patch: ApplicationPatch,
) -> Result<Done<ApplicationDecider>, ApplicationError> {
    let configure = ApplicationCommand::Configure { patch, new_sid: fresh(writer) };
    execute(writer, context, sid, &[configure], Bytes::from(sid.to_string())).await
}

/// Changes the list of secondaries. A secondary that is added needs a sid from
/// [`fresh_secondary_sid`](crate::numbers::fresh_secondary_sid).
pub async fn edit_secondaries(
    writer: &Writer,
    context: &Context,
    sid: ApplicationSid,
    edit: SecondaryEdit,
) -> Result<Done<ApplicationDecider>, ApplicationError> {
    let edit = ApplicationCommand::EditSecondaries(edit);
    execute(writer, context, sid, &[edit], Bytes::from(sid.to_string())).await
}

/// Lets an application be gone.
pub async fn delete(
    writer: &Writer,
    context: &Context,
    sid: ApplicationSid,
) -> Result<Done<ApplicationDecider>, ApplicationError> {
    let delete = ApplicationCommand::Delete;
    execute(writer, context, sid, &[delete], Bytes::from(sid.to_string())).await
}

fn fresh(writer: &Writer) -> SecondarySid {
    crate::numbers::fresh_secondary_sid(writer)
}
