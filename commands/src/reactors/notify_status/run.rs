//! Runs the status callbacks: many at a time, those of one call one after the other.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use domain::call::{CallDecider, CallEvent, StatusNotified};
use domain::decider::Decider;
use domain::recorded::{Actor, EventId, Recorded};
use domain::sid::CallSid;
use futures_util::StreamExt;
use futures_util::future::BoxFuture;
use futures_util::stream::FuturesUnordered;
use store::port::RecordedEvent;
use store::position::Position;
use store::subscription::{Scope, Subscription};
use tokio::sync::oneshot;

use super::{StatusCallback, StatusSender, plan};
use crate::calls;
use crate::codec::decode;
use crate::reactors::run::{PACE, keep, load, pace};
use crate::reactors::{CallHistory, Checkpoints};
use crate::{CommandError, Context, Failure, Writer};

/// The name under which the checkpoint is kept.
pub const NAME: &str = "notify-status";
/// The most events whose callbacks are on their way at a time.
const IN_FLIGHT: usize = 1_000;
const BATCH: usize = 256;
const PAUSE: Duration = Duration::from_secs(1);

/// Sends status callbacks and keeps what came of them.
///
/// A slow tenant holds up nobody: callbacks run side by side. The checkpoint is the position before the
/// oldest event whose callbacks are not done, so a crash repeats some and loses none; one that is in the
/// record is not repeated.
pub struct StatusNotifier {
    writer: Writer,
    sender: Arc<dyn StatusSender>,
    /// Live calls whose tenant wants no callbacks.
    quiet: HashSet<CallSid>,
    /// The end of the last callback of each live call, which the next one waits for.
    last: HashMap<CallSid, oneshot::Receiver<()>>,
    open: BTreeSet<Position>,
    running: FuturesUnordered<BoxFuture<'static, Result<Position, Failure>>>,
}

impl std::fmt::Debug for StatusNotifier {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StatusNotifier").field("open", &self.open.len()).finish()
    }
}

impl StatusNotifier {
    /// A notifier that has read nothing yet.
    pub fn new(writer: Writer, sender: Arc<dyn StatusSender>) -> Self {
        let (quiet, last, open) = (HashSet::new(), HashMap::new(), BTreeSet::new());
        Self { writer, sender, quiet, last, open, running: FuturesUnordered::new() }
    }

    /// Sends callbacks for ever, from the checkpoint on; drop the future to stop.
    ///
    /// # Errors
    /// Returns only when the log is damaged. What the store cannot do now is tried again every second.
    pub async fn run(
        mut self,
        checkpoints: Arc<dyn Checkpoints>,
    ) -> Result<std::convert::Infallible, Failure> {
        loop {
            let failure = self.go_on(&*checkpoints).await;
            (self.running, self.last) = (FuturesUnordered::new(), HashMap::new());
            self.open.clear();
            match failure {
                Failure::Damaged { .. } | Failure::Sealed | Failure::Malformed(_) => {
                    return Err(failure);
                }
                Failure::Full | Failure::Unavailable(_) => {
                    tracing::warn!(reactor = NAME, %failure, "will try again");
                    tokio::time::sleep(PAUSE).await;
                }
            }
        }
    }

    /// Makes the callbacks that are due now, waits for their ends, and moves the checkpoint.
    pub async fn catch_up(&mut self, checkpoints: &dyn Checkpoints) -> Result<(), Failure> {
        let after = load(NAME, checkpoints).await?;
        let mut log = self.subscribe(after);
        loop {
            let events = log.ready().await?;
            if events.is_empty() {
                return Ok(());
            }
            self.begin(&events).await?;
            while let Some(done) = self.running.next().await {
                self.open.remove(&done?);
            }
            keep(NAME, log.position(), checkpoints).await?;
        }
    }

    fn subscribe(&self, after: Position) -> Subscription {
        Subscription::new(self.writer.store.clone(), Scope::All, after)
            .with_batch(BATCH)
            .with_pace(PACE)
    }

