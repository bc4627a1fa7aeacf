//! A log in memory: for tests, simulations and what-if runs.

use std::ops::ControlFlow;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::chain::Chain;
use crate::log::{AppendError, Head, Log, NewEntry, ReadError, ReadLog, StoredEntry};

/// A log that ends with the process.  Clones share the same entries, so one clone may write while
/// others follow.
#[derive(Clone, Default)]
pub struct MemoryLog {
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    grown: Condvar,
}

#[derive(Default)]
struct State {
    entries: Vec<StoredEntry>,
    chain: Chain,
}

impl MemoryLog {
    /// Creates an empty log.
    pub fn new() -> Self {
        Self::default()
    }

    /// A panic elsewhere cannot leave the entries half appended, so a poisoned lock is still good.
    fn state(&self) -> MutexGuard<'_, State> {
        self.shared.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log for MemoryLog {
    fn append(&mut self, expected_last: u64, entries: &[NewEntry]) -> Result<u64, AppendError> {
        let mut state = self.state();
        let actual = state.chain.head().seq;
        if actual != expected_last {
            return Err(AppendError::Stale { expected: expected_last, actual });
        }
        for entry in entries {
            let (seq, hash) = state.chain.extend(entry);
            let NewEntry { at_ms, received_ms, device_ms, by, schema, fact_count, facts } = entry.clone();
            let stored =
                StoredEntry { seq, at_ms, received_ms, device_ms, by, schema, fact_count, facts, hash };
            state.entries.push(stored);
        }
        self.shared.grown.notify_all();
        Ok(state.chain.head().seq)
    }
}

impl ReadLog for MemoryLog {
    fn read(
        &self,
        from: u64,
        through: Option<u64>,
        each: &mut dyn FnMut(StoredEntry) -> ControlFlow<()>,
    ) -> Result<(), ReadError> {
        let skipped = usize::try_from(from.saturating_sub(1)).unwrap_or(usize::MAX);
        // Copied out first: `each` may append through another clone.
        let wanted: Vec<StoredEntry> = self
            .state()
            .entries
            .iter()
            .skip(skipped)
            .take_while(|entry| through.is_none_or(|last| entry.seq <= last))
            .cloned()
            .collect();
        for entry in wanted {
            if each(entry).is_break() {
                break;
            }
        }
        Ok(())
    }

    fn head(&self) -> Result<Head, ReadError> {
        Ok(self.state().chain.head())
    }

    fn wait_beyond(&self, seq: u64, timeout: Duration) -> Result<Head, ReadError> {
        let (state, _) = self
            .shared
            .grown
            .wait_timeout_while(self.state(), timeout, |state| state.chain.head().seq <= seq)
            .unwrap_or_else(PoisonError::into_inner);
        Ok(state.chain.head())
    }
}
