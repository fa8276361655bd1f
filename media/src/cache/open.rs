//! Opening a cache, and what it needs for it.

use std::collections::HashSet;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use parking_lot::Mutex;
use ring::rand::SystemRandom;

use super::blobs::{Blobs, Disk};
use super::entry::Entry;
use super::names::Names;
use super::sealed::{Sealed, SealingKey};
use super::shelf::{Cache, Shared};
use super::state::State;
use crate::reports::{Reports, Unheard};

/// Where a cache keeps things, and how much.
#[derive(Debug, Clone)]
pub struct StorageConfig {
    /// The store; a directory unless said otherwise.
    pub store: Store,
    /// Seals what is stored.
    pub sealing_key: Option<SealingKey>,
    /// Objects in memory, in bytes.
    pub hot_bytes: u64,
    /// Objects in the store, in bytes.
    pub max_bytes: u64,
    /// Who is told what happens to entries; nobody unless said otherwise.
    pub reports: Arc<dyn Reports>,
}

/// Where the bytes are.
#[derive(Debug, Clone)]
pub enum Store {
    /// In a directory, made if need be. One process only.
    Directory(PathBuf),
    /// Somewhere else. One process only.
    Other(Arc<dyn Blobs>),
}

impl StorageConfig {
    /// Not sealed, 128 MiB in memory, 2 GiB on disk.
    #[must_use]
    pub fn new(directory: PathBuf) -> Self {
        let store = Store::Directory(directory);
        let reports = Arc::new(Unheard);
        Self { store, sealing_key: None, hot_bytes: 128 << 20, max_bytes: 2 << 30, reports }
    }
}

impl Cache {
    /// Opens a cache: reads every entry, and removes whatever a crash left behind: unfinished files, entries
    /// without one of their objects, objects without an entry, and what can't be read. Blocks.
    ///
    /// # Errors
    /// When the store can't be read or cleaned.
    pub fn open(config: StorageConfig) -> io::Result<Self> {
        let blobs: Arc<dyn Blobs> = match config.store {
            Store::Directory(root) => Arc::new(Disk::open(&root)?),
            Store::Other(blobs) => blobs,
        };
        let names = Names::new(config.sealing_key.as_ref());
        let blobs = match config.sealing_key {
            Some(key) => Arc::new(Sealed { inner: blobs, key, random: SystemRandom::new() }),
            None => blobs,
        };
        let hot = moka::sync::Cache::builder()
            .max_capacity(config.hot_bytes)
            .weigher(|_, bytes: &bytes::Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX))
            .build();
        let state = Mutex::new(swept(&*blobs, &names)?);
        let stripes = [const { Mutex::new(()) }; 64];
        let max_bytes = config.max_bytes;
        let reports = config.reports;
        let cache =
            Self(Arc::new(Shared { blobs, names, state, stripes, hot, max_bytes, reports }));
        cache.evict();
        Ok(cache)
    }
}

fn swept(blobs: &dyn Blobs, names: &Names) -> io::Result<State> {
    let objects: HashSet<_> = blobs.list("objects")?.into_iter().map(|(name, _)| name).collect();
    let mut index = blobs.list("index")?;
    // What was written longest ago counts as used longest ago.
    index.sort_by_key(|(_, written)| *written);
    let (mut state, mut needed) = (State::default(), HashSet::new());
    for (name, _) in index {
        let json = blobs.get(&name)?;
        let entry = json.and_then(|json| serde_json::from_slice::<Entry>(&json).ok());
        let whole = entry.filter(|entry| {
            names.index(&entry.partition, &entry.address) == name
                && entry
                    .objects()
                    .all(|object| objects.contains(&names.object(&entry.partition, &object.digest)))
        });
        let Some(entry) = whole else {
            blobs.remove(&name)?;
            continue;
        };
        needed.extend(entry.objects().map(|o| names.object(&entry.partition, &o.digest)));
        state.insert(entry);
    }
    for name in objects.difference(&needed) {
        blobs.remove(name)?;
    }
    Ok(state)
}
