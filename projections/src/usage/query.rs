//! What can be asked about totals.

use domain::sid::AccountSid;

use super::row::{CALL_TOTALS, CallTotal, FAULT_TOTALS, FaultTotal};
use crate::query::{Scope, Select, ViewError};
use crate::views::Views;

/// An account's totals.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Totals {
    /// Calls by how they ended.
    pub calls: Vec<CallTotal>,
    /// Faults by URL and code.
    pub faults: Vec<FaultTotal>,
}

impl Views {
    /// The account's totals since it began; deleted calls count.
    pub async fn totals(&self, account: AccountSid) -> Result<Totals, ViewError> {
        let scope = Scope::Account(account);
        let calls = Select::new(scope, &CALL_TOTALS).ordered(CALL_TOTALS.key);
        let faults = Select::new(scope, &FAULT_TOTALS).ordered(FAULT_TOTALS.key);
        Ok(Totals {
            calls: self.many(calls, CallTotal::read).await?,
            faults: self.many(faults, FaultTotal::read).await?,
        })
    }
}
