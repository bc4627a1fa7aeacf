//! Between the log and the situation: entries in and out, replay, checkpoints, and recording a history in bulk.

mod entry;
mod replay;

pub use entry::{EntryError, entry_of, new_entry, to_millisecond};
pub(crate) use replay::{FACTS_BETWEEN_SNAPSHOTS, keep_if_due};
pub use replay::{Replayed, Stats, replay};

use crate::clock::{Clock, Entropy};
use domain::{Command, Entry, Fact, Seq, Timestamp, fact::SCHEMA, ids::ActorId};
use logbook::{
    AppendError, Batches, Checkpoints, DataDir, Log as _, MasterKey, NewEntry, ReadLog as _, SqliteLog,
    SqliteReader, Vault,
};
use situation::{Asked, Refusal, Situation, state::STATE_VERSION};
use std::path::Path;

/// How many facts may pass between two checkpoints on disk.
const FACTS_BETWEEN_CHECKPOINTS: u64 = 200_000;

/// How many checkpoints are kept on disk.
const CHECKPOINTS_KEPT: usize = 2;

/// Entries of a recorded history that share one transaction.
const HISTORY_SHARE: usize = 2_048;

/// What is asked of the desk, by whom, and when it was made.
#[derive(Clone, Debug)]
pub struct Ask {
    /// Who asks.
    pub by: ActorId,
    /// When the server received it.
    pub received: Timestamp,
    /// When the sender's device had made it; `None` when it was entered at a desk.
    pub device: Option<Timestamp>,
    /// What is asked.
    pub command: Command,
    /// The sender's own number of this command, by which a repetition gets the first answer again; `None` when the
    /// sender does not repeat.
    pub client_id: Option<u128>,
}

impl Ask {
    /// Returns a command entered at a desk, without a number of the sender's.
    pub fn at_desk(by: ActorId, received: Timestamp, command: Command) -> Self {
        Self { by, received, device: None, command, client_id: None }
    }
}

