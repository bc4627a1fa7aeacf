//! The data directory: where each durable file lies.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files;
use crate::log::Cause;

/// The newest layout this release knows.
const FORMAT: u32 = 1;

/// An opened data directory.
///
/// ```text
/// <data dir>/format.json     which layout this is
///            ledger.db       facts, hash-chained
///            vault.db        personal details, sealed
///            ops.db          the server's plain tables: sessions, saved views
///            observations/   immutable batches
///            checkpoints/    folded states; may be deleted at any time
/// <data dir>.key             the vault's master key: beside, never inside
/// ```
#[derive(Clone, Debug)]
pub struct DataDir {
    root: PathBuf,
}

impl DataDir {
    /// Opens the directory at `path`, creating it, and its layout, where missing.
    ///
    /// A new directory is readable for its owner only.
    ///
    /// # Errors
    /// [`DataDirError::NewerFormat`] when a later release laid it out; [`DataDirError::Foreign`] when it
    /// holds files but no `format.json`; [`DataDirError::Failed`] when the file system refuses.
    pub fn open(path: &Path) -> Result<Self, DataDirError> {
        let failed = |source: Cause| DataDirError::Failed { path: path.to_path_buf(), source };
        create_private(path).map_err(|source| failed(source.into()))?;
        let format_file = path.join("format.json");
        match std::fs::read(&format_file) {
            Ok(text) => {
                let Format { format: found } =
                    serde_json::from_slice(&text).map_err(|source| failed(source.into()))?;
                if found > FORMAT {
                    return Err(DataDirError::NewerFormat { path: path.to_path_buf(), found, known: FORMAT });
                }
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                if !is_vacant(path).map_err(|source| failed(source.into()))? {
                    return Err(DataDirError::Foreign { path: path.to_path_buf() });
                }
                let text =
                    serde_json::to_vec(&Format { format: FORMAT }).map_err(|source| failed(source.into()))?;
                files::write_whole(path, "format.json", &[&text]).map_err(|source| failed(source.into()))?;
            }
            Err(error) => return Err(failed(error.into())),
        }
        let opened = Self { root: path.to_path_buf() };
        for directory in [opened.observations(), opened.checkpoints()] {
            std::fs::create_dir_all(directory).map_err(|source| failed(source.into()))?;
        }
        files::flush_directory(path).map_err(|source| failed(source.into()))?;
        Ok(opened)
    }

    /// Returns the directory itself.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Returns the ledger, for [`SqliteLog::open`](crate::SqliteLog::open).
    pub fn ledger(&self) -> PathBuf {
        self.root.join("ledger.db")
    }

    /// Returns the vault, for [`Vault::open`](crate::Vault::open).
    pub fn vault(&self) -> PathBuf {
        self.root.join("vault.db")
    }

    /// Returns the database of the server's plain tables.
    pub fn ops(&self) -> PathBuf {
        self.root.join("ops.db")
    }

    /// Returns the directory of batches, for [`Batches::open`](crate::Batches::open).
    pub fn observations(&self) -> PathBuf {
        self.root.join("observations")
    }

    /// Returns the directory of checkpoints, for [`Checkpoints::open`](crate::Checkpoints::open).
    pub fn checkpoints(&self) -> PathBuf {
        self.root.join("checkpoints")
    }

    /// Returns the default place of the master key: `<data dir>.key`, beside the directory, so that a copy
    /// of the directory alone opens nothing.
    pub fn master_key(&self) -> PathBuf {
        // `data/` and `data` are one directory and must mean one key.
        let trimmed: PathBuf = self.root.components().collect();
        files::beside(&trimmed, ".key")
    }
}

/// Why a data directory could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum DataDirError {
    /// A later release laid it out.
    #[error("{path} has data format {found}; this release knows up to {known}: use the newer release")]
    NewerFormat {
        /// The directory.
        path: PathBuf,
        /// Its format.
        found: u32,
        /// The newest format known here.
        known: u32,
    },
    /// It holds files that are not Haitang's.
    #[error("{path} is not empty and has no format.json: not a Haitang data directory")]
    Foreign {
        /// The directory.
        path: PathBuf,
    },
    /// The file system refused, or `format.json` is not readable.
    #[error("cannot open the data directory {path}")]
    Failed {
        /// The directory.
        path: PathBuf,
        /// What was reported.
        source: Cause,
    },
}

#[derive(Serialize, Deserialize)]
struct Format {
    format: u32,
}

fn create_private(path: &Path) -> io::Result<()> {
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

/// A format file left unfinished by a crash does not make a directory foreign.
fn is_vacant(path: &Path) -> io::Result<bool> {
    for entry in std::fs::read_dir(path)? {
        if !entry?.file_name().to_string_lossy().starts_with(files::UNFINISHED) {
            return Ok(false);
        }
    }
    Ok(true)
}
