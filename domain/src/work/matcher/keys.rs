//! Which classes a worker is asked about at all. A class that wants one worker is found by that worker
//! only, so that a thousand such classes cost the others nothing.

use std::collections::BTreeMap;

use super::terms::Wanted;
use crate::sid::WorkerSid;

/// The key of classes that any worker may open.
pub(super) const ANYONE: u32 = 0;
/// The key of classes that no worker opens by itself.
pub(super) const NOBODY: u32 = 1;

#[derive(Default)]
pub(super) struct Keys {
    personal: BTreeMap<WorkerSid, (u32, u32)>,
    given: u32,
}

impl Keys {
    pub(super) fn take(&mut self, wanted: Wanted) -> u32 {
        match wanted {
            Wanted::Anyone => ANYONE,
            Wanted::Nobody | Wanted::WorkerRegardless(_) => NOBODY,
            Wanted::Worker(sid) => {
                let given = &mut self.given;
                let (number, uses) = self.personal.entry(sid).or_insert_with(|| {
                    *given = given.wrapping_add(1);
                    (NOBODY.saturating_add(*given), 0)
                });
                *uses += 1;
                *number
            }
        }
    }

    pub(super) fn give_back(&mut self, wanted: Wanted) {
        let Wanted::Worker(sid) = wanted else { return };
        let Some((_, uses)) = self.personal.get_mut(&sid) else { return };
        *uses -= 1;
        if *uses == 0 {
            self.personal.remove(&sid);
        }
    }

    /// The key of the classes that want this worker.
    pub(super) fn personal(&self, worker: WorkerSid) -> Option<u32> {
        self.personal.get(&worker).map(|(number, _)| *number)
    }
}
