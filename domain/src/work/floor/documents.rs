//! The documents of workflows, each revision read once and kept while a work item is in it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::sid::WorkflowSid;
use crate::work::routing::{Document, RoutingDialect};
use crate::work::work_item::WorkflowPin;

/// The documents that are followed.
#[derive(Default)]
pub(super) struct Documents {
    read: BTreeMap<WorkflowPin, Entry>,
}

struct Entry {
    document: Arc<Document>,
    items: u64,
    is_newest: bool,
}

impl Documents {
    /// Makes this revision the newest of its workflow. A document that cannot be read (an older program let
    /// it pass) takes no work item.
    pub(super) fn revise(&mut self, pin: WorkflowPin, configuration: &str) {
        self.retire(pin.workflow_sid);
        let read = Document::parse(configuration, RoutingDialect::default());
        if let Ok(document) = read {
            let entry = Entry { document: Arc::new(document), items: 0, is_newest: true };
            self.read.insert(pin, entry);
        }
    }

    /// Takes the newest revision out of use.
    pub(super) fn retire(&mut self, workflow_sid: WorkflowSid) {
        let range = WorkflowPin { workflow_sid, revision: 0 }..=WorkflowPin {
            workflow_sid,
            revision: u32::MAX,
        };
        let newest = self.read.range_mut(range).find(|(_, entry)| entry.is_newest);
        let Some((pin, entry)) = newest else { return };
        entry.is_newest = false;
        let (pin, is_idle) = (*pin, entry.items == 0);
        if is_idle {
            self.read.remove(&pin);
        }
    }

    pub(super) fn get(&self, pin: WorkflowPin) -> Option<Arc<Document>> {
        self.read.get(&pin).map(|entry| Arc::clone(&entry.document))
    }

    /// The documents that are followed at present.
    pub(super) fn all(&self) -> impl Iterator<Item = &Document> {
        self.read.values().map(|entry| &*entry.document)
    }

    pub(super) fn enter(&mut self, pin: WorkflowPin) {
        if let Some(entry) = self.read.get_mut(&pin) {
            entry.items += 1;
        }
    }

    pub(super) fn leave(&mut self, pin: WorkflowPin) {
        let Some(entry) = self.read.get_mut(&pin) else { return };
        entry.items = entry.items.saturating_sub(1);
        if entry.items == 0 && !entry.is_newest {
            self.read.remove(&pin);
        }
    }
}
