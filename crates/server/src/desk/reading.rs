//! The past: what was known once an entry had been recorded, or at a minute.

use super::{Desk, Stopped, unpoisoned};
use crate::ledger::{LedgerError, entry_of, keep_if_due};
use domain::{Entry, Seq, Timestamp};
use logbook::{ReadLog as _, SqliteReader};
use situation::Situation;
use std::{ops::ControlFlow, sync::Arc};

/// Past states that readers asked for and that are kept, the latest used last.
const RECENT: usize = 4;

/// What is needed to answer questions about the past, in bounded memory: a few states along the way, a few that were
/// asked for, and the log.
pub struct Past {
    reader: SqliteReader,
    along: Vec<Arc<Situation>>,
    distance: u64,
    recent: Vec<Arc<Situation>>,
}

impl Past {
    pub(super) fn new(reader: SqliteReader, along: Vec<Arc<Situation>>) -> Self {
        Self { reader, along, distance: crate::ledger::FACTS_BETWEEN_SNAPSHOTS, recent: Vec::new() }
    }

    pub(super) fn keep_if_due(&mut self, situation: &Situation) {
        keep_if_due(situation, &mut self.along, &mut self.distance);
    }

    /// Returns what was known once an entry had been recorded: from the nearest state before it, and the log.
    fn at(&mut self, seq: Seq) -> Result<Arc<Situation>, LedgerError> {
        if let Some(place) = self.recent.iter().position(|state| state.seq == seq) {
            let found = self.recent.remove(place);
            self.recent.push(found.clone());
            return Ok(found);
        }
        let nearest = self
            .along
            .iter()
            .chain(&self.recent)
            .filter(|state| state.seq <= seq)
            .max_by_key(|state| state.seq);
        if let Some(state) = nearest.filter(|state| state.seq == seq) {
            return Ok(state.clone());
        }
        let mut situation = nearest.map_or_else(Situation::default, |state| Situation::clone(state));
        self.fold_to(&mut situation, seq)?;
        let found = Arc::new(situation);
        if self.recent.len() == RECENT {
            self.recent.remove(0);
        }
        self.recent.push(found.clone());
        Ok(found)
    }

    /// Reads entries as they were recorded.
    fn entries(&self, from: Seq, through: Seq) -> Result<Vec<Entry>, LedgerError> {
        let mut entries = Vec::new();
        let mut failure = None;
        self.reader.read(from.0, Some(through.0), &mut |stored| match entry_of(&stored) {
            Ok(entry) => {
                entries.push(entry);
                ControlFlow::Continue(())
            }
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        })?;
        failure.map_or(Ok(entries), |error| Err(error.into()))
    }

    fn fold_to(&self, situation: &mut Situation, seq: Seq) -> Result<(), LedgerError> {
        let mut failure = None;
        self.reader.read(situation.seq.0 + 1, Some(seq.0), &mut |stored| match entry_of(&stored) {
            Ok(entry) => {
                situation.apply(&entry);
                ControlFlow::Continue(())
            }
            Err(error) => {
                failure = Some(error);
                ControlFlow::Break(())
            }
        })?;
        failure.map_or(Ok(()), |error| Err(error.into()))
    }
}

/// Why something could not be read.
#[derive(Debug, thiserror::Error)]
pub enum Read {
    /// The desk has stopped.
    #[error(transparent)]
    Stopped(#[from] Stopped),
    /// The log could not be read.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The ledger does not reach that far.
    #[error("the ledger ends at entry {head}, before {asked}")]
    Ahead {
        /// The entry asked for.
        asked: Seq,
        /// The last entry.
        head: Seq,
    },
}

impl Desk {
    /// Returns the last entry recorded at or before an instant; entry 0 before the first.  O(log entries).
    pub fn seq_at(&self, at: Timestamp) -> Seq {
        let times = unpoisoned(self.shared.times.read());
        let until = at.as_millisecond();
        let place = times.partition_point(|recorded| *recorded <= until);
        Seq(u64::try_from(place).unwrap_or(u64::MAX))
    }

    /// Returns when an entry was recorded; `None` when there is none such.
    pub fn time_of(&self, seq: Seq) -> Option<Timestamp> {
        let place = usize::try_from(seq.0).ok()?.checked_sub(1)?;
        let recorded = unpoisoned(self.shared.times.read()).get(place).copied()?;
        Timestamp::from_millisecond(recorded).ok()
    }

    /// Returns what was known once an entry had been recorded.  Takes as long as folding the entries since the nearest
    /// state that is kept: call it off the asynchronous threads.
    ///
    /// # Errors
    /// [`Read`].
    pub fn as_of(&self, seq: Seq) -> Result<Arc<Situation>, Read> {
        self.shared.check()?;
        let head = self.head();
        if seq > head {
            return Err(Read::Ahead { asked: seq, head });
        }
        Ok(unpoisoned(self.shared.past.lock()).at(seq)?)
    }

    /// Reads entries as they were recorded, both ends included.  Blocks: call it off the asynchronous threads.
    ///
    /// # Errors
    /// [`Read`].
    pub fn entries(&self, from: Seq, through: Seq) -> Result<Vec<Entry>, Read> {
        self.shared.check()?;
        Ok(unpoisoned(self.shared.past.lock()).entries(from, through.min(self.head()))?)
    }
}
