//! A copy of a data directory to try something on, made without writing a byte into the directory itself.

use std::fs::File;
use std::io;
use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use crate::files;
use crate::log::Cause;

/// Copies a data directory to `to`, which must not exist yet.
///
/// While a service writes the directory, every database is copied as of one moment through the engine; otherwise its files
/// are, and no writer can start meanwhile.  Observations are left out: they are large, and nothing is decided from them.
///
/// # Errors
/// What the file system or the engine says.
pub fn copy_for_trial(from: &Path, to: &Path) -> Result<(), Cause> {
    std::fs::create_dir(to)?;
    let lock = File::open(files::beside(&from.join("ledger.db"), ".lock"));
    let is_live = match &lock {
        Ok(file) => matches!(file.try_lock(), Err(std::fs::TryLockError::WouldBlock)),
        Err(_nobody_ever_wrote) => false,
    };
    // Checkpoints and anchors first: what is copied after them reaches at least as far as they say.
    copy_files(&from.join("checkpoints"), &to.join("checkpoints"))?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let extension = path.extension().and_then(|extension| extension.to_str());
        match extension {
            Some("db") if is_live => copy_database(&path, &to.join(name))?,
            Some("json" | "db") => copy_file(&path, &to.join(name))?,
            Some("db-wal") if !is_live => copy_file(&path, &to.join(name))?,
            _ => {}
        }
    }
    drop(lock);
    Ok(())
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::copy(from, to)?;
    Ok(())
}

/// Copies the files of a directory; one that goes away meanwhile was pruned, and is not missed.
fn copy_files(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir(to)?;
    let entries = match std::fs::read_dir(from) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        entries => entries?,
    };
    for entry in entries {
        let entry = entry?;
        match std::fs::copy(entry.path(), to.join(entry.file_name())) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _copied_or_gone => {}
        }
    }
    Ok(())
}

/// Copies a database that is being written, as of one moment.
fn copy_database(from: &Path, to: &Path) -> Result<(), Cause> {
    let connection = Connection::open_with_flags(from, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
    let to = to.to_str().ok_or("the path of the copy is not text")?;
    connection.execute("vacuum into ?1", [to])?;
    Ok(())
}
