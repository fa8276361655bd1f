use super::calls::NotBegun;
use super::gate::dialog_key;
use super::{Permit, Reason, Shared};
use crate::call::{self, Call, Input, Responder, Served, Start, facts};
use crate::session_timer::{TooSmall, grant};
use crate::signal::{CallHandle, Incoming};
use rsipstack::rsip::Method;
use rsipstack::transaction::{Transaction, TransactionReceiver};
use std::sync::Arc;
use tokio::sync::mpsc;

/// Signals that may wait for their reader.
pub(crate) const WAITING_SIGNALS: usize = 64;

/// Hands every new server transaction to its dialog, or begins one.
pub(crate) async fn dispatch(
    shared: Arc<Shared>,
    mut transactions: TransactionReceiver,
    incoming: mpsc::Sender<Incoming>,
) {
    loop {
        let transaction = tokio::select! {
            transaction = transactions.recv() => transaction,
            () = shared.stop.cancelled() => return,
        };
        let Some(transaction) = transaction else { return };
        match dialog_key(&transaction.original) {
            Some(key) => {
                let dialog = shared.calls.lock().find(&key);
                match dialog {
                    Some(dialog) => {
                        let _ = dialog.send(Input::Request(Box::new(Served(transaction))));
                    }
                    None => refuse(transaction, 481, vec![]),
                }
            }
            None if transaction.original.method == Method::Invite => {
                begin(&shared, transaction, &incoming);
            }
            None => refuse(transaction, 481, vec![]),
        }
    }
}

fn begin(shared: &Arc<Shared>, transaction: Transaction, incoming: &mpsc::Sender<Incoming>) {
    let Ok(slot) = incoming.try_reserve() else {
        return refuse(transaction, 503, retry_after(shared, Reason::NotTakenUp));
    };
    let Some((source, transport, user)) = facts::provenance(&transaction.original) else {
        return refuse(transaction, 500, vec![]);
    };
    let trusted = shared.trusts(source.ip());
    let Some(mut invite) = facts::invite(&transaction.original, (source, transport), trusted)
    else {
        return refuse(transaction, 400, vec![]);
    };
    invite.authenticated_user = user;
    let timer = match grant(
        facts::stated_timer(&transaction.original.headers),
        shared.config.session_timer,
    ) {
        Ok(timer) => timer,
        Err(TooSmall(min_s)) => {
            return refuse(transaction, 422, vec![("Min-SE", min_s.to_string())]);
        }
    };
    let local_tag = call::random_tag();
    let (inputs, received) = mpsc::unbounded_channel();
    let merge = facts::merge_key(&transaction.original);
    let key = (invite.call_id.clone(), local_tag.clone());
    let permit = match Permit::take(shared, key, merge, inputs.clone()) {
        Ok(permit) => permit,
        Err(NotBegun::Merged) => return refuse(transaction, 482, vec![]),
        Err(NotBegun::TooManyCalls) => {
            return refuse(transaction, 503, retry_after(shared, Reason::TooManyCalls));
        }
    };
    let (signals, signalled) = mpsc::channel(WAITING_SIGNALS);
    let start = Start { shared: Arc::clone(shared), permit, inputs: inputs.clone(), signals };
    let call = Call::theirs(start, transaction, &invite, local_tag, timer);
    tokio::spawn(call.run(received));
    slot.send(Incoming { invite, call: CallHandle::new(inputs), signals: signalled });
}

fn retry_after(shared: &Shared, reason: Reason) -> Vec<(&'static str, String)> {
    shared.counts.refused(reason);
    shared.refused.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
    vec![("Retry-After", shared.config.limits.retry_after_s.to_string())]
}

/// Answers a request that reaches no dialog; its transaction lives on for the ACK.
fn refuse(transaction: Transaction, status: u16, extra: Vec<(&'static str, String)>) {
    let tag = call::random_tag();
    let responder = Responder::new(&transaction, tag);
    responder.respond(status, "", &extra, None);
    tokio::spawn(call::linger(transaction));
}
