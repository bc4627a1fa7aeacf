//! The desk: the only writer.  One thread owns the log; it decides, records and applies, and nobody else does.
//!
//! Commands that wait together share one flush.  They are decided and applied under the write lock and appended in one
//! transaction before the lock is released, so that nobody reads what could still be lost.  When the append fails, the
//! state in memory is ahead of the disk and nobody may see it: the desk stops for good, every read and every command is
//! answered with [`Stopped`], and the process must end, look at the disk and replay.  Nothing is retried, because after
//! a failed flush the kernel may have dropped the pages and would then report success.
//!
//! A command that carries the sender's own number gets the first answer again when it is repeated.  The numbers of the
//! last [`REMEMBERED`] commands are kept in memory; after a restart, repetition is harmless where commands are idempotent
//! by nature (tubes by their code, results, receipts, imports by the sender's ids), which are those that devices repeat.

mod kinds;
mod memory;
mod reading;
mod screening;
mod writer;

pub use reading::{Past, Read};

use crate::{
    clock::Clock,
    ledger::{Ask, Ledger, LedgerError},
};
use domain::Seq;
use logbook::SqliteReader;
use situation::{Refusal, Situation};
use std::sync::{
    Arc, Mutex, OnceLock, PoisonError, RwLock,
    mpsc::{SyncSender, TrySendError, sync_channel},
};
use tokio::sync::{oneshot, watch};

/// Commands that may wait for the desk; one more is turned away.
const QUEUE: usize = 8_192;

/// Commands that share one flush at most.
const SHARE: usize = 512;

/// Commands whose answers are remembered for senders that repeat.
pub const REMEMBERED: usize = 100_000;

/// Why a command was not recorded.
#[derive(Clone, Debug, thiserror::Error)]
pub enum SubmitError {
    /// The world says no.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// A text of the command holds the number of a phone or a document, which the ledger may not keep.
    #[error("the field {field} holds the number of a phone or a document, which may not stand in the ledger")]
    PersonalNumber {
        /// The field.
        field: String,
    },
    /// This program failed over the command; nothing was recorded and the desk works on.
    #[error("the program failed over this command; nothing was recorded")]
    Fault,
    /// Too many commands wait; the sender should try again.
    #[error("too many commands are waiting")]
    Overloaded,
    /// The desk has stopped.
    #[error(transparent)]
    Stopped(#[from] Stopped),
}

/// The desk has stopped, and nothing may be read or recorded until the process has been started again.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the desk has stopped: {0}")]
pub struct Stopped(pub String);

/// What the writer and the readers share.
struct Shared {
    situation: RwLock<Situation>,
    /// When each entry was recorded, milliseconds since the Unix epoch: entry 1 first.
    times: RwLock<Vec<i64>>,
    stopped: OnceLock<Stopped>,
    head: watch::Sender<Seq>,
    clock: Clock,
    /// The last entry when the desk was opened.
    started: Seq,
    past: Mutex<Past>,
    kinds: Mutex<kinds::Kinds>,
}

impl Shared {
    fn check(&self) -> Result<(), Stopped> {
        self.stopped.get().map_or(Ok(()), |stopped| Err(stopped.clone()))
    }

    /// The first reason stays; later ones follow from it.
    fn stop(&self, reason: String) {
        tracing::error!(reason, "the desk stops");
        drop(self.stopped.set(Stopped(reason)));
        // Followers wake up and see that there is nothing to come.
        self.head.send_modify(|_| {});
    }
}

struct Job {
    ask: Ask,
    answer: oneshot::Sender<Result<Option<Seq>, SubmitError>>,
}

/// The desk.  Clones speak to the same one.
#[derive(Clone)]
pub struct Desk {
    queue: SyncSender<Job>,
    shared: Arc<Shared>,
}

/// What is left of a ledger once its desk has been opened: the files that others than the desk use.
pub struct Rest {
    /// Where the files lie.
    pub dir: logbook::DataDir,
    /// Personal details.
    pub vault: logbook::Vault,
    /// Immutable files.
    pub batches: logbook::Batches,
    /// Random bytes.
    pub entropy: crate::clock::Entropy,
}

impl Desk {
    /// Starts the desk's thread on a ledger.  It ends when the last clone of the desk is gone.
    ///
    /// # Errors
    /// [`LedgerError::Open`] when the ledger cannot be opened a second time for reading the past.
    ///
    /// # Panics
    /// When the operating system gives no thread.
    pub fn open(ledger: Ledger) -> Result<(Self, Rest), LedgerError> {
        let reader = SqliteReader::open(&ledger.dir.ledger())?;
        let Ledger {
            dir, log, vault, batches, checkpoints, situation, times, snapshots, clock, entropy, ..
        } = ledger;
        let shared = Arc::new(Shared {
            head: watch::Sender::new(situation.seq),
            started: situation.seq,
            situation: RwLock::new(situation),
            times: RwLock::new(times),
            stopped: OnceLock::new(),
            clock,
            past: Mutex::new(Past::new(reader, snapshots)),
            kinds: Mutex::default(),
        });
        let (queue, jobs) = sync_channel(QUEUE);
        let mut writer = writer::Writer::new(log, checkpoints, shared.clone());
        std::thread::Builder::new()
            .name("desk".to_owned())
            .spawn(move || writer.run_guarded(&jobs))
            .expect("the operating system gives a thread");
        let rest = Rest { dir, vault, batches, entropy };
        Ok((Self { queue, shared }, rest))
    }

