//! Where commands on workspaces are handed in.

use std::collections::HashMap;
use std::sync::Arc;

use domain::decider::Decider;
use domain::sid::{AccountSid, WorkspaceSid};
use domain::timestamp::Timestamp;
use domain::work::floor::{Command, Demand, Floor};
use domain::work::workspace::{WorkspaceCommand, WorkspaceDecider};
use domain::work::{Refusal, WorkKind};
use parking_lot::Mutex;
use tokio::sync::{mpsc, oneshot};

use super::WorkClock;
use super::job::{Job, Submission, WorkDone, WorkError};
use super::owner::gone;
use super::roster::{Owners, Start};
use crate::{CommandError, Context, Failure, Writer};

/// How many commands may wait for one workspace; whoever comes then waits for room.
const WAITING: usize = 1_024;

/// Where commands on workspaces are handed in. Clones share the owners.
#[derive(Clone)]
pub struct WorkDesk(pub(super) Arc<Shared>);

/// What all owners share.
pub(super) struct Shared {
    pub(super) writer: Writer,
    pub(super) clock: Arc<dyn WorkClock>,
    /// The name of this run of the program.
    pub(super) node: String,
    /// Whether tenants may let a workspace's time run ahead.
    pub(super) is_virtual: bool,
    open: Mutex<HashMap<WorkspaceSid, Open>>,
    starts: mpsc::UnboundedSender<Start>,
}

struct Open {
    account: AccountSid,
    jobs: mpsc::Sender<Job>,
}

impl std::fmt::Debug for WorkDesk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkDesk").field("open", &self.0.open.lock().len()).finish()
    }
}

impl WorkDesk {
    /// A desk, and the owners behind it, which work while [`Owners::run`] runs. With `is_virtual`, a
    /// workspace's time can be let run ahead ([`WorkDesk::advance`]): for tenants' tests in development mode.
    pub fn new(writer: Writer, clock: Arc<dyn WorkClock>, is_virtual: bool) -> (Self, Owners) {
        let (starts, started) = mpsc::unbounded_channel();
        let node = format!("{:032x}", writer.entropy.bits());
        let open = Mutex::default();
        let desk = Self(Arc::new(Shared { writer, clock, node, is_virtual, open, starts }));
        let owners = Owners::new(desk.clone(), started);
        (desk, owners)
    }

    /// Asks something of a workspace of the context's account. What it came to is on disk when this answers.
    ///
    /// The context's key makes it happen once; what is kept with the key is the sid of the resource that the
    /// command names, and whoever repeats the key gets it as [`WorkDone::repeated`].
    ///
    /// # Errors
    /// Refused with [`Refusal::NotFound`] when the account has no such workspace.
    pub async fn submit(
        &self,
        context: &Context,
        workspace: WorkspaceSid,
        demand: impl Into<Demand>,
    ) -> Result<WorkDone, WorkError> {
        self.submit_and(context, workspace, demand, |_, _| ()).await.map(|(done, ())| done)
    }

