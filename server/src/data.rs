//! The data folder: master key, event log, read models.

use std::io::Write as _;
use std::path::Path;
use std::sync::Arc;

use anyhow::Context as _;
use commands::vault::Vault;
use commands::{Entropy, Writer};
use projections::{PostgresConfig, Views};
use store::chain::Evidence;
use store::postgres::PostgresStore;
use store::sqlite::SqliteStore;
use store::tail::Tail;

use crate::config::{Store, StoreUrl};

/// Opens the log for writing, with its end in memory for all who follow it. On SQLite no other process may
/// have it.
pub(crate) async fn open_log(config: &Store) -> anyhow::Result<Arc<dyn Evidence>> {
    Ok(match &config.url {
        StoreUrl::Sqlite => {
            make_folder(&config.data)?;
            Arc::new(SqliteStore::open(&config.data.join("events.db"))?)
        }
        StoreUrl::Postgres(url) => Arc::new(Tail::new(Arc::new(PostgresStore::open(url).await?))),
    })
}

/// Opens the log for reading, also while another process writes it.
pub(crate) async fn read_log(config: &Store) -> anyhow::Result<Arc<dyn Evidence>> {
    Ok(match &config.url {
        StoreUrl::Sqlite => Arc::new(SqliteStore::open_to_read(&config.data.join("events.db"))?),
        StoreUrl::Postgres(url) => Arc::new(PostgresStore::open(url).await?),
    })
}

/// Opens the read models.
pub(crate) async fn open_views(config: &Store) -> anyhow::Result<Views> {
    Ok(match &config.url {
        StoreUrl::Sqlite => Views::open_sqlite(&config.data)?,
        StoreUrl::Postgres(url) => Views::open_postgres(&PostgresConfig::new(url)).await?,
    })
}

/// The write side on a log.
pub(crate) fn writer(config: &Store, log: Arc<dyn Evidence>) -> anyhow::Result<Writer> {
    make_folder(&config.data)?;
    let key = master_key(&config.data)?;
    Ok(Writer {
        store: log,
        entropy: Entropy::new(rand::random()),
        vault: Arc::new(Vault::new(&key)),
    })
}

/// Makes the folder, for its owner only.
pub(crate) fn make_folder(data: &Path) -> anyhow::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new()
        .recursive(true)
        .mode(0o700)
        .create(data)
        .with_context(|| format!("cannot make the folder {}", data.display()))
}

/// Reads the master key, or makes one at the first start. Whoever loses it loses every auth token.
pub(crate) fn master_key(data: &Path) -> anyhow::Result<[u8; 32]> {
    let path = data.join("master.key");
    match std::fs::read(&path) {
        Ok(bytes) => <[u8; 32]>::try_from(bytes)
            .map_err(|_| anyhow::anyhow!("{} is not a master key of 32 bytes", path.display())),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => make_key(data, &path),
        Err(error) => Err(error).with_context(|| format!("cannot read {}", path.display())),
    }
}

fn make_key(data: &Path, path: &Path) -> anyhow::Result<[u8; 32]> {
    let key: [u8; 32] = rand::random();
    let mut file = tempfile::Builder::new().prefix(".key-").tempfile_in(data)?;
    file.write_all(&key)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Ok(_) => Ok(key),
        // Another process was first; its key counts.
        Err(error) if error.error.kind() == std::io::ErrorKind::AlreadyExists => master_key(data),
        Err(error) => Err(error.error).with_context(|| format!("cannot write {}", path.display())),
    }
}