    /// Submits a command and waits until it is durable; returns its entry, or `None` when it only repeated what is known.
    ///
    /// # Errors
    /// [`SubmitError`].
    pub async fn submit(&self, ask: Ask) -> Result<Option<Seq>, SubmitError> {
        screened(&ask)?;
        let (answer, wait) = oneshot::channel();
        self.queue.try_send(Job { ask, answer }).map_err(|full| match full {
            TrySendError::Full(_) => SubmitError::Overloaded,
            TrySendError::Disconnected(_) => self.why_stopped(),
        })?;
        wait.await.unwrap_or_else(|_gone| Err(self.why_stopped()))
    }

    /// As [`Desk::submit`], for threads outside the asynchronous runtime; waits for a place in the queue.
    ///
    /// # Errors
    /// [`SubmitError`], never [`SubmitError::Overloaded`].
    ///
    /// # Panics
    /// When called on a thread of the asynchronous runtime.
    pub fn submit_blocking(&self, ask: Ask) -> Result<Option<Seq>, SubmitError> {
        screened(&ask)?;
        let (answer, wait) = oneshot::channel();
        self.queue.send(Job { ask, answer }).map_err(|_gone| self.why_stopped())?;
        wait.blocking_recv().unwrap_or_else(|_gone| Err(self.why_stopped()))
    }

    /// Reads the situation as it is now.  The lock is held while `reading` runs: keep it short, never wait in it.
    ///
    /// # Errors
    /// [`Stopped`].
    pub fn read<T>(&self, reading: impl FnOnce(&Situation) -> T) -> Result<T, Stopped> {
        let situation =
            self.shared.situation.read().map_err(|_poisoned| {
                self.stopped().unwrap_or_else(|| Stopped("a writer panicked".to_owned()))
            })?;
        // Checked under the lock: the writer stops before it lets go of a state that is ahead of the disk.
        self.shared.check()?;
        Ok(reading(&situation))
    }

    /// Returns the last entry that is durable.
    pub fn head(&self) -> Seq {
        *self.shared.head.borrow()
    }

    /// Returns a channel that tells the last durable entry whenever it changes.
    pub fn follow(&self) -> watch::Receiver<Seq> {
        self.shared.head.subscribe()
    }

    /// Returns which parts of the picture changed after an entry; `None` when that is longer ago than is remembered.
    pub fn changed_since(&self, seq: Seq) -> Option<std::collections::BTreeSet<&'static str>> {
        // Nothing is remembered from before this process started.
        let kinds = unpoisoned(self.shared.kinds.lock());
        kinds.since(seq).filter(|_| seq >= self.shared.started)
    }

    /// Returns why the desk has stopped; `None` while it works.
    pub fn stopped(&self) -> Option<Stopped> {
        self.shared.stopped.get().cloned()
    }

    /// Returns the time by the desk's clock.
    pub fn now(&self) -> domain::Timestamp {
        (self.shared.clock)()
    }

    fn why_stopped(&self) -> SubmitError {
        let stopped = self.stopped().unwrap_or_else(|| Stopped("its thread has ended".to_owned()));
        SubmitError::Stopped(stopped)
    }
}

/// The one gate of all commands: the two ways of submitting pass through it.
fn screened(ask: &Ask) -> Result<(), SubmitError> {
    screening::check(&ask.command).map_err(|field| SubmitError::PersonalNumber { field })
}

fn unpoisoned<T>(lock: Result<T, PoisonError<T>>) -> T {
    lock.unwrap_or_else(PoisonError::into_inner)
}