/// Why the durable files could not be opened or written.
#[derive(Debug, thiserror::Error)]
#[expect(missing_docs, reason = "each variant passes on an error that says what failed")]
pub enum LedgerError {
    #[error(transparent)]
    Directory(#[from] logbook::DataDirError),
    #[error(transparent)]
    Key(#[from] logbook::KeyError),
    #[error(transparent)]
    Vault(#[from] logbook::VaultError),
    #[error(transparent)]
    Open(#[from] logbook::OpenError),
    #[error(transparent)]
    Read(#[from] logbook::ReadError),
    #[error(transparent)]
    Append(#[from] AppendError),
    #[error(transparent)]
    Batch(#[from] logbook::BatchError),
    #[error(transparent)]
    Checkpoint(#[from] logbook::CheckpointError),
    #[error(transparent)]
    Entry(#[from] EntryError),
    #[error(transparent)]
    Broken(#[from] logbook::Broken),
    #[error("entry {seq} is not the one that was anchored; the ledger ends at entry {head}")]
    Anchor { seq: u64, head: u64 },
}

/// The durable files of one post, open for writing, with the situation they amount to.
pub struct Ledger {
    /// Where the files lie.
    pub dir: DataDir,
    /// The log, of which this is the only writer.
    pub log: SqliteLog,
    /// Personal details.
    pub vault: Vault,
    /// Immutable files.
    pub batches: Batches,
    /// Folded states; may be deleted at any time.
    pub checkpoints: Checkpoints,
    /// What is known once every entry has been applied.
    pub situation: Situation,
    /// When each entry was recorded, in milliseconds since the Unix epoch: entry 1 first.
    pub times: Vec<i64>,
    /// States along the way, oldest first, from which past ones are reached quickly.
    pub snapshots: Vec<std::sync::Arc<Situation>>,
    /// What opening took.
    pub stats: Stats,
    /// The clock.
    pub clock: Clock,
    /// Random bytes for the vault, sessions and passwords.
    pub entropy: Entropy,
    checkpointed: u64,
}

impl Ledger {
    /// Opens the data directory at `dir` with the master key at `key`, making both where they are missing, and replays
    /// the log from the newest checkpoint that belongs to it.
    ///
    /// The entries of the newest checkpoints and anchors are compared with the log first, which finds an end that was cut
    /// off or rewritten; everything after the checkpoint that is used is recomputed.
    ///
    /// # Errors
    /// [`LedgerError`]; in particular when another process writes the log, or the log is not what was written.
    pub fn open(dir: &Path, key: &Path, entropy: Entropy, clock: Clock) -> Result<Self, LedgerError> {
        let dir = DataDir::open(dir)?;
        let log = SqliteLog::open(&dir.ledger())?;
        // A new key would open nothing of what is sealed already, and stand in the way of the right one.
        let is_sealed = dir.vault().exists();
        let master = if is_sealed { MasterKey::load(key)? } else { MasterKey::load_or_create(key)? };
        let vault = Vault::open(&dir.vault(), &master)?;
        let checkpoints = Checkpoints::open(&dir.checkpoints())?;
        let reader = SqliteReader::open(&dir.ledger())?;
        check_anchors(&checkpoints, &reader)?;
        let checkpoint = checkpoints.latest_for(&reader, u64::MAX, STATE_VERSION)?;
        let replayed = replay(&reader, checkpoint, None, &clock)?;
        keep_anchor(&checkpoints, &reader, replayed.situation.seq.0)?;
        Ok(Self {
            batches: Batches::open(&dir.observations())?,
            checkpointed: replayed.situation.facts.saturating_sub(replayed.stats.facts),
            situation: replayed.situation,
            times: replayed.times,
            snapshots: replayed.snapshots,
            stats: replayed.stats,
            dir,
            log,
            vault,
            checkpoints,
            clock,
            entropy,
        })
    }

    /// Decides, records and applies a command at an instant: for setting up and for histories.  The entry is durable when
    /// this returns.  An instant before the last entry's is taken as that one.
    ///
    /// # Errors
    /// [`RecordError`].
    pub fn record(&mut self, at: Timestamp, ask: &Ask) -> Result<Option<Seq>, RecordError> {
        let mut answers = Vec::new();
        self.record_all([(at, ask.clone())], |_, _, answer| answers.push(answer))?;
        match answers.pop() {
            Some(answer) => Ok(answer?),
            None => Ok(None),
        }
    }

    /// Records a history: each command at its instant, many entries to a transaction.  `each` hears every command with
    /// its answer as soon as it is decided; what it hears is durable only when this returns.
    ///
    /// # Errors
    /// [`LedgerError::Append`]; what was not yet flushed is then lost, and the ledger must be opened again.
    pub fn record_all(
        &mut self,
        history: impl IntoIterator<Item = (Timestamp, Ask)>,
        mut each: impl FnMut(&Situation, &Ask, Result<Option<Seq>, Refusal>),
    ) -> Result<(), LedgerError> {
        let mut durable = self.situation.seq.0;
        let mut share = Vec::with_capacity(HISTORY_SHARE);
        for (at, ask) in history {
            let answer = decide_and_apply(&mut self.situation, at, &ask).map(|made| {
                made.map(|(entry, new)| {
                    self.times.push(new.at_ms);
                    share.push(new);
                    entry.seq
                })
            });
            each(&self.situation, &ask, answer);
            if share.len() >= HISTORY_SHARE {
                durable = self.log.append(durable, &share)?;
                share.clear();
            }
        }
        self.log.append(durable, &share)?;
        self.checkpoint_if_due()
    }

    /// Writes a checkpoint when enough was recorded since the last one.
    ///
    /// # Errors
    /// [`LedgerError::Checkpoint`], harmless to the log.
    pub fn checkpoint_if_due(&mut self) -> Result<(), LedgerError> {
        if self.situation.facts.saturating_sub(self.checkpointed) < FACTS_BETWEEN_CHECKPOINTS {
            return Ok(());
        }
        self.checkpoint()
    }

    /// Writes a checkpoint of the situation and removes older ones.
    ///
    /// # Errors
    /// [`LedgerError::Checkpoint`], harmless to the log.
    pub fn checkpoint(&mut self) -> Result<(), LedgerError> {
        let seq = self.situation.seq.0;
        let Some(hash) = self.log.hash_at(seq)? else {
            return Ok(());
        };
        let body = self.situation.to_checkpoint();
        self.checkpoints.save(seq, STATE_VERSION, hash, &body)?;
        self.checkpoints.prune(CHECKPOINTS_KEPT)?;
        self.checkpointed = self.situation.facts;
        Ok(())
    }
}

/// Refuses a log that does not hold what was anchored: one look-up an anchor.
fn check_anchors(checkpoints: &Checkpoints, log: &SqliteReader) -> Result<(), LedgerError> {
    for (seq, hash) in checkpoints.anchors() {
        if log.hash_at(seq)? != Some(hash) {
            return Err(LedgerError::Anchor { seq, head: log.head()?.seq });
        }
    }
    Ok(())
}

/// Anchors an entry that is durable, and lets older anchors go.
pub(crate) fn keep_anchor(
    checkpoints: &Checkpoints,
    log: &dyn logbook::ReadLog,
    seq: u64,
) -> Result<(), LedgerError> {
    if seq > 0
        && let Some(hash) = log.hash_at(seq)?
    {
        checkpoints.anchor(seq, hash)?;
        checkpoints.prune(CHECKPOINTS_KEPT)?;
    }
    Ok(())
}

/// Why a command was not recorded.
#[derive(Debug, thiserror::Error)]
pub enum RecordError {
    /// The world says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The machine failed.
    #[error(transparent)]
    Failed(#[from] LedgerError),
}

/// Decides a command on the situation and applies what follows; returns the entry in both forms, or `None` when the
/// command only repeats what is known.
///
/// Times are cut to the millisecond first, because that is what the log keeps: replay must see what was seen live.
///
/// # Errors
/// The [`Refusal`]; nothing was changed.
pub(crate) fn decide_and_apply(
    situation: &mut Situation,
    now: Timestamp,
    ask: &Ask,
) -> Result<Option<(Entry, NewEntry)>, Refusal> {
    let at = decided_at(situation, now);
    let facts = situation.decide(&Asked { by: ask.by, at }, &ask.command)?;
    Ok(commit_facts(situation, at, ask, facts))
}

/// Returns the instant of the next entry: now, but never before the entry before it.
pub(crate) fn decided_at(situation: &Situation, now: Timestamp) -> Timestamp {
    let now = to_millisecond(now);
    situation.at.map_or(now, |last| now.max(last))
}

/// Makes the entry of decided facts and applies it; `None` when there are none.
pub(crate) fn commit_facts(
    situation: &mut Situation,
    at: Timestamp,
    ask: &Ask,
    facts: Vec<Fact>,
) -> Option<(Entry, NewEntry)> {
    if facts.is_empty() {
        return None;
    }
    let entry = Entry {
        seq: Seq(situation.seq.0 + 1),
        at,
        received: to_millisecond(ask.received),
        device: ask.device.map(to_millisecond),
        by: ask.by,
        facts,
    };
    let new = new_entry(&entry, u32::from(SCHEMA));
    situation.apply(&entry);
    Some((entry, new))
}
