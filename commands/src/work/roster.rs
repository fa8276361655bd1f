//! The owners that work, and when those that rest have something to do.

use std::collections::{BTreeSet, HashMap};

use domain::sid::{AccountSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::WorkDesk;
use super::job::Job;
use super::owner::{Owner, Rest};

/// A workspace that is to be opened.
pub(super) struct Start {
    pub(super) account: AccountSid,
    pub(super) workspace: WorkspaceSid,
    pub(super) jobs: mpsc::Receiver<Job>,
}

/// The owners behind a [`WorkDesk`].
pub struct Owners {
    desk: WorkDesk,
    starts: mpsc::UnboundedReceiver<Start>,
    working: JoinSet<Rest>,
    /// When resting owners have something to do.
    alarms: BTreeSet<(Timestamp, WorkspaceSid)>,
    resting: HashMap<WorkspaceSid, (AccountSid, Timestamp)>,
}

impl std::fmt::Debug for Owners {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Owners").field("working", &self.working.len()).finish()
    }
}

impl Owners {
    pub(super) fn new(desk: WorkDesk, starts: mpsc::UnboundedReceiver<Start>) -> Self {
        let (alarms, resting) = (BTreeSet::new(), HashMap::new());
        Self { desk, starts, working: JoinSet::new(), alarms, resting }
    }

    /// Opens these workspaces first, so that the deadlines that passed while nobody ran are seen to, then lets
    /// the owners work for ever; drop the future to stop. What was answered is on disk.
    pub async fn run(
        mut self,
        known: impl IntoIterator<Item = (AccountSid, WorkspaceSid)> + Send,
    ) -> std::convert::Infallible {
        known.into_iter().for_each(|(account, workspace)| self.desk.wake(account, workspace));
        loop {
            let clock = self.desk.0.clock.clone();
            let first = self.alarms.first().map(|(at, _)| *at);
            let alarm = async {
                match first {
                    Some(at) => clock.until(at).await,
                    None => std::future::pending().await,
                }
            };
            tokio::select! {
                Some(start) = self.starts.recv() => self.start(start),
                Some(ended) = self.working.join_next() => match ended {
                    Ok(rest) => self.rest(rest),
                    Err(error) => tracing::error!(%error, "the owner of a workspace broke"),
                },
                () = alarm => self.ring(clock.now()),
            }
        }
    }

    fn start(&mut self, Start { account, workspace, jobs }: Start) {
        if let Some((_, at)) = self.resting.remove(&workspace) {
            self.alarms.remove(&(at, workspace));
        }
        let owner = Owner {
            shared: self.desk.0.clone(),
            account,
            workspace,
            jobs,
            book: None,
            held: None,
            is_fresh: false,
            ahead_ms: 0,
            not_before: Timestamp(i64::MIN),
            looked_at: Timestamp(i64::MIN),
        };
        self.working.spawn(owner.run());
    }

    fn rest(&mut self, Rest { account, workspace, until }: Rest) {
        if let Some(at) = until {
            self.resting.insert(workspace, (account, at));
            self.alarms.insert((at, workspace));
        }
    }

    fn ring(&mut self, now: Timestamp) {
        while let Some((_, workspace)) = self.alarms.first().copied().filter(|(at, _)| *at <= now) {
            self.alarms.pop_first();
            if let Some((account, _)) = self.resting.remove(&workspace) {
                self.desk.wake(account, workspace);
            }
        }
    }
}
