//! Counts what one account has going on.

use std::collections::HashMap;
use std::sync::Arc;

use domain::sid::AccountSid;
use parking_lot::Mutex;

#[derive(Clone)]
pub(super) struct Gate {
    most: usize,
    inside: Arc<Mutex<HashMap<AccountSid, usize>>>,
}

/// One place inside; given back when dropped.
pub(crate) struct Pass {
    account: AccountSid,
    inside: Arc<Mutex<HashMap<AccountSid, usize>>>,
}

impl Gate {
    pub(super) fn new(most: usize) -> Self {
        Self { most, inside: Arc::default() }
    }

    pub(super) fn enter(&self, account: AccountSid) -> Option<Pass> {
        let mut inside = self.inside.lock();
        let count = inside.entry(account).or_insert(0);
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Pass { account, inside: Arc::clone(&self.inside) })
    }
}

impl Drop for Pass {
    fn drop(&mut self) {
        let mut inside = self.inside.lock();
        if let Some(count) = inside.get_mut(&self.account) {
            *count -= 1;
            if *count == 0 {
                inside.remove(&self.account);
            }
        }
    }
}
