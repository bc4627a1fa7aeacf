//! Checkpoints: folded states on disk, a cache that may be deleted at any time.
//!
//! A file is a header and a body, all numbers little-endian:
//!
//! | bytes | what |
//! |---|---|
//! | 0..8 | `HTCKPT01` |
//! | 8..12 | state version, unsigned 32-bit |
//! | 12..20 | ledger entry the state includes, unsigned 64-bit |
//! | 20..52 | ledger hash at that entry |
//! | 52..60 | length of the body, unsigned 64-bit |
//! | 60..92 | BLAKE3 of the body |
//! | 92..124 | BLAKE3 of bytes 0..92 |
//! | 124.. | the body, opaque here |

use std::io;
use std::path::{Path, PathBuf};

use crate::files;
use crate::log::{Hash, ReadError, ReadLog};

const MAGIC: [u8; 8] = *b"HTCKPT01";

/// The state version of anchors, which hold no state.
const NO_STATE: u32 = 0;

/// The directory of checkpoints: `<seq>-<state version>.ckpt`.
#[derive(Clone, Debug)]
pub struct Checkpoints {
    root: PathBuf,
}

/// A state as it was once an entry had been applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// The last ledger entry the state includes.
    pub seq: u64,
    /// The version of the state's own form.
    pub state_version: u32,
    /// The ledger's hash at `seq`: a state of another ledger must not be taken for this one's.
    pub ledger_hash: Hash,
    /// The state, in the form its version says.
    pub body: Vec<u8>,
}

impl Checkpoints {
    /// Uses `root` as the directory of checkpoints, creating it where missing.
    ///
    /// # Errors
    /// [`CheckpointError`] when it cannot be created.
    pub fn open(root: &Path) -> Result<Self, CheckpointError> {
        std::fs::create_dir_all(root)
            .map_err(|source| CheckpointError { path: root.to_path_buf(), source })?;
        Ok(Self { root: root.to_path_buf() })
    }

    /// Writes a checkpoint; it appears whole or not at all.
    ///
    /// # Errors
    /// [`CheckpointError`]; harmless to the ledger, since a checkpoint is only a cache.
    pub fn save(
        &self,
        seq: u64,
        state_version: u32,
        ledger_hash: Hash,
        body: &[u8],
    ) -> Result<(), CheckpointError> {
        let header = Header {
            state_version,
            seq,
            ledger_hash,
            length: files::length(body),
            body_hash: *blake3::hash(body).as_bytes(),
        };
        let name = format!("{seq}-{state_version}.ckpt");
        files::write_whole(&self.root, &name, &[&header.to_bytes(), body])
            .map(drop)
            .map_err(|source| CheckpointError { path: self.root.join(name), source })
    }

    /// Writes down the place and hash of a durable entry, without any state: what a later start holds the ledger against.
    ///
    /// # Errors
    /// As [`Checkpoints::save`].
    pub fn anchor(&self, seq: u64, ledger_hash: Hash) -> Result<(), CheckpointError> {
        self.save(seq, NO_STATE, ledger_hash, &[])
    }

    /// Returns the latest sound checkpoint of `state_version` at or before entry `seq`.
    ///
    /// Damaged and foreign files are passed over: `None` only means that more must be replayed.  Whether
    /// it belongs to the ledger at hand is for the caller to check; [`Checkpoints::latest_for`] does.
    pub fn latest_at_or_before(&self, seq: u64, state_version: u32) -> Option<Checkpoint> {
        self.places(state_version, seq).into_iter().find_map(|(_, path)| read(&path, state_version))
    }