    /// The same; `show` sees the floor as it is afterwards, for an answer that need not wait for read models.
    pub async fn submit_and<T: Send + 'static>(
        &self,
        context: &Context,
        workspace: WorkspaceSid,
        demand: impl Into<Demand>,
        show: impl FnOnce(&Floor, &WorkDone) -> T + Send + 'static,
    ) -> Result<(WorkDone, T), WorkError> {
        let demand = demand.into();
        let is_creation =
            matches!(demand.command, Command::Workspace(WorkspaceCommand::Create { .. }));
        let (tell, told) = oneshot::channel();
        let reply = Box::new(move |answer: Result<(WorkDone, &Floor), WorkError>| {
            let shown = answer.map(|(done, floor)| {
                let shown = show(floor, &done);
                (done, shown)
            });
            // Whoever asked may have gone.
            drop(tell.send(shown));
        });
        let submission = Submission { context: context.clone(), demand, reply };
        let account = context.account;
        self.hand_in(account, workspace, is_creation, Job::Submit(Box::new(submission))).await?;
        told.await.unwrap_or_else(|_| Err(gone().into()))
    }

    /// Asks the floor of a workspace of the account, as it is on disk. `question` gets the time in the
    /// workspace, too.
    ///
    /// # Errors
    /// Refused with [`Refusal::NotFound`] when the account has no such workspace.
    pub async fn ask<T: Send + 'static>(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        question: impl FnOnce(&Floor, Timestamp) -> T + Send + 'static,
    ) -> Result<T, WorkError> {
        let (tell, told) = oneshot::channel();
        let question = Box::new(move |floor: Result<(&Floor, Timestamp), Failure>| {
            let answer = floor.map(|(floor, now)| {
                let is_there = floor.workspace().is_some();
                is_there.then(|| question(floor, now))
            });
            // Whoever asked may have gone.
            drop(tell.send(answer));
        });
        self.hand_in(account, workspace, false, Job::Ask(question)).await?;
        match told.await.unwrap_or_else(|_| Err(gone())) {
            Ok(Some(answer)) => Ok(answer),
            Ok(None) => Err(not_found()),
            Err(failure) => Err(failure.into()),
        }
    }

    /// Lets the time of a workspace run ahead of the world's by so many more milliseconds; what becomes due is
    /// seen to at once. Answers the time in the workspace. It never goes back.
    ///
    /// # Errors
    /// As [`WorkDesk::ask`]; also when time runs as it does, outside development mode.
    pub async fn advance(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        ms: u64,
    ) -> Result<Timestamp, WorkError> {
        if !self.0.is_virtual {
            return Err(not_found());
        }
        self.hand_in(account, workspace, false, Job::Advance(ms)).await?;
        self.ask(account, workspace, |_, now| now).await
    }

    /// Opens a workspace whose deadlines may have passed.
    pub(super) fn wake(&self, account: AccountSid, workspace: WorkspaceSid) {
        let jobs = self.jobs_of(account, workspace);
        // Full or closed: somebody else has woken it.
        drop(jobs.map(|jobs| jobs.try_send(Job::Advance(0))));
    }

    async fn hand_in(
        &self,
        account: AccountSid,
        workspace: WorkspaceSid,
        is_creation: bool,
        mut job: Job,
    ) -> Result<(), WorkError> {
        if !self.0.open.lock().contains_key(&workspace) {
            let category = WorkspaceDecider::CATEGORY;
            let store = &self.0.writer.store;
            let stream = store.find_stream(category, &workspace.to_string()).await?;
            let is_theirs = stream.map(|stream| stream.account == account.to_string());
            if !is_theirs.unwrap_or(is_creation) {
                return Err(not_found());
            }
        }
        loop {
            let Some(jobs) = self.jobs_of(account, workspace) else { return Err(not_found()) };
            let Err(mpsc::error::SendError(back)) = jobs.send(job).await else { return Ok(()) };
            // The owner went to rest, or broke; it is opened anew.
            self.0.remove(workspace, |open| open.same_channel(&jobs));
            job = back;
        }
    }

    /// Nothing when the workspace is another account's.
    fn jobs_of(&self, account: AccountSid, workspace: WorkspaceSid) -> Option<mpsc::Sender<Job>> {
        let mut open = self.0.open.lock();
        let found = open.entry(workspace).or_insert_with(|| {
            let (jobs, taken) = mpsc::channel(WAITING);
            // When nobody takes starts any more, the receiver is dropped with this one.
            drop(self.0.starts.send(Start { account, workspace, jobs: taken }));
            Open { account, jobs }
        });
        (found.account == account).then(|| found.jobs.clone())
    }
}

impl Shared {
    /// Takes an owner out of those that are open.
    pub(super) fn forget(&self, workspace: WorkspaceSid) {
        self.remove(workspace, |_| true);
    }

    fn remove(&self, workspace: WorkspaceSid, is_it: impl FnOnce(&mpsc::Sender<Job>) -> bool) {
        let mut open = self.open.lock();
        if open.get(&workspace).is_some_and(|open| is_it(&open.jobs)) {
            open.remove(&workspace);
        }
    }
}

fn not_found() -> WorkError {
    CommandError::Refused(Refusal::NotFound(WorkKind::Workspace))
}
