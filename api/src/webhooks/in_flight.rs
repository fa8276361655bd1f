//! How many requests of one account may be in flight at once.

use std::collections::HashMap;
use std::sync::Arc;

use domain::sid::AccountSid;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::trouble::{Step, Trouble};

/// Accounts beyond this many are looked through for those with nothing in flight.
const REMEMBERED: usize = 10_000;

pub(super) struct InFlight {
    each: usize,
    accounts: Mutex<HashMap<AccountSid, Arc<Semaphore>>>,
}

impl InFlight {
    pub(super) fn new(each: usize) -> Self {
        Self { each: each.clamp(1, Semaphore::MAX_PERMITS), accounts: Mutex::default() }
    }

    /// Waits for the account's turn; dropping the permit ends it.
    pub(super) async fn enter(&self, account: AccountSid) -> Result<OwnedSemaphorePermit, Trouble> {
        let turns = Arc::clone(
            self.accounts
                .lock()
                .entry(account)
                .or_insert_with(|| Arc::new(Semaphore::new(self.each))),
        );
        let permit = turns.acquire_owned().await.map_err(|_| busy())?;
        let mut accounts = self.accounts.lock();
        if accounts.len() > REMEMBERED {
            let each = self.each;
            accounts.retain(|_, turns| turns.available_permits() < each);
        }
        Ok(permit)
    }
}

/// What is said when the turn does not come in time.
pub(super) fn busy() -> Trouble {
    Trouble::new(Step::Busy, "the account has as many requests in flight as it may")
}
