//! Whose turn it is to have something spoken: few at once, and not all of them one owner's.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::fault::MediaFault;

/// Runs of one owner that may wait.
const MAX_WAITING: usize = 256;

/// How many runs there may be.
#[derive(Debug, Clone, Copy)]
pub(super) struct Bounds {
    pub(super) local: usize,
    pub(super) remote: usize,
    pub(super) per_owner: usize,
    pub(super) within: Duration,
}

#[derive(Debug)]
struct Owner {
    turns: Arc<Semaphore>,
    waiting: usize,
}

#[derive(Debug)]
pub(super) struct Turns {
    bounds: Bounds,
    local: Arc<Semaphore>,
    remote: Arc<Semaphore>,
    owners: Mutex<HashMap<String, Owner>>,
}

/// A run's right to run.
pub(super) struct Turn<'a> {
    turns: &'a Turns,
    owner: &'a str,
    held: Vec<OwnedSemaphorePermit>,
}

impl Turns {
    pub(super) fn new(bounds: Bounds) -> Self {
        Self {
            bounds,
            local: Arc::new(Semaphore::new(bounds.local.max(1))),
            remote: Arc::new(Semaphore::new(bounds.remote.max(1))),
            owners: Mutex::default(),
        }
    }

    /// Waits for a turn: first the owner's own, so that nobody waits behind another's many.
    ///
    /// # Errors
    /// 12400 when it takes too long or too many of the owner's wait already.
    pub(super) async fn take<'a>(
        &'a self,
        owner: &'a str,
        is_local: bool,
    ) -> Result<Turn<'a>, MediaFault> {
        let busy = || MediaFault::internal("The speech engines are too busy; try again");
        let own = self.enter(owner).ok_or_else(busy)?;
        let mut turn = Turn { turns: self, owner, held: Vec::with_capacity(2) };
        let all = if is_local { &self.local } else { &self.remote };
        let waiting = async {
            turn.held.push(own.acquire_owned().await.ok()?);
            turn.held.push(Arc::clone(all).acquire_owned().await.ok()?);
            Some(turn)
        };
        tokio::time::timeout(self.bounds.within, waiting).await.ok().flatten().ok_or_else(busy)
    }

    fn enter(&self, owner: &str) -> Option<Arc<Semaphore>> {
        let mut owners = self.owners.lock();
        let entry = owners.entry(owner.to_owned()).or_insert_with(|| Owner {
            turns: Arc::new(Semaphore::new(self.bounds.per_owner.max(1))),
            waiting: 0,
        });
        (entry.waiting < MAX_WAITING).then(|| {
            entry.waiting += 1;
            Arc::clone(&entry.turns)
        })
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.held.clear();
        let mut owners = self.turns.owners.lock();
        if let Some(entry) = owners.get_mut(self.owner) {
            entry.waiting -= 1;
            if entry.waiting == 0 {
                owners.remove(self.owner);
            }
        }
    }
}
