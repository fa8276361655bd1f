//! The cache as the layer sees it.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::io;
use std::sync::Arc;

use bytes::Bytes;
use parking_lot::Mutex;

use super::blobs::Blobs;
use super::entry::{Entry, Object, sha256};
use super::names::Names;
use super::state::{ObjectKey, State};
use crate::reports::{Report, Reported, Reports, address_of};

/// Whole objects and what is known of them, by address. Cheap to clone. Readers never see half an object.
#[derive(Debug, Clone)]
pub struct Cache(pub(super) Arc<Shared>);

#[derive(Debug)]
pub(super) struct Shared {
    pub(super) blobs: Arc<dyn Blobs>,
    pub(super) names: Names,
    pub(super) state: Mutex<State>,
    /// Held while a name of the store is written or removed; which one follows from the name.
    pub(super) stripes: [Mutex<()>; 64],
    pub(super) hot: moka::sync::Cache<ObjectKey, Bytes>,
    pub(super) max_bytes: u64,
    pub(super) reports: Arc<dyn Reports>,
}

/// An object that is being used: while this lives it is not evicted.
#[derive(Debug)]
pub struct Lease {
    cache: Cache,
    key: ObjectKey,
}

impl Drop for Lease {
    fn drop(&mut self) {
        if self.cache.0.state.lock().end_lease(&self.key) {
            self.cache.sweep_later(vec![self.key.clone()]);
        }
    }
}

impl Cache {
    /// What is kept at an address.
    #[must_use]
    pub fn entry(&self, address: &str) -> Option<Arc<Entry>> {
        self.0.state.lock().entry(address)
    }

    /// The same, and notes that it was used: what was used longest ago is evicted first.
    #[must_use]
    pub fn used(&self, address: &str) -> Option<Arc<Entry>> {
        self.0.state.lock().used(address)
    }

    /// The bytes of an object. None when they are gone or damaged; then whatever needs them is forgotten.
    pub async fn bytes(&self, partition: &str, object: &Object) -> Option<(Bytes, Lease)> {
        let key = (partition.to_owned(), object.digest.clone());
        let lease = self.lease(key.clone());
        if let Some(bytes) = self.0.hot.get(&key) {
            return Some((bytes, lease));
        }
        let (cache, wanted) = (self.clone(), key.clone());
        let read = tokio::task::spawn_blocking(move || cache.read(&wanted)).await.ok().flatten();
        if let Some(bytes) = read {
            self.0.hot.insert(key, bytes.clone());
            return Some((bytes, lease));
        }
        tracing::warn!(digest = object.digest, "a kept sound is missing or damaged; forgotten");
        drop(lease);
        let addresses = self.0.state.lock().with(partition, object);
        for address in addresses {
            self.remove(&address).await;
            self.report(partition, &address, Reported::Corrupted { digest: object.digest.clone() });
        }
        None
    }

    fn read(&self, (partition, digest): &ObjectKey) -> Option<Bytes> {
        let name = self.0.names.object(partition, digest);
        let bytes = self.0.blobs.get(&name).ok().flatten()?;
        if sha256(&bytes) == *digest {
            return Some(bytes.into());
        }
        // The next to write this object must not find it there already.
        let _ = self.0.blobs.remove(&name);
        None
    }

    fn lease(&self, key: ObjectKey) -> Lease {
        self.0.state.lock().lease(&key);
        Lease { cache: self.clone(), key }
    }

    /// Keeps an entry in the place of the one that had its address, with the bytes of those of its objects
    /// that are new. Durable when this returns; then what is too much is evicted.
    ///
    /// # Errors
    /// When the store refuses. Then the address is forgotten.
    pub async fn put(&self, entry: Entry, objects: Vec<(Object, Bytes)>) -> io::Result<()> {
        let cache = self.clone();
        tokio::task::spawn_blocking(move || cache.put_now(entry, objects))
            .await
            .map_err(io::Error::other)?
    }

    fn put_now(&self, entry: Entry, objects: Vec<(Object, Bytes)>) -> io::Result<()> {
        let mut leases = Vec::new();
        for (object, bytes) in objects {
            let key = (entry.partition.clone(), object.digest.clone());
            leases.push(self.lease(key.clone()));
            let name = self.0.names.object(&key.0, &key.1);
            let _turn = self.turn(&name);
            if self.0.blobs.get(&name)?.is_none_or(|known| sha256(&known) != object.digest) {
                self.0.blobs.put(&name, &bytes)?;
            }
            self.0.hot.insert(key, bytes);
        }
        let address = entry.address.clone();
        let partition = entry.partition.clone();
        let orphans = self.0.state.lock().insert(entry);
        let written = self.write(&partition, &address);
        drop(leases);
        self.sweep(&orphans);
        if written.is_err() {
            self.remove_now(&address);
            return written;
        }
        self.evict();
        Ok(())
    }

