//! What a command has made on disk goes again when the command fails.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

/// How often removing is tried.
const ATTEMPTS: u32 = 20;

/// How long to wait between two attempts.
const PAUSE: Duration = Duration::from_millis(25);

/// Exit status of a command that was interrupted: 128 and the number of SIGINT.
const INTERRUPTED: i32 = 130;

/// Remembers what was not there before; removes it when dropped, unless it is to be kept.
///
/// Another process may have begun to write in the same place meanwhile.  So nothing is removed but under the lock that a
/// writer of the ledger holds as long as it runs.
pub(crate) struct Fresh {
    /// The lock of the ledger's writer.
    lock: PathBuf,
    /// Directories and files to remove with all they hold.
    whole: Vec<PathBuf>,
    /// Directories above them that were not there, innermost first; removed while they are empty.
    above: Vec<PathBuf>,
}

impl Fresh {
    /// Looks at a data directory and its key before they are opened.  An empty directory counts as not there, except
    /// that it stays itself.
    pub(crate) fn before(data: &Path, key: &Path) -> Self {
        let lock = data.join("ledger.db.lock");
        let mut fresh = Self { lock, whole: Vec::new(), above: Vec::new() };
        match std::fs::read_dir(data).map(|mut entries| entries.next().is_none()) {
            Ok(true) => fresh.whole.extend(CONTENT.iter().map(|name| data.join(name))),
            Ok(false) => {}
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => fresh.note(data),
            Err(_unreadable) => return fresh,
        }
        if !key.exists() {
            fresh.note(key);
        }
        fresh
    }

    fn note(&mut self, path: &Path) {
        if path.exists() {
            return;
        }
        self.whole.push(path.to_path_buf());
        let missing =
            path.ancestors().skip(1).take_while(|above| !above.as_os_str().is_empty() && !above.exists());
        self.above.extend(missing.map(Path::to_path_buf));
    }

    /// Takes the writer's lock; nobody writes here while it is held.  The thread that wrote for this process may take a
    /// moment to let go of it.
    fn locked(&self) -> Option<std::fs::File> {
        let file =
            std::fs::OpenOptions::new().create(true).write(true).truncate(false).open(&self.lock).ok()?;
        for _attempt in 0..ATTEMPTS {
            if file.try_lock().is_ok() {
                return Some(file);
            }
            std::thread::sleep(PAUSE);
        }
        None
    }

    /// Keeps everything.
    pub(crate) fn keep(&mut self) {
        self.whole.clear();
        self.above.clear();
    }
}

/// What a new data directory holds, whatever else stands in it.
const CONTENT: [&str; 14] = [
    "format.json",
    "ledger.db",
    "ledger.db-wal",
    "ledger.db-shm",
    "ledger.db.lock",
    "vault.db",
    "vault.db-wal",
    "vault.db-shm",
    "ops.db",
    "ops.db-wal",
    "ops.db-shm",
    "observations",
    "checkpoints",
    ".unfinished-format.json",
];

impl Drop for Fresh {
    fn drop(&mut self) {
        if self.whole.is_empty() {
            return;
        }
        let Some(_locked) = self.locked() else { return };
        for path in &self.whole {
            remove(path);
        }
        for path in &self.above {
            let _gone = std::fs::remove_dir(path);
        }
    }
}

/// Removes a file or a directory with all it holds.  The thread that wrote there may take a moment to let go; what cannot be
/// removed is left, since the failure itself is being told.
fn remove(path: &Path) {
    for _attempt in 0..ATTEMPTS {
        let gone = if path.is_dir() { std::fs::remove_dir_all(path) } else { std::fs::remove_file(path) };
        if gone.is_ok() || !path.exists() {
            return;
        }
        std::thread::sleep(PAUSE);
    }
}

/// A private directory for a trial, removed with all it holds.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// Makes one.
    ///
    /// # Errors
    /// What the file system says.
    pub(crate) fn new() -> std::io::Result<Self> {
        let mut name = [0; 8];
        logbook::os_entropy(&mut name);
        let path = std::env::temp_dir().join(format!("haitang-trial-{:016x}", u64::from_le_bytes(name)));
        let mut builder = std::fs::DirBuilder::new();
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&path)?;
        Ok(Self(path))
    }

    /// Removes it and ends the process when the process is told to stop, since nothing is dropped then.
    pub(crate) fn remove_when_told_to_stop(&self) {
        let path = self.0.clone();
        std::thread::spawn(move || {
            let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_all().build() else {
                return;
            };
            runtime.block_on(super::serve::told_to_stop());
            remove(&path);
            std::process::exit(INTERRUPTED);
        });
    }

    /// Returns it.
    pub(crate) fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_there_before_stays_and_what_was_made_goes() {
        let scratch = Scratch::new().unwrap();
        let place = scratch.path();
        std::fs::write(place.join("own.txt"), "own").unwrap();
        let (data, key) = (place.join("new/post/data"), place.join("new/post/data.key"));
        let make = || {
            std::fs::create_dir_all(data.join("checkpoints")).unwrap();
            std::fs::write(data.join("ledger.db"), "x").unwrap();
            std::fs::write(&key, "x").unwrap();
        };
        let fresh = Fresh::before(&data, &key);
        make();
        drop(fresh);
        assert!(!place.join("new").exists() && place.join("own.txt").exists());

        let second = Fresh::before(&data, &key);
        make();
        let running = std::fs::File::create(data.join("ledger.db.lock")).unwrap();
        running.try_lock().unwrap();
        drop(second);
        assert!(data.join("ledger.db").exists() && key.exists(), "another process writes here by now");
        drop(running);
        std::fs::remove_dir_all(place.join("new")).unwrap();

        let mut kept = Fresh::before(&data, &key);
        make();
        kept.keep();
        drop(kept);
        assert!(data.join("ledger.db").exists());
        drop(Fresh::before(&data, &key));
        assert!(data.join("ledger.db").exists() && key.exists(), "nothing of it was made since");
    }
}