    /// Returns the latest sound checkpoint at or before entry `seq` whose hash is the one `log` has there.
    ///
    /// # Errors
    /// [`ReadError`] when the log cannot be asked.
    pub fn latest_for(
        &self,
        log: &dyn ReadLog,
        seq: u64,
        state_version: u32,
    ) -> Result<Option<Checkpoint>, ReadError> {
        for (place, path) in self.places(state_version, seq) {
            if let Some(found) = read(&path, state_version)
                && log.hash_at(place)? == Some(found.ledger_hash)
            {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    /// Returns the place and ledger hash of every checkpoint with a sound header, as anchors for
    /// [`verify_with`](crate::verify_with).
    pub fn anchors(&self) -> Vec<(u64, Hash)> {
        let mut anchors: Vec<_> = self
            .files()
            .into_iter()
            .filter_map(|(_, _, path)| read_header(&path).map(|(header, _)| (header.seq, header.ledger_hash)))
            .collect();
        anchors.sort_unstable();
        anchors
    }

    /// Removes all but the `keep` latest checkpoints of each state version, and leftovers of writes that
    /// never finished.
    ///
    /// # Errors
    /// [`CheckpointError`] at the first file that cannot be removed.
    pub fn prune(&self, keep: usize) -> Result<(), CheckpointError> {
        let files = self.files();
        let mut versions: Vec<u32> = files.iter().map(|&(_, version, _)| version).collect();
        versions.sort_unstable();
        versions.dedup();
        let surplus =
            versions.into_iter().flat_map(|version| self.places(version, u64::MAX).into_iter().skip(keep));
        let leftovers = self.unfinished().into_iter().map(|path| (0, path));
        for (_, path) in surplus.chain(leftovers) {
            std::fs::remove_file(&path).map_err(|source| CheckpointError { path, source })?;
        }
        Ok(())
    }

    /// Returns this version's files at or before `seq`, latest first.
    fn places(&self, state_version: u32, seq: u64) -> Vec<(u64, PathBuf)> {
        let mut places: Vec<(u64, PathBuf)> = self
            .files()
            .into_iter()
            .filter(|&(place, version, _)| version == state_version && place <= seq)
            .map(|(place, _, path)| (place, path))
            .collect();
        places.sort_unstable_by(|left, right| right.cmp(left));
        places
    }

    /// Returns the files named as checkpoints are, in no order; none when the directory cannot be listed.
    fn files(&self) -> Vec<(u64, u32, PathBuf)> {
        let named = |path: PathBuf| {
            let (seq, version) = path.file_name()?.to_str()?.strip_suffix(".ckpt")?.split_once('-')?;
            Some((seq.parse().ok()?, version.parse().ok()?, path.clone()))
        };
        self.listing().into_iter().filter_map(named).collect()
    }

    fn unfinished(&self) -> Vec<PathBuf> {
        let is_unfinished = |path: &PathBuf| {
            path.file_name().is_some_and(|name| name.to_string_lossy().starts_with(files::UNFINISHED))
        };
        self.listing().into_iter().filter(is_unfinished).collect()
    }

    fn listing(&self) -> Vec<PathBuf> {
        std::fs::read_dir(&self.root)
            .map(|entries| entries.flatten().map(|entry| entry.path()).collect())
            .unwrap_or_default()
    }
}

/// A checkpoint could not be written or removed.
#[derive(Debug, thiserror::Error)]
#[error("cannot write or remove the checkpoint {path}")]
pub struct CheckpointError {
    /// The file.
    pub path: PathBuf,
    /// What was reported.
    pub source: io::Error,
}

struct Header {
    state_version: u32,
    seq: u64,
    ledger_hash: Hash,
    length: u64,
    body_hash: Hash,
}

impl Header {
    const LENGTH: usize = 124;

    fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(Self::LENGTH);
        bytes.extend_from_slice(&MAGIC);
        bytes.extend_from_slice(&self.state_version.to_le_bytes());
        bytes.extend_from_slice(&self.seq.to_le_bytes());
        bytes.extend_from_slice(&self.ledger_hash);
        bytes.extend_from_slice(&self.length.to_le_bytes());
        bytes.extend_from_slice(&self.body_hash);
        let own_hash = blake3::hash(&bytes);
        bytes.extend_from_slice(own_hash.as_bytes());
        bytes
    }

    /// Returns the header and what follows it; `None` unless every byte is right.
    fn split(bytes: &[u8]) -> Option<(Self, &[u8])> {
        let (covered, rest) = bytes.split_at_checked(Self::LENGTH - 32)?;
        let (own_hash, body) = rest.split_first_chunk::<32>()?;
        let (magic, rest) = covered.split_first_chunk::<8>()?;
        let (state_version, rest) = rest.split_first_chunk::<4>()?;
        let (seq, rest) = rest.split_first_chunk::<8>()?;
        let (ledger_hash, rest) = rest.split_first_chunk::<32>()?;
        let (length, rest) = rest.split_first_chunk::<8>()?;
        let (body_hash, _) = rest.split_first_chunk::<32>()?;
        let header = Self {
            state_version: u32::from_le_bytes(*state_version),
            seq: u64::from_le_bytes(*seq),
            ledger_hash: *ledger_hash,
            length: u64::from_le_bytes(*length),
            body_hash: *body_hash,
        };
        (*magic == MAGIC && blake3::hash(covered) == *own_hash).then_some((header, body))
    }
}

/// Reads a whole checkpoint; `None` when anything about it is wrong, its name included.
fn read(path: &Path, state_version: u32) -> Option<Checkpoint> {
    let bytes = std::fs::read(path).ok()?;
    let (header, body) = Header::split(&bytes)?;
    let name = format!("{}-{}.ckpt", header.seq, header.state_version);
    let sound = header.state_version == state_version
        && path.file_name().is_some_and(|found| found == name.as_str())
        && files::length(body) == header.length
        && blake3::hash(body) == header.body_hash;
    let Header { seq, ledger_hash, .. } = header;
    sound.then(|| Checkpoint { seq, state_version, ledger_hash, body: body.to_vec() })
}

/// Reads the header alone; states may be large.
fn read_header(path: &Path) -> Option<(Header, PathBuf)> {
    let mut bytes = [0; Header::LENGTH];
    io::Read::read_exact(&mut std::fs::File::open(path).ok()?, &mut bytes).ok()?;
    Header::split(&bytes).map(|(header, _)| (header, path.to_path_buf()))
}
