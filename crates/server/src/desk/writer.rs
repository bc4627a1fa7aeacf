//! The writer's thread: drain, decide and apply under the lock, append, release, answer.

use super::{Job, SHARE, Shared, SubmitError, memory::Memory, unpoisoned};
use crate::ledger::{commit_facts, decided_at, keep_anchor};
use access::Action;
use domain::{Command, Seq};
use logbook::{Checkpoints, Log as _, NewEntry, ReadLog as _, SqliteLog};
use situation::{Asked, Refusal, Situation, state::STATE_VERSION};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, mpsc::Receiver},
};

/// How many facts may pass between two checkpoints on disk while the service runs.
const FACTS_BETWEEN_CHECKPOINTS: u64 = 200_000;

/// How many entries may pass between two anchors while the service runs.
const ENTRIES_BETWEEN_ANCHORS: u64 = 1_024;

type Answer = Result<Option<Seq>, SubmitError>;

pub(super) struct Writer {
    log: SqliteLog,
    checkpoints: Checkpoints,
    shared: Arc<Shared>,
    memory: Memory,
    checkpointed: u64,
    anchored: u64,
}

/// What became of the commands that shared one flush.
enum Outcome {
    /// Recorded or refused: the answers, in order.
    Answered(Vec<Answer>),
    /// The desk has stopped before anything of this share became visible.
    Stopped,
}

impl Writer {
    pub(super) fn new(log: SqliteLog, checkpoints: Checkpoints, shared: Arc<Shared>) -> Self {
        let (checkpointed, anchored) = {
            let situation = unpoisoned(shared.situation.read());
            (situation.facts, situation.seq.0)
        };
        Self { log, checkpoints, shared, memory: Memory::default(), checkpointed, anchored }
    }

