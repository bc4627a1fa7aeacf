//! The contract of a log: append at an expected position, read from a position, follow.

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::time::Duration;

/// A BLAKE3 hash.
pub type Hash = [u8; 32];

/// What went wrong underneath, without naming the engine that holds the log.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// One command's facts, ready to be appended as one atomic entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// When the desk decided, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// When the command reached the server, in milliseconds since the Unix epoch.
    pub received_ms: i64,
    /// When the sender's device says it was made; `None` when the sender has no clock of its own.
    pub device_ms: Option<i64>,
    /// The actor who gave the command.
    pub by: u32,
    /// The version of the form in which `facts` is written.
    pub schema: u32,
    /// How many facts the array holds; counted by the caller, trusted here.
    pub fact_count: u32,
    /// One JSON array of facts, opaque to this crate.
    pub facts: String,
}

/// An entry as the log holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredEntry {
    /// Its place in the log: 1, 2, 3, … without gaps.
    pub seq: u64,
    /// When the desk decided, in milliseconds since the Unix epoch.
    pub at_ms: i64,
    /// When the command reached the server, in milliseconds since the Unix epoch.
    pub received_ms: i64,
    /// When the sender's device says it was made; `None` when the sender has no clock of its own.
    pub device_ms: Option<i64>,
    /// The actor who gave the command.
    pub by: u32,
    /// The version of the form in which `facts` is written.
    pub schema: u32,
    /// How many facts the array holds.
    pub fact_count: u32,
    /// One JSON array of facts.
    pub facts: String,
    /// The hash of this entry and, through its predecessor's, of everything before it.
    pub hash: Hash,
}

/// The end of a log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last entry's place; 0 when the log is empty.
    pub seq: u64,
    /// The last entry's hash; the fixed origin of the chain when the log is empty.
    pub hash: Hash,
    /// How many facts all entries hold together.
    pub facts: u64,
}

/// Reading a log and following it.
///
/// Readers see whole appends only, in order, and never an entry that could still be lost.
pub trait ReadLog {
    /// Calls `each` with the entries from `from` through `through` (both inclusive; `None`: to the end as
    /// it is when reading starts), until `each` breaks.
    ///
    /// Linear in the entries delivered.  The chain is not recomputed: use [`Chain::admit`](crate::Chain::admit)
    /// on each entry where that is wanted, or [`verify`](crate::verify) for the whole file.
    ///
    /// # Errors
    /// [`ReadError`] at the first entry that cannot be read; entries before it have been delivered.
    fn read(
        &self,
        from: u64,
        through: Option<u64>,
        each: &mut dyn FnMut(StoredEntry) -> ControlFlow<()>,
    ) -> Result<(), ReadError>;

    /// Returns the end of the log.  Constant time.
    ///
    /// # Errors
    /// [`ReadError::Failed`] when the engine cannot say.
    fn head(&self) -> Result<Head, ReadError>;

    /// Waits until the log reaches beyond `seq`, or until `timeout` has passed, and returns the head seen
    /// last.
    ///
    /// A follower repeats: wait beyond what it has, then read from there.
    ///
    /// # Errors
    /// As [`ReadLog::head`].
    fn wait_beyond(&self, seq: u64, timeout: Duration) -> Result<Head, ReadError>;

    /// Returns the hash of the entry at `seq`; `None` when the log is shorter.  `seq` 0 is the origin.
    ///
    /// # Errors
    /// As [`ReadLog::read`].
    fn hash_at(&self, seq: u64) -> Result<Option<Hash>, ReadError> {
        if seq == 0 {
            return Ok(Some(crate::chain::ORIGIN));
        }
        let mut found = None;
        self.read(seq, Some(seq), &mut |entry| {
            found = Some(entry.hash);
            ControlFlow::Break(())
        })?;
        Ok(found)
    }
}

/// A log with its single writer.
pub trait Log: ReadLog {
    /// Appends `entries` after `expected_last` in one transaction and returns the last place taken.
    ///
    /// All of them are durable when this returns, or none of them is in the log.  Handing over the entries
    /// of many commands at once shares one flush between them.  Appending nothing only checks the position.
    ///
    /// # Errors
    /// [`AppendError::Stale`] and [`AppendError::Busy`] leave the log as it was and may be retried after
    /// reading.  [`AppendError::Io`] is the end of this process's writing: whether the entries will be there
    /// after a restart is unknown, and a flush that failed must never be retried, because the kernel may
    /// have dropped the unwritten pages and would then report success.
    fn append(&mut self, expected_last: u64, entries: &[NewEntry]) -> Result<u64, AppendError>;
}

/// Why nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// Somebody else appended first.
    #[error("the log ends at entry {actual}, not at {expected}: another writer was faster")]
    Stale {
        /// The position the caller had decided from.
        expected: u64,
        /// The position the log is at.
        actual: u64,
    },
    /// The engine is held by another program; nothing was written.
    #[error("the log is held by another program; nothing was written")]
    Busy,
    /// Writing or flushing failed.  Fatal: stop the process, look at the disk, restart, replay.
    #[error("cannot write the log durably; stop, check the disk, restart from what is on it")]
    Io {
        /// What the engine reported.
        source: Cause,
    },
    /// An earlier append failed with [`AppendError::Io`]; this writer stays shut.
    #[error("this writer stopped after an earlier write failed")]
    Stopped,
}

/// Why an entry could not be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The entry is there but cannot be read.
    #[error("entry {seq} of the log cannot be read")]
    Unreadable {
        /// The first entry that could not be read.
        seq: u64,
        /// What the engine reported.
        source: Cause,
    },
    /// An entry is missing between others.
    #[error("entry {expected} of the log is missing; entry {found} follows instead")]
    Gap {
        /// The place that should have come next.
        expected: u64,
        /// The place found.
        found: u64,
    },
    /// The engine failed before any entry could be named.
    #[error("the log cannot be read")]
    Failed {
        /// What the engine reported.
        source: Cause,
    },
}

/// Why a log could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// Another process writes this log.
    #[error("{path} is already open for writing by another process; stop it first")]
    AlreadyOpen {
        /// The log.
        path: PathBuf,
    },
    /// There is no such log.
    #[error("there is no ledger at {path}")]
    NotFound {
        /// The place looked at.
        path: PathBuf,
    },
    /// The file is a database of something else.
    #[error("{path} is not a Haitang ledger")]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A later release wrote the file.
    #[error("{path} has ledger format {found}; this release reads up to {known}")]
    NewerFormat {
        /// The file.
        path: PathBuf,
        /// The file's format.
        found: i64,
        /// The newest format this release knows.
        known: i64,
    },
    /// The recorded head and the last entry disagree.
    #[error("{path} is damaged: its head says entry {head}, its last entry is {last}; run verify")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// Where the head record says the log ends.
        head: u64,
        /// Where the entries end.
        last: u64,
    },
    /// The engine or the file system failed.
    #[error("cannot open the ledger {path}")]
    Failed {
        /// The file.
        path: PathBuf,
        /// What was reported.
        source: Cause,
    },
}
