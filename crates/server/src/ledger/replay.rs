//! Replay: from the log to the situation, reading and parsing on one thread, applying on another.

use super::{LedgerError, entry_of};
use crate::clock::Clock;
use domain::{Entry, Seq};
use logbook::{Chain, Checkpoint, Head, ReadLog};
use situation::Situation;
use std::{
    ops::ControlFlow,
    sync::{
        Arc,
        mpsc::{SyncSender, sync_channel},
    },
};

/// Entries that travel together from the reading to the applying thread.
const CHUNK: usize = 256;

/// Chunks that may wait between the two threads.
const CHUNKS_AHEAD: usize = 32;

/// States kept along the way at most; when there are more, every other is dropped and the distance doubles.
const SNAPSHOTS: usize = 8;

/// Facts that all states kept along the way may amount to together, about 300 bytes each: their copies share nothing, so
/// this bounds their memory to some 200 MB.  The past of a larger ledger is folded from its beginning.
const FACTS_KEPT: u64 = 600_000;

/// The same as a number of facts is divided by.
const SNAPSHOTS_OVER_ALL: u64 = 8;

/// Facts between two states kept along the way, at least.
pub(crate) const FACTS_BETWEEN_SNAPSHOTS: u64 = 20_000;

/// What a replay took.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Stats {
    /// Entries applied.
    pub entries: u64,
    /// Facts applied.
    pub facts: u64,
    /// Seconds, by the clock given.
    pub seconds: f64,
}

/// The outcome of a replay.
pub struct Replayed {
    /// What is known.
    pub situation: Situation,
    /// When each entry was recorded, in milliseconds since the Unix epoch: entry 1 first.
    pub times: Vec<i64>,
    /// States along the way, oldest first.
    pub snapshots: Vec<Arc<Situation>>,
    /// What it took.
    pub stats: Stats,
}

/// Folds the log through entry `through` (`None`: to its end), starting at a checkpoint where one is given.
///
/// The chain is recomputed over the entries that are applied, so that a service never starts on altered ones.
/// Linear in the entries; two threads.
///
/// # Errors
/// [`LedgerError`] at the first entry that cannot be read, is not the next of the chain, or holds unknown facts.
///
/// # Panics
/// When applying a fact panics, which is a fault of this program.
pub fn replay(
    log: &dyn ReadLog,
    from: Option<Checkpoint>,
    through: Option<Seq>,
    clock: &Clock,
) -> Result<Replayed, LedgerError> {
    let began = clock();
    let (situation, chain) = start(from);
    let (entries_before, facts_before) = (situation.seq.0, situation.facts);
    let mut times = times_through(log, entries_before)?;
    // As many states as are kept, evenly over what is to be read.
    let to_read = log.head()?.facts.saturating_sub(facts_before);
    let distance = FACTS_BETWEEN_SNAPSHOTS.max(to_read / SNAPSHOTS_OVER_ALL);
    let (send, receive) = sync_channel::<Vec<Entry>>(CHUNKS_AHEAD);
    let (read, mut folding) = std::thread::scope(|scope| {
        let applying = scope.spawn(move || {
            let mut folding = Snapshots::of(situation, distance);
            for entry in receive.into_iter().flatten() {
                folding.situation.apply(&entry);
                folding.keep_if_due();
            }
            folding
        });
        let read = read_and_parse(log, chain, through, &mut times, &send);
        drop(send);
        (read, applying.join().expect("applying a fact is total"))
    });
    read?;
    let snapshots = std::mem::take(&mut folding.kept);
    let situation = folding.situation;
    let stats = Stats {
        entries: situation.seq.0 - entries_before,
        facts: situation.facts - facts_before,
        seconds: clock().duration_since(began).as_secs_f64(),
    };
    Ok(Replayed { situation, times, snapshots, stats })
}

/// Returns the state a checkpoint holds and the chain after it; the beginning when there is none or it cannot be read.
fn start(from: Option<Checkpoint>) -> (Situation, Chain) {
    let read = from.and_then(|checkpoint| {
        let situation = Situation::from_checkpoint(&checkpoint.body)?;
        (situation.seq.0 == checkpoint.seq).then_some((situation, checkpoint.ledger_hash))
    });
    read.map_or_else(
        || (Situation::default(), Chain::origin()),
        |(situation, hash)| {
            let head = Head { seq: situation.seq.0, hash, facts: situation.facts };
            (situation, Chain::after(head))
        },
    )
}

/// Returns when each entry through `last` was recorded, without reading its facts.
fn times_through(log: &dyn ReadLog, last: u64) -> Result<Vec<i64>, LedgerError> {
    let mut times = Vec::new();
    if last > 0 {
        log.read(1, Some(last), &mut |stored| {
            times.push(stored.at_ms);
            ControlFlow::Continue(())
        })?;
    }
    Ok(times)
}

fn read_and_parse(
    log: &dyn ReadLog,
    mut chain: Chain,
    through: Option<Seq>,
    times: &mut Vec<i64>,
    send: &SyncSender<Vec<Entry>>,
) -> Result<(), LedgerError> {
    let mut chunk = Vec::with_capacity(CHUNK);
    let mut failure = None;
    let from = chain.head().seq + 1;
    log.read(from, through.map(|seq| seq.0), &mut |stored| {
        let parsed = chain.admit(&stored).map_err(LedgerError::from).and_then(|()| Ok(entry_of(&stored)?));
        match parsed {
            Ok(entry) => {
                times.push(stored.at_ms);
                chunk.push(entry);
            }
            Err(error) => failure = Some(error),
        }
        let full = chunk.len() == CHUNK;
        // The receiver only goes away when it panicked, which is reported when it is joined.
        let gone = full && send.send(std::mem::replace(&mut chunk, Vec::with_capacity(CHUNK))).is_err();
        if failure.is_some() || gone { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    })?;
    if !chunk.is_empty() {
        // As above: a panic of the receiver is reported when it is joined.
        drop(send.send(chunk));
    }
    failure.map_or(Ok(()), Err)
}

/// A situation that leaves a few of its states behind as it moves on.
pub(crate) struct Snapshots {
    pub(crate) situation: Situation,
    pub(crate) kept: Vec<Arc<Situation>>,
    distance: u64,
}

impl Snapshots {
    fn of(situation: Situation, distance: u64) -> Self {
        let first = (situation.seq.0 > 0).then(|| Arc::new(situation.clone()));
        Self { situation, kept: first.into_iter().collect(), distance }
    }

    fn keep_if_due(&mut self) {
        keep_if_due(&self.situation, &mut self.kept, &mut self.distance);
    }
}

/// Keeps a copy of the state when it is far enough from the last one kept, and thins them when they are too many.
pub(crate) fn keep_if_due(situation: &Situation, kept: &mut Vec<Arc<Situation>>, distance: &mut u64) {
    let last = kept.last().map_or(0, |state| state.facts);
    if situation.facts < last + *distance || situation.facts > FACTS_KEPT / 2 {
        return;
    }
    kept.push(Arc::new(situation.clone()));
    while kept.len() > SNAPSHOTS || kept.iter().map(|state| state.facts).sum::<u64>() > FACTS_KEPT {
        *distance *= 2;
        let mut place = 0_usize;
        kept.retain(|_| {
            place += 1;
            place.is_multiple_of(2)
        });
    }
}
