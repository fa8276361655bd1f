//! The port to whatever keeps bytes under names, and the port's default: a directory.

use std::fmt::Debug;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Keeps bytes under names such as `objects/AC1/ab/abcd…`. Every method may block.
pub trait Blobs: Debug + Send + Sync {
    /// Keeps bytes: all of them, durably, or nothing. Replaces what was there.
    ///
    /// # Errors
    /// When they could not be kept.
    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()>;

    /// The bytes of a name; none when there are none.
    ///
    /// # Errors
    /// When that can't be found out.
    fn get(&self, name: &str) -> io::Result<Option<Vec<u8>>>;

    /// Forgets a name, whether it is there or not.
    ///
    /// # Errors
    /// When it could not be forgotten.
    fn remove(&self, name: &str) -> io::Result<()>;

    /// All names that begin with `prefix`, with the time of their last `put`.
    ///
    /// # Errors
    /// When they can't be listed.
    fn list(&self, prefix: &str) -> io::Result<Vec<(String, SystemTime)>>;
}

/// A directory.
#[derive(Debug, Clone)]
pub struct Disk {
    root: PathBuf,
}

impl Disk {
    /// Opens the directory, made if need be. What was being written when the last process died is removed.
    ///
    /// # Errors
    /// When the directory can't be made or emptied.
    pub fn open(root: &Path) -> io::Result<Self> {
        let disk = Self { root: root.to_owned() };
        if disk.unfinished().exists() {
            fs::remove_dir_all(disk.unfinished())?;
        }
        for directory in [disk.unfinished(), root.join("objects"), root.join("index")] {
            fs::create_dir_all(directory)?;
        }
        Ok(disk)
    }

    fn unfinished(&self) -> PathBuf {
        self.root.join("unfinished")
    }
}

impl Blobs for Disk {
    fn put(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let target = self.root.join(name);
        let parent = target.parent().unwrap_or(&self.root);
        fs::create_dir_all(parent)?;
        let mut file = tempfile::NamedTempFile::new_in(self.unfinished())?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(&target)?;
        File::open(parent)?.sync_all()
    }

    fn get(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        none_if_missing(fs::read(self.root.join(name)))
    }

    fn remove(&self, name: &str) -> io::Result<()> {
        none_if_missing(fs::remove_file(self.root.join(name))).map(|_| ())
    }

    fn list(&self, prefix: &str) -> io::Result<Vec<(String, SystemTime)>> {
        let mut found = Vec::new();
        let mut directories = vec![self.root.join(prefix)];
        while let Some(directory) = directories.pop() {
            for entry in fs::read_dir(directory)? {
                let entry = entry?;
                if entry.file_type()?.is_dir() {
                    directories.push(entry.path());
                } else if let Ok(name) = entry.path().strip_prefix(&self.root) {
                    let name = name.to_string_lossy().into_owned();
                    found.push((name, entry.metadata()?.modified()?));
                }
            }
        }
        Ok(found)
    }
}

fn none_if_missing<T>(result: io::Result<T>) -> io::Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}
