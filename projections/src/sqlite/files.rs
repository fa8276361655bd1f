//! The files of the sets of rows, and the link that names the live one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use crate::query::ViewError;

const LINK: &str = "views.db";

fn unavailable(path: &Path) -> impl Fn(io::Error) -> ViewError + '_ {
    move |error| ViewError::Unavailable(format!("{}: {error}", path.display()))
}

/// The file that the link names, when there is one.
pub(super) fn live(dir: &Path) -> Result<Option<PathBuf>, ViewError> {
    let link = dir.join(LINK);
    match fs::read_link(&link) {
        Ok(target) => Ok(Some(dir.join(target))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(unavailable(&link)(error)),
    }
}

/// A file name that no set of rows has yet.
pub(super) fn fresh(dir: &Path) -> Result<PathBuf, ViewError> {
    let highest = sets(dir)?.into_iter().filter_map(|path| number(&path)).max();
    Ok(dir.join(format!("views-{:08}.db", highest.unwrap_or(0) + 1)))
}

/// Makes `path` the live one, in one step.
pub(super) fn point_to(dir: &Path, path: &Path) -> Result<(), ViewError> {
    let name = path.file_name().map(PathBuf::from).unwrap_or_default();
    let next = dir.join("views.db.next");
    match fs::remove_file(&next) {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(unavailable(&next)(error)),
    }
    std::os::unix::fs::symlink(name, &next).map_err(unavailable(&next))?;
    fs::rename(&next, dir.join(LINK)).map_err(unavailable(&next))
}

/// Removes every set of rows but the live one. Whoever has one open keeps it until it closes it.
pub(super) fn sweep(dir: &Path, live: &Path) -> Result<(), ViewError> {
    for path in sets(dir)?.into_iter().filter(|path| path != live) {
        for ending in ["", "-wal", "-shm"] {
            let mut name = path.clone().into_os_string();
            name.push(ending);
            match fs::remove_file(&name) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(unavailable(Path::new(&name))(error)),
            }
        }
    }
    Ok(())
}

fn sets(dir: &Path) -> Result<Vec<PathBuf>, ViewError> {
    let entries = fs::read_dir(dir).map_err(unavailable(dir))?;
    let paths = entries.filter_map(|entry| entry.ok().map(|entry| entry.path()));
    Ok(paths.filter(|path| number(path).is_some()).collect())
}

/// The number of a set of rows: 3 for `views-00000003.db`.
fn number(path: &Path) -> Option<u64> {
    let name = path.file_name()?.to_str()?;
    name.strip_prefix("views-")?.strip_suffix(".db")?.parse().ok()
}
