//! One workspace's loop: commands, deadlines, rest.

use std::sync::Arc;

use domain::sid::{AccountSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use store::position::StreamVersion;
use tokio::sync::mpsc;

use super::book::Book;
use super::desk::Shared;
use super::job::{Job, Submission};
use crate::{CommandError, Failure};

/// The most commands that are decided together.
pub(super) const BATCH: usize = 256;
/// How long an owner stays that nobody asks anything, in ms.
const IDLE_MS: u64 = 300_000;
/// How long an owner waits before it tries again what the store could not do.
const PAUSE_MS: u64 = 1_000;
/// For how long an owner relies on the lease without looking, when it does not write, in ms.
const TRUST_MS: u64 = 1_000;

/// The owner of one workspace, as far as this process knows.
pub(super) struct Owner {
    pub(super) shared: Arc<Shared>,
    pub(super) account: AccountSid,
    pub(super) workspace: WorkspaceSid,
    pub(super) jobs: mpsc::Receiver<Job>,
    /// The floor; none before it is needed and after an append that failed.
    pub(super) book: Option<Book>,
    /// The version of the lease that it held when it dropped the floor, if nothing of its own can be written
    /// any more.
    pub(super) held: Option<StreamVersion>,
    /// Whether the floor was just folded: what it was about to do when it stopped is not done yet.
    pub(super) is_fresh: bool,
    /// How far the workspace's clock is ahead of the world's.
    pub(super) ahead_ms: u64,
    /// Deadlines are left alone until then.
    pub(super) not_before: Timestamp,
    /// When the log was last asked whether the lease is still held.
    pub(super) looked_at: Timestamp,
}

/// An owner that rests.
pub(super) struct Rest {
    pub(super) account: AccountSid,
    pub(super) workspace: WorkspaceSid,
    /// When it has something to do.
    pub(super) until: Option<Timestamp>,
}

impl Owner {
    /// Runs until nobody has asked anything for a while.
    pub(super) async fn run(mut self) -> Rest {
        let mut jobs = Vec::with_capacity(BATCH);
        let mut asked = self.shared.clock.now();
        loop {
            let wake = self.wake_at();
            let shared = self.shared.clone();
            let deadline = async {
                match wake {
                    Some(at) => shared.clock.until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                biased;
                taken = self.jobs.recv_many(&mut jobs, BATCH) => {
                    if taken == 0 {
                        break;
                    }
                    asked = self.shared.clock.now();
                }
                () = deadline => {}
                () = shared.clock.until(asked.plus_ms(IDLE_MS)) => {
                    // What is handed in from here on opens another owner; what is here already is done.
                    self.shared.forget(self.workspace);
                    self.jobs.close();
                    asked = self.shared.clock.now();
                }
            }
            self.serve(&mut jobs).await;
        }
        Rest { account: self.account, workspace: self.workspace, until: self.wake_at() }
    }

    /// The time in the workspace.
    pub(super) fn now(&self) -> Timestamp {
        self.shared.clock.now().plus_ms(self.ahead_ms)
    }

    /// When it has something to do, by the world's clock.
    fn wake_at(&self) -> Option<Timestamp> {
        let ahead = i64::try_from(self.ahead_ms.saturating_mul(1_000)).unwrap_or(i64::MAX);
        let next = self.book.as_ref()?.floor.next_deadline()?;
        Some(Timestamp(next.0.saturating_sub(ahead)).max(self.not_before))
    }

    async fn serve(&mut self, jobs: &mut Vec<Job>) {
        let (mut submissions, mut questions, mut ahead_ms) = (Vec::new(), Vec::new(), 0_u64);
        for job in jobs.drain(..) {
            match job {
                Job::Submit(submission) => submissions.push(*submission),
                Job::Ask(question) => questions.push(question),
                Job::Advance(ms) => ahead_ms = ahead_ms.saturating_add(ms),
            }
        }
        if let Err(failure) = self.open().await {
            self.pause(&failure);
            submissions.into_iter().for_each(|it| (it.reply)(Err(failure.clone().into())));
            questions.into_iter().for_each(|it| it(Err(failure.clone())));
            return;
        }
        self.ahead_ms = self.ahead_ms.saturating_add(ahead_ms);
        self.decide_all(submissions).await;
        if questions.is_empty() {
            return;
        }
        let looked = self.look().await;
        let now = self.now();
        for question in questions {
            match (&looked, &self.book) {
                (Ok(()), Some(book)) => question(Ok((&book.floor, now))),
                (Ok(()), None) => question(Err(gone())),
                (Err(failure), _) => question(Err(failure.clone())),
            }
        }
    }

    /// Folds the floor, if it is not there.
    pub(super) async fn open(&mut self) -> Result<(), Failure> {
        if self.book.is_none() {
            let store = &*self.shared.writer.store;
            let mut book = Book::open(store, self.account, self.workspace).await?;
            book.hold_still(self.held);
            if self.shared.is_virtual {
                let ahead = book.floor.clock().ms_since(self.shared.clock.now());
                self.ahead_ms = self.ahead_ms.max(ahead);
            }
            self.is_fresh = book.floor.items().any(|(_, entry)| entry.item.phase.is_waiting());
            self.book = Some(book);
        }
        Ok(())
    }

    /// Makes sure that the floor is as the log has it, for whoever only asks.
    async fn look(&mut self) -> Result<(), Failure> {
        self.open().await?;
        let now = self.shared.clock.now();
        let Some(book) = &mut self.book else { return Err(gone()) };
        let store = &*self.shared.writer.store;
        if book.is_held() && now.ms_since(self.looked_at) < TRUST_MS && now >= self.looked_at {
            return Ok(());
        }
        if !book.is_held() || !book.is_still_held(store).await? {
            book.read_on(store).await?;
        }
        self.looked_at = now;
        Ok(())
    }

    pub(super) fn pause(&mut self, failure: &Failure) {
        tracing::warn!(workspace = %self.workspace, %failure, "will try again");
        self.not_before = self.shared.clock.now().plus_ms(PAUSE_MS);
    }
}

/// The floor was dropped just now, because an append failed.
pub(super) fn gone() -> Failure {
    Failure::Unavailable("the workspace is being read again".to_owned())
}

/// Tells everybody that it was not done.
pub(super) fn refuse_all(
    submissions: impl IntoIterator<Item = Submission>,
    error: impl Fn() -> CommandError<domain::work::Refusal>,
) {
    submissions.into_iter().for_each(|it| (it.reply)(Err(error())));
}
