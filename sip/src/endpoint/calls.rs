use super::Shared;
use crate::admission::{Admission, Limits, Refused};
use crate::call::Input;
use std::collections::{HashMap, HashSet};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::sync::mpsc;

/// A dialog as both sides' messages name it: `Call-ID` and our tag.
pub(crate) type DialogKey = (String, String);

/// What merged copies of one INVITE share (RFC 3261 §8.2.2.2).
pub(crate) type MergeKey = (String, String, u32);

/// The calls that live.
pub(crate) struct Calls {
    admission: Admission,
    dialogs: HashMap<DialogKey, mpsc::UnboundedSender<Input>>,
    invites: HashSet<MergeKey>,
}

/// Why an INVITE makes no call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NotBegun {
    /// Another copy of it is being served: 482.
    Merged,
    /// 503.
    TooManyCalls,
}

impl Calls {
    pub(crate) fn new(limits: Limits) -> Self {
        Self { admission: Admission::new(limits), dialogs: HashMap::new(), invites: HashSet::new() }
    }

    pub(crate) fn live(&self) -> usize {
        self.admission.live()
    }

    pub(crate) fn check(&mut self, source: IpAddr, now_ms: u64) -> Result<(), Refused> {
        self.admission.check(source, now_ms)
    }

    pub(crate) fn find(&self, key: &DialogKey) -> Option<mpsc::UnboundedSender<Input>> {
        self.dialogs.get(key).cloned()
    }

    pub(crate) fn has(&self, key: &DialogKey) -> bool {
        self.dialogs.contains_key(key)
    }

    pub(crate) fn all(&self) -> Vec<mpsc::UnboundedSender<Input>> {
        self.dialogs.values().cloned().collect()
    }

    fn begin(
        &mut self,
        key: &DialogKey,
        merge: Option<&MergeKey>,
        inputs: mpsc::UnboundedSender<Input>,
    ) -> Result<(), NotBegun> {
        if merge.is_some_and(|merge| self.invites.contains(merge)) {
            return Err(NotBegun::Merged);
        }
        self.admission.begin().map_err(|_| NotBegun::TooManyCalls)?;
        self.invites.extend(merge.cloned());
        self.dialogs.insert(key.clone(), inputs);
        Ok(())
    }

    fn end(&mut self, key: &DialogKey, merge: Option<&MergeKey>) {
        self.admission.ended();
        self.dialogs.remove(key);
        if let Some(merge) = merge {
            self.invites.remove(merge);
        }
    }
}

/// One call's place among the live ones; given back when dropped.
pub(crate) struct Permit {
    shared: Arc<Shared>,
    key: DialogKey,
    merge: Option<MergeKey>,
}

impl Permit {
    pub(crate) fn take(
        shared: &Arc<Shared>,
        key: DialogKey,
        merge: Option<MergeKey>,
        inputs: mpsc::UnboundedSender<Input>,
    ) -> Result<Self, NotBegun> {
        shared.calls.lock().begin(&key, merge.as_ref(), inputs)?;
        Ok(Self { shared: Arc::clone(shared), key, merge })
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        self.shared.calls.lock().end(&self.key, self.merge.as_ref());
    }
}
