//! Writing whole files so that a crash leaves the old one or the new one, and locking.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Prefix of files still being written; whatever bears it after a crash is rubbish.
pub(crate) const UNFINISHED: &str = ".unfinished-";

/// Writes `parts` one after another as `directory/name`: temporary file, flush, rename, flush of the
/// directory.  The name appears with its whole content or not at all.
pub(crate) fn write_whole(directory: &Path, name: &str, parts: &[&[u8]]) -> io::Result<PathBuf> {
    let unfinished = directory.join(format!("{UNFINISHED}{name}"));
    let finished = directory.join(name);
    let mut file = File::create(&unfinished)?;
    for part in parts {
        file.write_all(part)?;
    }
    file.sync_all()?;
    drop(file);
    std::fs::rename(&unfinished, &finished)?;
    flush_directory(directory)?;
    Ok(finished)
}

/// Makes the names in a directory durable.
pub(crate) fn flush_directory(directory: &Path) -> io::Result<()> {
    File::open(directory)?.sync_all()
}

/// Returns how many bytes there are, as a number that can be stored.
pub(crate) fn length(bytes: &[u8]) -> u64 {
    u64::try_from(bytes.len()).expect("a length in memory fits 64 bits")
}

/// Returns the directory a file lies in.
pub(crate) fn parent(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

/// Returns `path` with `suffix` added to its last part: `a/ledger.db` and `.lock` give `a/ledger.db.lock`.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

/// Takes the exclusive lock beside `path`; `None` when another process holds it.
///
/// The operating system releases it when the holder ends, however it ends.
pub(crate) fn lock_beside(path: &Path) -> io::Result<Option<File>> {
    let file = OpenOptions::new().create(true).truncate(false).write(true).open(beside(path, ".lock"))?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(std::fs::TryLockError::WouldBlock) => Ok(None),
        Err(std::fs::TryLockError::Error(source)) => Err(source),
    }
}
