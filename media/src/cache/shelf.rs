//! The cache as the layer sees it.

use std::collections::HashMap;
use std::io;
use std::path::Path;
use std::sync::Arc;

use bytes::Bytes;
use http_cache_semantics::CachePolicy;
use parking_lot::Mutex;

use super::disk::Disk;
use super::entry::{Entry, sha256};

/// Whole sounds by address. Cheap to clone. Readers never see a sound that is not whole.
#[derive(Debug, Clone)]
pub struct Cache {
    disk: Disk,
    entries: Arc<Mutex<HashMap<String, Entry>>>,
    hot: moka::sync::Cache<String, Bytes>,
}

impl Cache {
    /// Opens the cache in a directory, with at most `hot_bytes` of sound in memory. Blocks: it reads every
    /// entry.
    ///
    /// # Errors
    /// When the directory can't be made, read or cleaned.
    pub fn open(root: &Path, hot_bytes: u64) -> io::Result<Self> {
        let (disk, entries) = Disk::open(root)?;
        let hot = moka::sync::Cache::builder()
            .max_capacity(hot_bytes)
            .weigher(|_: &String, bytes: &Bytes| u32::try_from(bytes.len()).unwrap_or(u32::MAX))
            .build();
        Ok(Self { disk, entries: Arc::new(Mutex::new(entries)), hot })
    }

    /// What is kept at an address.
    #[must_use]
    pub fn entry(&self, address: &str) -> Option<Entry> {
        self.entries.lock().get(address).cloned()
    }

    /// The sound of an entry. None when the file is gone or damaged; then the entry is forgotten.
    pub async fn bytes(&self, entry: &Entry) -> Option<Bytes> {
        if let Some(bytes) = self.hot.get(&entry.digest) {
            return Some(bytes);
        }
        let (disk, digest) = (self.disk.clone(), entry.digest.clone());
        let read = tokio::task::spawn_blocking(move || disk.read(&digest)).await.ok().flatten();
        match read {
            Some(bytes) => {
                let bytes = Bytes::from(bytes);
                self.hot.insert(entry.digest.clone(), bytes.clone());
                Some(bytes)
            }
            None => {
                tracing::warn!(
                    digest = entry.digest,
                    "a kept sound is missing or damaged; forgotten"
                );
                self.entries.lock().remove(&entry.address);
                let (disk, entry) = (self.disk.clone(), entry.clone());
                let _ = tokio::task::spawn_blocking(move || disk.forget(&entry)).await;
                None
            }
        }
    }

    /// Keeps a whole sound; durable when this returns.
    ///
    /// # Errors
    /// When the disk refuses. Then it is not kept.
    pub async fn put(
        &self,
        address: &str,
        bytes: Bytes,
        policy: Option<CachePolicy>,
    ) -> io::Result<Entry> {
        let entry = Entry {
            address: address.to_owned(),
            digest: sha256(&bytes),
            bytes: bytes.len() as u64,
            policy,
        };
        let (disk, kept, sound) = (self.disk.clone(), entry.clone(), bytes.clone());
        tokio::task::spawn_blocking(move || disk.write(&kept, &sound))
            .await
            .map_err(io::Error::other)??;
        self.hot.insert(entry.digest.clone(), bytes);
        self.entries.lock().insert(entry.address.clone(), entry.clone());
        Ok(entry)
    }

    /// Notes what the origin said when it confirmed an entry.
    ///
    /// # Errors
    /// When the disk refuses; the entry is then good until a restart.
    pub async fn refresh(&self, mut entry: Entry, policy: CachePolicy) -> io::Result<()> {
        entry.policy = Some(policy);
        self.entries.lock().insert(entry.address.clone(), entry.clone());
        let disk = self.disk.clone();
        tokio::task::spawn_blocking(move || disk.write_entry(&entry))
            .await
            .map_err(io::Error::other)?
    }
}
