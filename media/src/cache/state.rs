//! What a cache has in mind: entries, their order of use, and which objects are needed by whom.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use super::entry::{Entry, Object};

/// An object of a partition.
pub(super) type ObjectKey = (String, String);

#[derive(Debug)]
struct Place {
    entry: Arc<Entry>,
    used: u64,
}

#[derive(Debug, Default)]
struct Need {
    entries: usize,
    /// Being written or being read.
    leases: usize,
    bytes: u64,
}

/// Entries in memory.
#[derive(Debug, Default)]
pub(super) struct State {
    places: HashMap<String, Place>,
    order: BTreeMap<u64, String>,
    needs: HashMap<ObjectKey, Need>,
    clock: u64,
    bytes: u64,
}

impl State {
    pub(super) fn entry(&self, address: &str) -> Option<Arc<Entry>> {
        self.places.get(address).map(|place| Arc::clone(&place.entry))
    }

    /// The same, noted as a use.
    pub(super) fn used(&mut self, address: &str) -> Option<Arc<Entry>> {
        let place = self.places.get_mut(address)?;
        self.clock += 1;
        self.order.remove(&place.used);
        place.used = self.clock;
        self.order.insert(self.clock, address.to_owned());
        Some(Arc::clone(&place.entry))
    }

    /// Puts an entry in the place of the one that had its address. Answers the objects nobody needs any more.
    pub(super) fn insert(&mut self, entry: Entry) -> Vec<ObjectKey> {
        for object in entry.objects() {
            let need =
                self.needs.entry((entry.partition.clone(), object.digest.clone())).or_default();
            if need.bytes == 0 {
                need.bytes = object.bytes;
                self.bytes += object.bytes;
            }
            need.entries += 1;
        }
        let mut orphans = self.remove(&entry.address);
        self.clock += 1;
        self.order.insert(self.clock, entry.address.clone());
        let address = entry.address.clone();
        self.places.insert(address, Place { entry: Arc::new(entry), used: self.clock });
        orphans.retain(|key| !self.needs.contains_key(key));
        orphans
    }

    pub(super) fn remove(&mut self, address: &str) -> Vec<ObjectKey> {
        let Some(place) = self.places.remove(address) else { return Vec::new() };
        self.order.remove(&place.used);
        let objects = place.entry.objects();
        let keys: Vec<_> =
            objects.map(|object| (place.entry.partition.clone(), object.digest.clone())).collect();
        keys.into_iter().filter(|key| self.release(key, |need| &mut need.entries)).collect()
    }

    pub(super) fn lease(&mut self, key: &ObjectKey) {
        self.needs.entry(key.clone()).or_default().leases += 1;
    }

    /// Ends a lease; whether nobody needs the object any more.
    pub(super) fn end_lease(&mut self, key: &ObjectKey) -> bool {
        self.release(key, |need| &mut need.leases)
    }

    fn release(&mut self, key: &ObjectKey, count: impl Fn(&mut Need) -> &mut usize) -> bool {
        let Some(need) = self.needs.get_mut(key) else { return false };
        let left = count(need);
        *left = left.saturating_sub(1);
        let is_needed = need.entries + need.leases > 0;
        if !is_needed {
            self.bytes -= need.bytes;
            self.needs.remove(key);
        }
        !is_needed
    }

    pub(super) fn is_needed(&self, key: &ObjectKey) -> bool {
        self.needs.contains_key(key)
    }

    /// The entry that was used longest ago, of those that nobody is listening to.
    pub(super) fn oldest_at_rest(&self) -> Option<String> {
        let at_rest = |address: &&String| {
            self.places.get(*address).is_some_and(|place| {
                place.entry.objects().all(|object| {
                    let key = (place.entry.partition.clone(), object.digest.clone());
                    self.needs.get(&key).is_none_or(|need| need.leases == 0)
                })
            })
        };
        self.order.values().find(at_rest).cloned()
    }

    /// Bytes of all objects that entries need, each once.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    pub(super) fn entries(&self) -> impl Iterator<Item = &Arc<Entry>> {
        self.places.values().map(|place| &place.entry)
    }

    pub(super) fn object(&self, partition: &str, digest: &str) -> Option<Object> {
        let need = self.needs.get(&(partition.to_owned(), digest.to_owned()))?;
        (need.entries > 0).then(|| Object { digest: digest.to_owned(), bytes: need.bytes })
    }

    /// The addresses of a partition that need an object.
    pub(super) fn with(&self, partition: &str, object: &Object) -> Vec<String> {
        let needing = self.entries().filter(|entry| {
            entry.partition == partition && entry.objects().any(|known| known == object)
        });
        needing.map(|entry| entry.address.clone()).collect()
    }
}
