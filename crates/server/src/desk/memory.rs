//! Answers remembered for senders that repeat a command.

use super::{REMEMBERED, SubmitError};
use domain::{ActorId, Seq};
use situation::Refusal;
use std::collections::{BTreeMap, VecDeque};

/// Who sent it, and under which number of theirs.
type Key = (ActorId, u128);

/// The answers to the last commands that carried a number.
#[derive(Default)]
pub(super) struct Memory {
    answers: BTreeMap<Key, Result<Option<Seq>, Refusal>>,
    order: VecDeque<Key>,
}

impl Memory {
    /// Returns the answer that the sender got the first time.
    pub(super) fn recall(&self, key: Key) -> Option<Result<Option<Seq>, SubmitError>> {
        let answer = self.answers.get(&key)?;
        Some(answer.clone().map_err(SubmitError::Refused))
    }

    /// Keeps an answer, and forgets the oldest when there are too many.
    pub(super) fn keep(&mut self, key: Key, answer: Result<Option<Seq>, Refusal>) {
        if self.answers.insert(key, answer).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > REMEMBERED
            && let Some(oldest) = self.order.pop_front()
        {
            self.answers.remove(&oldest);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_answers_are_kept() {
        let mut memory = Memory::default();
        let keys = u128::try_from(REMEMBERED).unwrap() + 1;
        for number in 0..keys {
            memory.keep((ActorId(1), number), Ok(Some(Seq(1))));
        }
        assert!(memory.recall((ActorId(1), 0)).is_none());
        assert!(memory.recall((ActorId(1), 1)).is_some());
        assert!(memory.recall((ActorId(2), 1)).is_none());
    }
}
