//! The master key: a file beside the data directory, never inside it.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use crate::files;

/// Fills a buffer with random bytes.
///
/// In service this is [`os_entropy`].  A seeded source makes a demonstration reproducible and its vault
/// worthless as protection: only for synthetic people.
pub type Entropy<'a> = dyn FnMut(&mut [u8]) + 'a;

/// Fills `buffer` from the operating system's random source.
///
/// # Panics
/// When the operating system has no random source: nothing may be sealed then.
pub fn os_entropy(buffer: &mut [u8]) {
    getrandom::fill(buffer).expect("the operating system provides random bytes");
}

/// The key that wraps every person's key.  Overwritten in memory when dropped.
pub struct MasterKey(Zeroizing<[u8; 32]>);

impl MasterKey {
    /// Uses the given 256 bits.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(Zeroizing::new(bytes))
    }

    /// Reads the key at `path`: one line of 64 hexadecimal digits, readable for its owner only.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn load(path: &Path) -> Result<Self, KeyError> {
        let failed = |source| KeyError::Failed { path: path.to_path_buf(), source };
        refuse_exposed(path)?;
        let text = Zeroizing::new(std::fs::read(path).map_err(failed)?);
        let mut bytes = Zeroizing::new([0; 32]);
        parse_hex(text.trim_ascii(), &mut bytes)
            .ok_or_else(|| KeyError::NotAKey { path: path.to_path_buf() })?;
        Ok(Self(bytes))
    }

    /// Reads the key at `path`, or makes a random one and writes it there with mode 0600, durably.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn load_or_create(path: &Path) -> Result<Self, KeyError> {
        if !path.exists() {
            create(path).map_err(|source| KeyError::Failed { path: path.to_path_buf(), source })?;
        }
        Self::load(path)
    }

    /// Returns a key for one purpose; knowing it reveals neither the master key nor any other.
    pub(super) fn derive(&self, purpose: &str) -> Zeroizing<[u8; 32]> {
        Zeroizing::new(blake3::derive_key(purpose, self.0.as_slice()))
    }
}

/// Why there is no master key.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// Others than the owner may read it.
    #[error("the master key {path} has mode {mode:03o}: others can read it; make it 600")]
    Exposed {
        /// The file.
        path: PathBuf,
        /// Its permission bits.
        mode: u32,
    },
    /// The file holds something else.
    #[error("{path} is not a master key: one line of 64 hexadecimal digits")]
    NotAKey {
        /// The file.
        path: PathBuf,
    },
    /// The file system refused.
    #[error("cannot read or create the master key {path}")]
    Failed {
        /// The file.
        path: PathBuf,
        /// What was reported.
        source: io::Error,
    },
}

fn create(path: &Path) -> io::Result<()> {
    let mut bytes = Zeroizing::new([0; 32]);
    os_entropy(bytes.as_mut_slice());
    let line = Zeroizing::new(format!("{}\n", blake3::Hash::from_bytes(*bytes).to_hex()));
    let unfinished = files::beside(path, ".unfinished");
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(&unfinished)?;
    file.write_all(line.as_bytes())?;
    file.sync_all()?;
    std::fs::rename(&unfinished, path)?;
    files::flush_directory(files::parent(path))
}

#[cfg(unix)]
fn refuse_exposed(path: &Path) -> Result<(), KeyError> {
    let metadata =
        std::fs::metadata(path).map_err(|source| KeyError::Failed { path: path.to_path_buf(), source })?;
    let mode = std::os::unix::fs::MetadataExt::mode(&metadata) & 0o777;
    if mode & 0o700 == mode { Ok(()) } else { Err(KeyError::Exposed { path: path.to_path_buf(), mode }) }
}

#[cfg(not(unix))]
fn refuse_exposed(_: &Path) -> Result<(), KeyError> {
    Ok(())
}

fn parse_hex(text: &[u8], bytes: &mut [u8; 32]) -> Option<()> {
    let (pairs, rest) = text.as_chunks::<2>();
    if pairs.len() != bytes.len() || !rest.is_empty() {
        return None;
    }
    for (byte, pair) in bytes.iter_mut().zip(pairs) {
        let [high, low] = pair.map(|digit| char::from(digit).to_digit(16));
        *byte = u8::try_from(high? * 16 + low?).ok()?;
    }
    Some(())
}
