//! Calls that nobody drives any more: left by a crash, or given up because their facts could not be kept.

use std::sync::Arc;
use std::time::Duration;

use commands::{Writer, calls};
use domain::sid::{AccountSid, CallSid};
use projections::{Feed, Views};
use tokio::sync::{mpsc, watch};

use crate::clock;

/// The pause before the store is asked again.
const PAUSE: Duration = Duration::from_secs(2);

/// Ends the calls that were live when the last process stopped, each with its cause; answers how many.
///
/// The read models tell which they are, so they are brought up to date first.
pub(crate) async fn end_abandoned(writer: &Writer, views: &Views) -> anyhow::Result<usize> {
    let feed = Feed::new(views.clone(), writer.store.clone(), clock::now);
    feed.catch_up().await?;
    let live = views.live_calls().await?;
    let ended = calls::abandon_unfinished(writer, clock::now(), live).await?;
    feed.catch_up().await?;
    Ok(ended)
}

/// Where drivers leave calls that they had to give up.
#[derive(Clone)]
pub(crate) struct Unfinished {
    left: mpsc::UnboundedSender<(AccountSid, CallSid)>,
    waiting: Arc<watch::Sender<usize>>,
}

impl Unfinished {
    /// The place, and the work that ends what is left there, until the place is gone.
    pub(crate) fn new(writer: Writer) -> (Self, impl Future<Output = ()>) {
        let (left, mut found) = mpsc::unbounded_channel();
        let waiting = Arc::new(watch::Sender::new(0));
        let counted = waiting.clone();
        let work = async move {
            while let Some((account, call)) = found.recv().await {
                end(&writer, account, call).await;
                counted.send_modify(|waiting| *waiting -= 1);
            }
        };
        (Self { left, waiting }, work)
    }

    pub(crate) fn leave(&self, account: AccountSid, call: CallSid) {
        self.waiting.send_modify(|waiting| *waiting += 1);
        // When the work has ended the program ends; the next start finds the call.
        let _ = self.left.send((account, call));
    }

    /// Waits until nothing is left, at most `limit`.
    pub(crate) async fn settled(&self, limit: Duration) {
        let mut waiting = self.waiting.subscribe();
        let _ = tokio::time::timeout(limit, waiting.wait_for(|waiting| *waiting == 0)).await;
    }
}

/// Ends one call, for as long as it takes the store to come back.
async fn end(writer: &Writer, account: AccountSid, call: CallSid) {
    while let Err(error) = calls::abandon(writer, clock::now(), account, call).await {
        if matches!(error, commands::CommandError::Refused(_)) {
            // It was never recorded, or is over.
            return;
        }
        tracing::warn!(%call, %error, "a call that was given up cannot be ended yet");
        tokio::time::sleep(PAUSE).await;
    }
}
