//! Update or delete a call by REST; end the calls that a crash left behind; keep status callbacks.

use bytes::Bytes;
use domain::call::{CallCommand, CallDecider, CallEvent, CallRefusal, CallUpdate, StatusNotified};
use domain::recorded::Actor;
use domain::sid::{AccountSid, CallSid, NotificationSid};
use domain::timestamp::Timestamp;

use crate::codec::{payload, stream_id};
use crate::{CommandError, Context, Done, Failure, Writer, execute};
use store::position::StreamVersion;

/// Why a call command was not done.
pub type CallError = CommandError<CallRefusal>;

const PAGE: usize = 512;

/// Asks the call router to change a live call of the context's account.
///
/// Nothing happens when `canceled` is asked of an answered call, or an end is waiting already.
pub async fn request_update(
    writer: &Writer,
    context: &Context,
    sid: CallSid,
    update: CallUpdate,
) -> Result<Done<CallDecider>, CallError> {
    request_updates(writer, context, sid, vec![update]).await
}

/// Asks for several changes in this order: all of them in one append, or none.
pub async fn request_updates(
    writer: &Writer,
    context: &Context,
    sid: CallSid,
    updates: Vec<CallUpdate>,
) -> Result<Done<CallDecider>, CallError> {
    let commands: Vec<_> = updates.into_iter().map(CallCommand::RequestUpdate).collect();
    execute(writer, context, sid, &commands, Bytes::from(sid.to_string())).await
}

/// Removes an ended call of the context's account from view.
pub async fn delete(
    writer: &Writer,
    context: &Context,
    sid: CallSid,
) -> Result<Done<CallDecider>, CallError> {
    ask(writer, context, sid, CallCommand::Delete).await
}

/// Keeps what came of a status callback, with a notification when it went badly; nothing when that sequence
/// number is there already.
pub async fn notify_status(
    writer: &Writer,
    context: &Context,
    sid: CallSid,
    notified: StatusNotified,
) -> Result<Done<CallDecider>, CallError> {
    let notification = NotificationSid::from_bits(writer.entropy.bits());
    let notified = Box::new(notified);
    ask(writer, context, sid, CallCommand::NotifyStatus { notified, notification }).await
}

async fn ask(
    writer: &Writer,
    context: &Context,
    sid: CallSid,
    command: CallCommand,
) -> Result<Done<CallDecider>, CallError> {
    execute(writer, context, sid, &[command], Bytes::from(sid.to_string())).await
}

/// Ends the calls that a stopped or crashed server left behind; answers how many were still live.
///
/// The caller names the calls that no running server drives.
pub async fn abandon_unfinished(
    writer: &Writer,
    now: Timestamp,
    calls: impl IntoIterator<Item = (AccountSid, CallSid)>,
) -> Result<usize, CallError> {
    let mut ended = 0;
    for (account, sid) in calls {
        ended += usize::from(abandon(writer, now, account, sid).await?);
    }
    Ok(ended)
}

/// Ends one call that a stopped or crashed server left behind; answers whether it was still live.
pub async fn abandon(
    writer: &Writer,
    now: Timestamp,
    account: AccountSid,
    sid: CallSid,
) -> Result<bool, CallError> {
    let (last_recorded_at, answered_at) = times(writer, account, sid).await?;
    let actor = Actor::System("recovery".to_owned());
    let context = Context::new(account, actor, sid.to_string(), now);
    let abandon = CallCommand::Abandon { last_recorded_at, answered_at };
    let done = ask(writer, &context, sid, abandon).await?;
    Ok(!done.events.is_empty())
}

/// When the last fact of a call was recorded, and when it was answered.
async fn times(
    writer: &Writer,
    account: AccountSid,
    sid: CallSid,
) -> Result<(Timestamp, Option<Timestamp>), Failure> {
    let stream = stream_id::<CallDecider>(account, sid);
    let (mut after, mut last, mut answered) = (StreamVersion::NONE, Timestamp(0), None);
    loop {
        let page = writer.store.read_stream(&stream, after, PAGE).await?;
        for stored in &page {
            (after, last) = (stored.version, Timestamp(stored.event.recorded_at));
            let event: CallEvent = payload(stored).map_err(|error| error.at(stored.position))?;
            if matches!(event, CallEvent::CallAnswered(_)) {
                answered = Some(last);
            }
        }
        if page.len() < PAGE {
            return Ok((last, answered));
        }
    }
}