    /// Notes what changed of an entry without writing it down: after a restart the older one is known.
    pub fn note(&self, entry: Entry) {
        let orphans = self.0.state.lock().insert(entry);
        self.sweep_later(orphans);
    }

    /// Outside of a runtime nobody removes them before the next start.
    fn sweep_later(&self, orphans: Vec<ObjectKey>) {
        if !orphans.is_empty()
            && let Ok(runtime) = tokio::runtime::Handle::try_current()
        {
            let cache = self.clone();
            runtime.spawn_blocking(move || cache.sweep(&orphans));
        }
    }

    /// Forgets an address and what only it needs.
    pub async fn remove(&self, address: &str) {
        let (cache, address) = (self.clone(), address.to_owned());
        let _ = tokio::task::spawn_blocking(move || cache.remove_now(&address)).await;
    }

    /// Forgets every entry that `is_unwanted`; answers how many.
    pub async fn purge(&self, is_unwanted: impl Fn(&Entry) -> bool) -> usize {
        let addresses: Vec<_> = {
            let state = self.0.state.lock();
            let unwanted = state.entries().filter(|entry| is_unwanted(entry));
            unwanted.map(|entry| (entry.partition.clone(), entry.address.clone())).collect()
        };
        for (partition, address) in &addresses {
            self.remove(address).await;
            self.report(partition, address, Reported::Purged);
        }
        addresses.len()
    }

    fn remove_now(&self, address: &str) {
        let (partition, orphans) = {
            let mut state = self.0.state.lock();
            let Some(entry) = state.entry(address) else { return };
            (entry.partition.clone(), state.remove(address))
        };
        if let Err(error) = self.write(&partition, address) {
            tracing::warn!(%error, "an entry of the media cache could not be removed");
        }
        self.sweep(&orphans);
    }

    /// Brings the store in step with what is in mind of an address, whoever changed it last.
    fn write(&self, partition: &str, address: &str) -> io::Result<()> {
        let name = self.0.names.index(partition, address);
        let _turn = self.turn(&name);
        match self.entry(address) {
            Some(entry) => self.0.blobs.put(&name, &serde_json::to_vec(&*entry)?),
            None => self.0.blobs.remove(&name),
        }
    }

    /// Removes objects, unless somebody needs them again by now.
    fn sweep(&self, orphans: &[ObjectKey]) {
        for key in orphans {
            let name = self.0.names.object(&key.0, &key.1);
            let _turn = self.turn(&name);
            if self.0.state.lock().is_needed(key) {
                continue;
            }
            self.0.hot.invalidate(key);
            if let Err(error) = self.0.blobs.remove(&name) {
                tracing::warn!(%error, "an object of the media cache could not be removed");
            }
        }
    }

    pub(super) fn evict(&self) {
        loop {
            let oldest = {
                let state = self.0.state.lock();
                if state.bytes() <= self.0.max_bytes {
                    return;
                }
                state.oldest_at_rest()
            };
            let Some(address) = oldest else { return };
            tracing::debug!("a sound is evicted from the media cache");
            metrics::counter!("ringback_media_evictions_total").increment(1);
            let partition = self.entry(&address).map(|entry| entry.partition.clone());
            self.remove_now(&address);
            self.report(&partition.unwrap_or_default(), &address, Reported::Evicted);
        }
    }

    /// Tells what happened at an address.
    pub(crate) fn report(&self, partition: &str, address: &str, fact: Reported) {
        let address = address_of(partition, address);
        self.0.reports.report(Report { partition: partition.to_owned(), address, fact });
    }

    /// The object of a partition with this digest.
    #[must_use]
    pub fn object(&self, partition: &str, digest: &str) -> Option<Object> {
        self.0.state.lock().object(partition, digest)
    }

    /// Bytes kept, each object once.
    #[must_use]
    pub fn bytes_kept(&self) -> u64 {
        self.0.state.lock().bytes()
    }

    fn turn(&self, name: &str) -> parking_lot::MutexGuard<'_, ()> {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        let stripes = &self.0.stripes;
        stripes[usize::try_from(hasher.finish() % stripes.len() as u64).unwrap_or(0)].lock()
    }
}
