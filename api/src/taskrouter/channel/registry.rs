//! The sockets that are open.

use std::collections::HashMap;
use std::sync::Arc;

use domain::sid::{AccountSid, KeySid, WorkerSid, WorkspaceSid};
use parking_lot::Mutex;
use tokio::sync::{mpsc, watch};

use crate::tokens::WorkerToken;

/// What workers' programs may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ChannelLimits {
    /// Open sockets in all; the next one gets 429.
    pub sockets: usize,
    /// Open sockets of one account.
    pub sockets_per_account: usize,
    /// Open sockets of one worker: tabs and devices.
    pub sockets_per_worker: usize,
    /// Notices that wait for a slow socket; the next one closes it.
    pub waiting: usize,
    /// Messages that a socket may send in a second; the next one closes it.
    pub messages_per_second: u32,
}

impl Default for ChannelLimits {
    fn default() -> Self {
        Self {
            sockets: 10_000,
            sockets_per_account: 5_000,
            sockets_per_worker: 10,
            waiting: 256,
            messages_per_second: 20,
        }
    }
}

/// The open sockets of workers. A clone is the same set.
#[derive(Clone, Default)]
pub struct WorkerChannels {
    limits: ChannelLimits,
    lines: Arc<Mutex<Lines>>,
}

#[derive(Default)]
struct Lines {
    drawn: u64,
    open: usize,
    by_account: HashMap<AccountSid, HashMap<WorkerSid, Vec<Line>>>,
}

/// The sending end of a socket.
struct Line {
    number: u64,
    workspace: WorkspaceSid,
    key: Option<KeySid>,
    frames: mpsc::Sender<String>,
    farewell: watch::Sender<Option<Farewell>>,
}

/// Why we close a socket.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Farewell {
    /// The token's time is over.
    Expired,
    /// The worker, its workspace, the key or the account is no more what it was.
    Revoked,
    /// Another socket of the worker wanted to be the only one.
    Replaced,
    /// It does not take what it is sent.
    Slow,
    /// It sends too much, or what is no message.
    Unruly,
    /// It does not answer pings.
    Silent,
}

impl Farewell {
    /// The close code (RFC 6455 §7.4) and reason.
    pub(crate) const fn said(self) -> (u16, &'static str) {
        match self {
            Self::Expired => (1008, "Token expired"),
            Self::Revoked => (1008, "Token no longer valid"),
            Self::Replaced => (1000, "Replaced by another session"),
            Self::Slow => (1008, "Too slow"),
            Self::Unruly => (1008, "Too many messages"),
            Self::Silent => (1001, "No answer to pings"),
        }
    }
}

/// The receiving end of a socket's line, which holds its place; leaving is dropping.
pub(crate) struct Seat {
    pub(crate) frames: mpsc::Receiver<String>,
    pub(crate) farewell: watch::Receiver<Option<Farewell>>,
    pub(crate) limits: ChannelLimits,
    account: AccountSid,
    worker: WorkerSid,
    number: u64,
    lines: Arc<Mutex<Lines>>,
}

impl WorkerChannels {
    /// No sockets yet.
    pub fn new(limits: ChannelLimits) -> Self {
        Self { limits, lines: Arc::default() }
    }

    /// A place for one more socket of the token's worker, if there is room. With `alone`, its other sockets
    /// are closed.
    pub(crate) fn enter(&self, token: &WorkerToken, alone: bool) -> Option<Seat> {
        let limits = self.limits;
        let mut guard = self.lines.lock();
        let lines = &mut *guard;
        let account = lines.by_account.entry(token.account).or_default();
        let there: usize = account.values().map(Vec::len).sum();
        let own = account.entry(token.worker).or_default();
        if alone {
            own.iter().for_each(|line| line.close(Farewell::Replaced));
        }
        let is_full = lines.open >= limits.sockets
            || there >= limits.sockets_per_account
            || (own.len() >= limits.sockets_per_worker && !alone);
        if is_full {
            lines.tidy(token.account, token.worker);
            return None;
        }
        let (frames, taken) = mpsc::channel(limits.waiting);
        let (farewell, heard) = watch::channel(None);
        lines.drawn += 1;
        let number = lines.drawn;
        let (workspace, key) = (token.workspace, token.key);
        own.push(Line { number, workspace, key, frames, farewell });
        lines.open += 1;
        metrics::gauge!("ringback_worker_sockets").set(lines.open as f64);
        Some(Seat {
            frames: taken,
            farewell: heard,
            limits,
            account: token.account,
            worker: token.worker,
            number,
            lines: Arc::clone(&self.lines),
        })
    }

    /// Whether anybody of the account listens.
    pub(crate) fn has(&self, account: AccountSid) -> bool {
        self.lines.lock().by_account.contains_key(&account)
    }

    /// Whether the worker listens.
    pub(crate) fn has_worker(&self, account: AccountSid, worker: WorkerSid) -> bool {
        let lines = self.lines.lock();
        lines.by_account.get(&account).is_some_and(|workers| workers.contains_key(&worker))
    }

    /// Sends a frame to all sockets of a worker. One that is too slow for it is closed.
    pub(crate) fn tell(&self, account: AccountSid, worker: WorkerSid, frame: &str) {
        self.each(account, |of, line| {
            if of == worker && line.frames.try_send(frame.to_owned()).is_err() {
                line.close(Farewell::Slow);
            }
        });
    }

    /// Closes the account's sockets that `is_over` picks by worker, workspace and key.
    pub(crate) fn close(
        &self,
        account: AccountSid,
        is_over: impl Fn(WorkerSid, WorkspaceSid, Option<KeySid>) -> bool,
    ) {
        self.each(account, |worker, line| {
            if is_over(worker, line.workspace, line.key) {
                line.close(Farewell::Revoked);
            }
        });
    }

    fn each(&self, account: AccountSid, mut visit: impl FnMut(WorkerSid, &Line)) {
        let lines = self.lines.lock();
        let Some(workers) = lines.by_account.get(&account) else { return };
        for (worker, own) in workers {
            own.iter().for_each(|line| visit(*worker, line));
        }
    }
}

impl std::fmt::Debug for WorkerChannels {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("WorkerChannels").field("open", &self.lines.lock().open).finish()
    }
}

impl Line {
    /// The first farewell counts.
    fn close(&self, farewell: Farewell) {
        self.farewell.send_if_modified(|said| match said {
            Some(_) => false,
            None => {
                *said = Some(farewell);
                true
            }
        });
    }
}

impl Lines {
    /// Forgets a worker and an account that have no sockets left.
    fn tidy(&mut self, account: AccountSid, worker: WorkerSid) {
        let Some(workers) = self.by_account.get_mut(&account) else { return };
        if workers.get(&worker).is_some_and(Vec::is_empty) {
            workers.remove(&worker);
        }
        if workers.is_empty() {
            self.by_account.remove(&account);
        }
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let mut lines = self.lines.lock();
        let own = lines.by_account.get_mut(&self.account).and_then(|it| it.get_mut(&self.worker));
        if let Some(own) = own {
            own.retain(|line| line.number != self.number);
        }
        lines.tidy(self.account, self.worker);
        lines.open -= 1;
        metrics::gauge!("ringback_worker_sockets").set(lines.open as f64);
    }
}