    /// As [`Writer::run`]; a panic anywhere is said aloud instead of ending the thread in silence.
    pub(super) fn run_guarded(&mut self, jobs: &Receiver<Job>) {
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.run(jobs))) {
            self.shared.stop(format!("a fault of this program: {}", message_of(&*panic)));
        }
    }

    /// Works until every sender is gone or the desk stops.
    fn run(&mut self, jobs: &Receiver<Job>) {
        self.take_jobs(jobs);
        // An orderly end is anchored whatever was recorded since.
        if self.shared.stopped.get().is_none() {
            self.anchor(1);
        }
    }

    fn take_jobs(&mut self, jobs: &Receiver<Job>) {
        while let Ok(first) = jobs.recv() {
            let mut share = vec![first];
            while share.len() < SHARE
                && let Ok(next) = jobs.try_recv()
            {
                share.push(next);
            }
            let worked = catch_unwind(AssertUnwindSafe(|| self.work(&share)));
            let outcome = worked.unwrap_or_else(|panic| {
                self.shared.stop(format!("a fault of this program: {}", message_of(&*panic)));
                Outcome::Stopped
            });
            let Outcome::Answered(answers) = outcome else {
                // Dropping the jobs tells their senders that the desk has stopped.
                return;
            };
            for (job, answer) in share.into_iter().zip(answers) {
                // A sender that went away does not need its answer.
                drop(job.answer.send(answer));
            }
            if self.shared.stopped.get().is_some() {
                return;
            }
            self.after_share();
            self.anchor(ENTRIES_BETWEEN_ANCHORS);
        }
    }

    /// Anchors the last entry when enough was recorded since the last anchor.
    fn anchor(&mut self, entries: u64) {
        let last = unpoisoned(self.shared.situation.read()).seq.0;
        if last < self.anchored.saturating_add(entries) {
            return;
        }
        self.anchored = last;
        if keep_anchor(&self.checkpoints, &self.log, last).is_err() {
            tracing::warn!("an anchor was not written; the next start compares the ledger with an older one");
        }
    }

    fn work(&mut self, share: &[Job]) -> Outcome {
        let shared = self.shared.clone();
        let now = (shared.clock)();
        let mut situation = unpoisoned(shared.situation.write());
        let before = situation.seq;
        let mut entries = Vec::with_capacity(share.len());
        let mut answers = Vec::with_capacity(share.len());
        for job in share {
            answers.push(self.answer(&mut situation, now, job, &mut entries));
        }
        if let Err(error) = self.log.append(before.0, &entries) {
            // Stopped while the lock is held: nobody reads what is not on disk.
            shared.stop(format!("the ledger cannot be written: {error}"));
            return Outcome::Stopped;
        }
        unpoisoned(shared.times.write()).extend(entries.iter().map(|entry| entry.at_ms));
        let after = situation.seq;
        drop(situation);
        if after != before {
            shared.head.send_replace(after);
        }
        Outcome::Answered(answers)
    }

    fn answer(
        &mut self,
        situation: &mut Situation,
        now: domain::Timestamp,
        job: &Job,
        entries: &mut Vec<NewEntry>,
    ) -> Answer {
        self.shared.check()?;
        let ask = &job.ask;
        let key = ask.client_id.map(|number| (ask.by, number));
        if let Some(answer) = key.and_then(|key| self.memory.recall(key)) {
            return answer;
        }
        let at = decided_at(situation, now);
        let asked = Asked { by: ask.by, at };
        let decided = decide_guarded(&ask.command, || situation.decide(&asked, &ask.command))?;
        let answer = decided.map(|facts| {
            commit_facts(situation, at, ask, facts).map(|(entry, new)| {
                entries.push(new);
                unpoisoned(self.shared.kinds.lock()).note(entry.seq, &entry.facts);
                entry.seq
            })
        });
        if let Some(key) = key {
            self.memory.keep(key, answer.clone());
        }
        answer.map_err(SubmitError::Refused)
    }

    /// Keeps states for the past and, rarely, a checkpoint on disk; the senders have their answers already.
    fn after_share(&mut self) {
        let situation = unpoisoned(self.shared.situation.read());
        unpoisoned(self.shared.past.lock()).keep_if_due(&situation);
        if situation.facts < self.checkpointed + FACTS_BETWEEN_CHECKPOINTS {
            return;
        }
        self.checkpointed = situation.facts;
        let saved = self.log.hash_at(situation.seq.0).map(|hash| {
            hash.map(|hash| {
                let body = situation.to_checkpoint();
                self.checkpoints.save(situation.seq.0, STATE_VERSION, hash, &body)
            })
        });
        if !matches!(saved, Ok(Some(Ok(())))) {
            tracing::warn!("a checkpoint was not written; the next start replays more");
        }
    }
}

/// Decides; a panic refuses this one command and nothing else.
///
/// Deciding borrows the state and changes nothing, so there is nothing to put back, what was decided before stays sound,
/// and the next command finds the state as it was.  The answer is not remembered: after a mended program was started the
/// sender may try again.  The log names the kind of the command and nothing of what it says.
fn decide_guarded<T>(
    command: &Command,
    decide: impl FnOnce() -> Result<T, Refusal>,
) -> Result<Result<T, Refusal>, SubmitError> {
    catch_unwind(AssertUnwindSafe(decide)).map_err(|_panic| {
        tracing::error!(command = ?Action::of(command), "deciding a command panicked; it was refused");
        SubmitError::Fault
    })
}

/// Returns what a panic said.
fn message_of(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(|text| (*text).to_owned());
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "a panic without a message".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Timestamp;

    #[test]
    fn a_panic_over_one_command_is_an_answer_and_the_next_command_is_decided() {
        let command = Command::EscalateLate { at: Timestamp::UNIX_EPOCH };
        let failed = decide_guarded(&command, || -> Result<(), Refusal> { panic!("a fault of the rules") });
        assert!(matches!(failed, Err(SubmitError::Fault)), "{failed:?}");
        let refused = decide_guarded(&command, || Err::<(), _>(Refusal::SameClass));
        assert!(matches!(refused, Ok(Err(Refusal::SameClass))));
        assert!(matches!(decide_guarded(&command, || Ok(7)), Ok(Ok(7))));
    }
}