    async fn go_on(&mut self, checkpoints: &dyn Checkpoints) -> Failure {
        let after = match load(NAME, checkpoints).await {
            Ok(after) => after,
            Err(failure) => return failure,
        };
        let mut log = self.subscribe(after);
        let mut kept = after;
        let mut pace = pace();
        loop {
            let done_up_to = self.done_up_to(log.position());
            let has_room = self.running.len() < IN_FLIGHT;
            let done = tokio::select! {
                events = log.next(), if has_room => match events {
                    Ok(events) => self.begin(&events).await,
                    Err(error) => Err(error.into()),
                },
                Some(done) = self.running.next(), if !self.running.is_empty() => {
                    done.map(|position| {
                        self.open.remove(&position);
                    })
                }
                _ = pace.tick(), if done_up_to > kept => {
                    kept = done_up_to;
                    keep(NAME, done_up_to, checkpoints).await
                }
            };
            if let Err(failure) = done {
                return failure;
            }
        }
    }

    fn done_up_to(&self, read: Position) -> Position {
        self.open.first().map_or(read, |oldest| Position(oldest.0.saturating_sub(1)))
    }

    async fn begin(&mut self, events: &[RecordedEvent]) -> Result<(), Failure> {
        for stored in events {
            if stored.stream.category == CallDecider::CATEGORY && concerns(stored) {
                let recorded = decode(stored).map_err(|error| error.at(stored.position))?;
                self.consider(&recorded).await?;
            }
        }
        Ok(())
    }

    async fn consider(&mut self, recorded: &Recorded<CallEvent>) -> Result<(), Failure> {
        let Ok(sid) = recorded.key.parse::<CallSid>() else {
            return Ok(());
        };
        if matches!(recorded.event, CallEvent::CallUpdateRequested(_)) {
            if matches!(plan::new_callback(&recorded.event), Some(Some(_))) {
                self.quiet.remove(&sid);
            }
            return Ok(());
        }
        let is_end = matches!(recorded.event, CallEvent::CallEnded(_));
        if let CallEvent::CallReceived(received) = &recorded.event
            && plan::is_quiet(received)
        {
            self.quiet.insert(sid);
        }
        let is_quiet = if is_end { self.quiet.remove(&sid) } else { self.quiet.contains(&sid) };
        if is_quiet {
            return Ok(());
        }
        let history = CallHistory::load(&*self.writer.store, recorded.account, sid).await?;
        let callbacks = plan(&history, recorded.version);
        if !callbacks.is_empty() {
            self.start(recorded, sid, callbacks);
        }
        if is_end {
            self.last.remove(&sid);
        }
        Ok(())
    }

    fn start(
        &mut self,
        recorded: &Recorded<CallEvent>,
        sid: CallSid,
        callbacks: Vec<StatusCallback>,
    ) {
        let (finished, next) = oneshot::channel();
        let before = self.last.insert(sid, next);
        let position = Position(recorded.position);
        let (writer, sender) = (self.writer.clone(), self.sender.clone());
        let cause = recorded.id;
        self.open.insert(position);
        self.running.push(Box::pin(async move {
            if let Some(before) = before {
                // An error says that the one before ended without telling; it ended.
                let _ended = before.await;
            }
            for callback in callbacks {
                notify(&writer, &*sender, cause, callback).await?;
            }
            // Nobody waits when this was the call's last.
            let _unheard = finished.send(());
            Ok(position)
        }));
    }
}

async fn notify(
    writer: &Writer,
    sender: &dyn StatusSender,
    cause: EventId,
    callback: StatusCallback,
) -> Result<(), Failure> {
    let (account, sid, sequence) = (callback.account, callback.call_sid, callback.sequence);
    let exchange = sender.send(callback).await;
    let now = exchange.started_at.plus_ms(exchange.duration_ms);
    let actor = Actor::System(NAME.to_owned());
    let context = Context::new(account, actor, sid.to_string(), now).caused_by(cause);
    let notified = StatusNotified { sequence, exchange };
    match calls::notify_status(writer, &context, sid, notified).await {
        Ok(_) => Ok(()),
        Err(CommandError::Failed(failure)) => Err(failure),
        Err(CommandError::Refused(refusal)) => {
            tracing::warn!(call = %sid, %refusal, "a status callback could not be kept");
            Ok(())
        }
        Err(CommandError::Conflict | CommandError::KeyReused) => {
            Err(Failure::Unavailable("the call is being written by others".to_owned()))
        }
    }
}

/// Whether an event can be a change of status, or can ask for another callback.
fn concerns(stored: &RecordedEvent) -> bool {
    let changes = ["CallReceived", "CallAnswered", "CallEnded", "CallUpdateRequested"];
    changes.contains(&stored.event.event_type.as_str())
}
