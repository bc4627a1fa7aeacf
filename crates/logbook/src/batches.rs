//! Observation batches: immutable files named by the hash of their content.

use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::files;

/// The directory of observation batches: `<kind>/<blake3>.<extension>`.
#[derive(Clone, Debug)]
pub struct Batches {
    root: PathBuf,
}

/// What a fact says about a batch; enough to find it and to know that it is the one meant.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// What the rows are: lower-case ASCII letters, digits, `-` and `_`, such as `boundaries`.
    pub kind: String,
    /// The form they are written in, same alphabet, such as `geojson`.
    pub extension: String,
    /// How many rows, as the writer counted them.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
    /// BLAKE3 of the bytes, 64 lower-case hexadecimal digits.
    pub blake3: String,
}

impl Batches {
    /// Uses `root` as the directory of batches, creating it where missing.
    ///
    /// # Errors
    /// [`BatchError::Failed`] when it cannot be created.
    pub fn open(root: &Path) -> Result<Self, BatchError> {
        std::fs::create_dir_all(root)
            .map_err(|source| BatchError::Failed { path: root.to_path_buf(), source })?;
        Ok(Self { root: root.to_path_buf() })
    }

    /// Writes a batch durably and returns its manifest.  Writing the same bytes again changes nothing.
    ///
    /// # Errors
    /// [`BatchError::BadName`] for a kind or extension outside the alphabet; [`BatchError::Failed`].
    pub fn write(
        &self,
        kind: &str,
        extension: &str,
        rows: u64,
        content: &[u8],
    ) -> Result<Manifest, BatchError> {
        let manifest = Manifest {
            kind: kind.to_owned(),
            extension: extension.to_owned(),
            rows,
            bytes: files::length(content),
            blake3: blake3::hash(content).to_hex().to_string(),
        };
        let path = self.path(&manifest)?;
        if self.verify_batch(&manifest).is_ok() {
            return Ok(manifest);
        }
        let directory = files::parent(&path);
        let failed = |source| BatchError::Failed { path: path.clone(), source };
        std::fs::create_dir_all(directory).map_err(failed)?;
        files::flush_directory(&self.root).map_err(failed)?;
        let name = format!("{}.{}", manifest.blake3, manifest.extension);
        files::write_whole(directory, &name, &[content]).map_err(failed)?;
        Ok(manifest)
    }

    /// Returns the bytes of a batch, checked against its manifest.
    ///
    /// # Errors
    /// [`BatchError::Missing`], [`BatchError::Altered`], [`BatchError::BadName`] or [`BatchError::Failed`].
    pub fn read_batch(&self, manifest: &Manifest) -> Result<Vec<u8>, BatchError> {
        let path = self.path(manifest)?;
        let content = std::fs::read(&path).map_err(|source| BatchError::of(path.clone(), source))?;
        let matches = files::length(&content) == manifest.bytes
            && blake3::hash(&content).to_hex().as_str() == manifest.blake3;
        if matches { Ok(content) } else { Err(BatchError::Altered { path }) }
    }

    /// Checks a batch against its manifest without keeping it in memory.
    ///
    /// # Errors
    /// As [`Batches::read_batch`].
    pub fn verify_batch(&self, manifest: &Manifest) -> Result<(), BatchError> {
        let path = self.path(manifest)?;
        let of = |source| BatchError::of(path.clone(), source);
        let file = std::fs::File::open(&path).map_err(of)?;
        let length = file.metadata().map_err(of)?.len();
        let mut hasher = blake3::Hasher::new();
        hasher.update_reader(file).map_err(of)?;
        if length == manifest.bytes && hasher.finalize().to_hex().as_str() == manifest.blake3 {
            Ok(())
        } else {
            Err(BatchError::Altered { path })
        }
    }

    /// Returns where a batch lies.
    ///
    /// # Errors
    /// [`BatchError::BadName`]: a manifest may come from elsewhere and must not lead out of the directory.
    pub fn path(&self, manifest: &Manifest) -> Result<PathBuf, BatchError> {
        let Manifest { kind, extension, blake3, .. } = manifest;
        let is_hash =
            blake3.len() == 64 && blake3.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        if !is_word(kind) || !is_word(extension) || !is_hash {
            return Err(BatchError::BadName { name: format!("{kind}/{blake3}.{extension}") });
        }
        Ok(self.root.join(kind).join(format!("{blake3}.{extension}")))
    }
}

/// Why a batch could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// The manifest does not name a batch.
    #[error("{name:?} does not name a batch")]
    BadName {
        /// The name it would have had.
        name: String,
    },
    /// The file is not there.
    #[error("the batch {path} is missing")]
    Missing {
        /// Where it should be.
        path: PathBuf,
    },
    /// The content is not what the manifest says.
    #[error("the batch {path} is not what its manifest says")]
    Altered {
        /// The file.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("cannot read or write the batch {path}")]
    Failed {
        /// The file.
        path: PathBuf,
        /// What was reported.
        source: io::Error,
    },
}

impl BatchError {
    fn of(path: PathBuf, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::NotFound {
            Self::Missing { path }
        } else {
            Self::Failed { path, source }
        }
    }
}

fn is_word(name: &str) -> bool {
    (1..=64).contains(&name.len())
        && name.bytes().all(|byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_'))
}
