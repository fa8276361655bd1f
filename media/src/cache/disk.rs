//! Files that are either whole or not there.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::entry::{Entry, sha256};

/// A directory of objects named by their content, and of entries named by their address.
#[derive(Debug, Clone)]
pub(super) struct Disk {
    root: PathBuf,
}

impl Disk {
    /// Opens the directory, made if need be, and reads the entries. What a crash left behind is removed:
    /// unfinished files, entries without their object, objects without an entry.
    pub(super) fn open(root: &Path) -> io::Result<(Self, HashMap<String, Entry>)> {
        let disk = Self { root: root.to_owned() };
        if disk.unfinished().exists() {
            fs::remove_dir_all(disk.unfinished())?;
        }
        for directory in [disk.unfinished(), root.join("objects"), root.join("index")] {
            fs::create_dir_all(directory)?;
        }
        let entries = disk.read_entries()?;
        let wanted: HashSet<_> = entries.values().map(|entry| disk.object(&entry.digest)).collect();
        for object in files(&root.join("objects"))? {
            if !wanted.contains(&object) {
                fs::remove_file(object)?;
            }
        }
        Ok((disk, entries))
    }

    fn read_entries(&self) -> io::Result<HashMap<String, Entry>> {
        let mut entries = HashMap::new();
        for path in files(&self.root.join("index"))? {
            let entry =
                fs::read(&path).ok().and_then(|json| serde_json::from_slice::<Entry>(&json).ok());
            let whole = entry.filter(|entry| {
                let length = fs::metadata(self.object(&entry.digest)).map(|found| found.len());
                length.is_ok_and(|length| length == entry.bytes)
                    && path == self.index(&entry.address)
            });
            match whole {
                Some(entry) => {
                    entries.insert(entry.address.clone(), entry);
                }
                None => fs::remove_file(path)?,
            }
        }
        Ok(entries)
    }

    /// Writes the object, unless it is there, and then its entry. Both are durable when this returns.
    pub(super) fn write(&self, entry: &Entry, bytes: &[u8]) -> io::Result<()> {
        let object = self.object(&entry.digest);
        if !object.exists() {
            self.place(&object, bytes)?;
        }
        self.write_entry(entry)
    }

    pub(super) fn write_entry(&self, entry: &Entry) -> io::Result<()> {
        self.place(&self.index(&entry.address), &serde_json::to_vec(entry)?)
    }

    /// Reads an object; none when it is missing or is not what its name says.
    pub(super) fn read(&self, digest: &str) -> Option<Vec<u8>> {
        fs::read(self.object(digest)).ok().filter(|bytes| sha256(bytes) == digest)
    }

    /// Forgets an entry and its object, which was found damaged.
    pub(super) fn forget(&self, entry: &Entry) {
        let _ = fs::remove_file(self.index(&entry.address));
        let _ = fs::remove_file(self.object(&entry.digest));
    }

    fn place(&self, target: &Path, bytes: &[u8]) -> io::Result<()> {
        let parent = target.parent().unwrap_or(&self.root);
        fs::create_dir_all(parent)?;
        let mut file = tempfile::NamedTempFile::new_in(self.unfinished())?;
        file.write_all(bytes)?;
        file.as_file().sync_all()?;
        file.persist(target)?;
        File::open(parent)?.sync_all()
    }

    fn object(&self, digest: &str) -> PathBuf {
        self.root.join("objects").join(digest.get(..2).unwrap_or("")).join(format!("{digest}.pcmu"))
    }

    fn index(&self, address: &str) -> PathBuf {
        let key = sha256(address.as_bytes());
        self.root.join("index").join(&key[..2]).join(format!("{key}.json"))
    }

    fn unfinished(&self) -> PathBuf {
        self.root.join("unfinished")
    }
}

/// The files two levels down.
fn files(root: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for directory in fs::read_dir(root)? {
        let directory = directory?;
        if directory.file_type()?.is_dir() {
            for file in fs::read_dir(directory.path())? {
                found.push(file?.path());
            }
        }
    }
    Ok(found)
}
